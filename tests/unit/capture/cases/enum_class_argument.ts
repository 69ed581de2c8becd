import { travels } from "../case.ts";

class Color {
  static RED = new Color("red");
  static GREEN = new Color("green");
  static #count = 0;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
class Level {
  static readonly LOW: Level = new Level(1);
  static readonly HIGH: Level = new Level(2);
  static {
    Object.freeze(this.HIGH);
  }
  readonly #rank: number;
  constructor(rank: number) {
    this.#rank = rank;
  }
  get rank(): number {
    return this.#rank;
  }
}
class Registry {
  static shared = new Registry();
  names = new Set<string>(["a"]);
}
const red = Color.RED;
const frozen = Object.freeze({ a: 1 });
const open = { a: 1 };
const mark = Symbol("mark");
const another = new Color("red");

export default travels(
  "members of a class that is an enumeration, as arguments and as what is given",
  (colors: Color[], levels: Level[], rest: unknown[]) => [
    [colors.map((color) => color === Color.RED), colors[0] === red, colors[2] === another],
    [levels.map((level) => [level === Level.LOW, level === Level.HIGH, level.rank])],
    [rest[0] === frozen, rest[1] === open, rest[2] === mark],
    [rest[3] instanceof Registry, (rest[3] as Registry).names.has("a")],
    [Color.GREEN, Color.RED, mark, levels[0]],
  ],
  {
    args: [
      [Color.RED, Color.GREEN, new Color("red")],
      [Level.LOW, Level.HIGH],
      [frozen, open, mark, Registry.shared],
    ],
    gives: (given: unknown): boolean => {
      const [colors, levels, rest, registry, back] = given as unknown[][];
      return JSON.stringify([colors, levels, rest, registry]) ===
          JSON.stringify([
            [[true, false, false], true, false],
            [[[true, false, 1], [false, true, 2]]],
            [true, false, true],
            [true, true],
          ]) &&
        back![0] === Color.GREEN && back![1] === red && back![2] === mark && back![3] === Level.LOW;
    },
  },
);
