import { travels } from "../case.ts";

class Problem extends Error {
  code = 0;
  #cause = "unknown";
  because(cause: string): this {
    this.#cause = cause;
    return this;
  }
  get reason(): string {
    return this.#cause;
  }
}
class Names extends Array<string> {
  language = "en";
  #hits = 0;
  pick(index: number): string | undefined {
    this.#hits++;
    return this[index];
  }
  get hits(): number {
    return this.#hits;
  }
}
class Samples extends Float64Array {
  #unit = "m";
  unit(): string {
    return this.#unit;
  }
}
const problem = new Problem("broken").because("rust");
problem.code = 8;
const names = new Names("a", "b");
names.language = "de";
names.pick(0);
const samples = new Samples(3).fill(2);
type Things = [Problem, Names, Samples];
const look = ([problem, names, samples]: Things): unknown[] => [
  [problem.message, problem.code, problem.reason, Object.prototype.toString.call(problem)],
  [names.pick(1), names.hits, names.language, names.length, Array.isArray(names)],
  [samples[2], samples.unit(), samples.length],
];
export default travels("private fields of classes that extend built-in ones", (...args: Things) => [
  look([problem, names, samples]),
  look(args),
], {
  args: [problem, names, samples],
  gives: [1, 2].map(() => [
    ["broken", 8, "rust", "[object Error]"],
    ["b", 2, "de", 2, true],
    [2, "m", 3],
  ]),
});
