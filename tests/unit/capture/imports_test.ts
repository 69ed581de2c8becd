import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../deps.ts";
import { IMPORTS, runProject } from "./run_project.ts";

const MOD = new URL("../../../mod.ts", import.meta.url).href;

Deno.test("Capture bundles what an import map names", async () => {
  const { stdout, stderr } = await runProject({
    "deno.json": JSON.stringify({ imports: { "lib/": "./libs/", "one": "./libs/one.ts" } }),
    "libs/one.ts": "export const one = 1;",
    "libs/two.ts": 'import { one } from "one"; export const two = (): number => one + one;',
    "main.ts": `${IMPORTS}
      import { two } from "lib/two.ts";
      import { one } from "one";
      show(await elsewhere(() => [one, two()]));`,
  });
  assertEquals(stdout, '{"gave":[1,2]}\n', stderr);
});

Deno.test("Capture bundles modules of an http server", async () => {
  const sources: Record<string, string> = {
    "/entry.ts":
      'import { helper } from "./helper.ts"; export const twice = (x: number): number => helper(x) * 2;',
    "/helper.ts": "export class Helper {} export const helper = (x: number): number => x + 1;",
  };
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    const source = sources[pathname];
    return new Response(source ?? "", { status: source ? 200 : 404 });
  });
  const address = `127.0.0.1:${server.addr.port}`;
  const { stdout, stderr } = await runProject({
    "main.ts": `${IMPORTS}
      import { twice } from "http://${address}/entry.ts";
      show(await elsewhere((x: number) => twice(x), 4));`,
  });
  assertEquals(stdout, '{"gave":10}\n', stderr);
});

Deno.test("Capture bundles packages of a node_modules directory, classes and all", async () => {
  const { stdout, stderr } = await runProject({
    "deno.json": JSON.stringify({ imports: { shapes: "./node_modules/shapes/index.js" } }),
    "node_modules/shapes/package.json": JSON.stringify({ name: "shapes", type: "module" }),
    "node_modules/shapes/index.js": `
      import { square } from "./maths.js";
      export class Square { #side; constructor(side) { this.#side = side; } area() { return square(this.#side); } }
      export const isSquare = (x) => x instanceof Square;`,
    "node_modules/shapes/maths.js": "export const square = (x) => x * x;",
    "main.ts": `${IMPORTS}
      import { isSquare, Square } from "shapes";
      show(await elsewhere((side: number) => { const s = new Square(side); return [s.area(), isSquare(s)]; }, 3));`,
  });
  assertEquals(stdout, '{"gave":[9,true]}\n', stderr);
});

Deno.test("Capture takes what a CommonJS module exports by reference", async () => {
  const { stdout, stderr } = await runProject({
    "parts.cjs": `
      class Hidden { #x = 1; static isOne(o) { return #x in o; } }
      exports.Part = class Part { name() { return "part"; } };
      exports.state = { n: 0 };
      exports.next = () => ++exports.state.n;
      exports.makeHidden = () => new Hidden();
      exports.isHidden = (o) => Hidden.isOne(o);
      exports.from = (n) => function (a) { arguments[0] = 010; return [n++, a]; };`,
    "main.ts": `${IMPORTS}
      import parts, { next as same } from "./parts.cjs";
      const [part, next, hidden] = [new parts.Part(), parts.next, parts.makeHidden()];
      show(await elsewhere(() => [part instanceof parts.Part, next(), parts.state.n, same === next]));
      show(await elsewhere(() => [parts.isHidden(hidden), parts.isHidden(parts.makeHidden())]));
      const { gave } = await elsewhere(() => new parts.Part());
      show([(gave as InstanceType<typeof parts.Part>).name(), gave instanceof parts.Part]);
      const count = parts.from(5);
      show(await elsewhere(() => [count(1), count(2)]));`,
  });
  assertEquals(
    stdout,
    '{"gave":[true,1,1,true]}\n{"gave":[true,true]}\n["part",true]\n{"gave":[[5,8],[6,8]]}\n',
    stderr,
  );
});

/** A module for all loaders, with classes as functions, of which it exports the half. */
const UNIVERSAL = `(function (root, factory) {
  if (typeof exports === "object") module.exports = factory();
  else root.chain = factory();
})(this, function () {
  function Link(value) { this.value = value; }
  Link.prototype.twice = function () { return 2 * this.value; };
  function Chain(value) {
    if (!(this instanceof Chain)) return new Chain(value);
    this.link = new Link(value);
  }
  Chain.prototype = { twice: function () { return this.link.twice(); } };
  return Chain;
});`;

Deno.test("Capture knows the classes of packages that are written as functions", async () => {
  const { stdout, stderr } = await runProject({
    "deno.json": JSON.stringify({ imports: { chain: "./node_modules/chain/index.cjs" } }),
    "node_modules/chain/package.json": JSON.stringify({ name: "chain", type: "commonjs" }),
    "node_modules/chain/index.cjs": UNIVERSAL,
    "main.ts": `${IMPORTS}
      import chain from "chain";
      const one = chain(2), alias = chain;
      show(await elsewhere((other) => [one instanceof chain, one.twice(), other.twice()], chain(3)));
      const { gave } = await elsewhere(() => alias(4));
      show([gave instanceof chain, gave.twice()]);`,
  });
  assertEquals(stdout, '{"gave":[true,4,6]}\n[true,8]\n', stderr);
});

Deno.test("Capture refuses what a package made that cannot travel, and says so", async () => {
  const { stdout, stderr } = await runProject({
    "deno.json": JSON.stringify({ imports: { schema: "./node_modules/schema/index.js" } }),
    "node_modules/schema/package.json": JSON.stringify({ name: "schema", type: "module" }),
    "node_modules/schema/index.js": `
      const cache = new WeakMap();
      export const number = () => ({ parse: (x) => cache.get(x) ?? Number(x) });`,
    "main.ts": `${IMPORTS}
      import { number } from "schema";
      const made = number();
      await elsewhere((x: string) => made.parse(x), "1").catch((e) => console.log(e.message));
      show(await elsewhere((x: string) => number().parse(Object(x)), "1"));`,
  });
  assertEquals(
    stdout,
    "The function cannot travel: (anonymous) → made → parse → cache is a WeakMap, which cannot leave " +
      "the process it is in. The package schema made it, and it works in this process only: make " +
      "what leads to it inside the mapped function, which can import the package\n" +
      '{"gave":1}\n',
    stderr,
  );
});

Deno.test("Capture bundles packages of npm", async () => {
  const { stdout, stderr } = await runProject({
    "main.ts": `${IMPORTS}
      import * as acorn from "npm:acorn@8.19.0";
      const options = { ecmaVersion: 2022 } as const;
      show(await elsewhere((code: string) => acorn.parse(code, options).body.length, "a; b"));`,
  });
  assertEquals(stdout, '{"gave":2}\n', stderr);
});

Deno.test("Capture bundles text imports", async () => {
  const { stdout, stderr } = await runProject({
    "words.txt": "some words",
    "main.ts": `${IMPORTS}
      import words from "./words.txt" with { type: "text" };
      show(await elsewhere(() => words.length));`,
  }, { flags: ["--no-lock", "--unstable-raw-imports"] });
  assertEquals(stdout, '{"gave":10}\n', stderr);
});

Deno.test("Capture never runs the user's script again, not even what it exports", async () => {
  const { stdout, stderr } = await runProject({
    "work.ts":
      'import { limit } from "./main.ts"; export const under = (x: number): boolean => x < limit();',
    "main.ts": `${IMPORTS}
      export const limit = (): number => 10;
      export class Thing { x = 1; }
      console.log("the script runs");
      show(await elsewhere(() => [limit(), new Thing().x]));`,
  });
  assertEquals(stdout, 'the script runs\n{"gave":[10,1]}\n', stderr);
});

Deno.test("fromModule() takes an export without running the module here", async () => {
  const { stdout, stderr } = await runProject({
    "work.ts": `console.error("the module runs");
      export function simulate(x: number): number { return x * 3; }
      export default (x: number): number => x + 1;`,
    "main.ts": `${IMPORTS}
      import { fromModule } from ${JSON.stringify(MOD)};
      show(await elsewhere(fromModule(import.meta.resolve("./work.ts"), "simulate"), 2));
      show(await elsewhere(fromModule(import.meta.resolve("./work.ts")), 2));`,
  });
  assertEquals(stdout, '{"gave":6}\n{"gave":3}\n', stderr);
  assert(!stderr.includes("the module runs"), stderr);
});

Deno.test("fromModule() of what is no function is refused, as soon as that can be known", async () => {
  const { stdout, stderr } = await runProject({
    "work.ts": `export const rate = 0.19;
      export const rates = [rate];
      export class Rate {}
      export const later = Number("1");
      export default { rate };`,
    "main.ts": `${IMPORTS}
      import { fromModule } from ${JSON.stringify(MOD)};
      for (const name of ["rate", "rates", "Rate", "default", "later"]) {
        const work = fromModule(import.meta.resolve("./work.ts"), name);
        await elsewhere(work, 2).then(show, (error) => console.log(error.message));
      }`,
  });
  const lines = stdout.split("\n");
  assertMatch(lines[0]!, /rate is a constant, not a function/);
  assertMatch(lines[1]!, /rates is an array, not a function/);
  assertMatch(lines[2]!, /Rate is a class, not a function/);
  assertMatch(lines[3]!, /default is an object, not a function/);
  assertMatch(lines[4]!, /What was mapped is no function, but 1\. Export/, stderr);
});

Deno.test("Capture refuses a module that cannot be bundled, with what the bundler said", async () => {
  const { stdout } = await runProject({
    "main.ts": `${IMPORTS}
      import { fromModule } from ${JSON.stringify(MOD)};
      await elsewhere(fromModule(import.meta.resolve("./absent.ts"), "f")).catch((e) => console.log(e.message));`,
  });
  assertStringIncludes(stdout, "could not be bundled");
  assertStringIncludes(stdout, "absent.ts");
});

Deno.test("Capture refuses a variable that has no value yet", async () => {
  const { stdout } = await runProject({
    "main.ts": `${IMPORTS}
      const early = () => late;
      await elsewhere(early).catch((e) => console.log(e.message));
      const late = 1;`,
  });
  assertStringIncludes(stdout, "early uses the variable late, which has no value yet");
});

Deno.test("an error's frames name the file, line and column the user wrote", async () => {
  const main = `${IMPORTS}
interface Input { a: number }

type Never = never;
function inner(x: Input): Never {
  const label: string = "x";
  throw new RangeError(label + x.a);
}
import { outer } from "./work.ts";
const { threw } = await elsewhere((x: Input) => outer(() => inner(x)), { a: 5 });
for (const { file, line, column } of threw!.frames) {
  console.log(file.replace(/.*[/]/, ""), line, column);
}
console.log(threw!.text);`;
  const { stdout, stderr } = await runProject({
    "work.ts": `// A comment.
export function outer<T>(
  f: () => T,
): T {
  return f();
}
`,
    "main.ts": main,
  });
  const place = (text: string, within: string, name: string): string => {
    const before = within.slice(0, within.indexOf(text)).split("\n");
    return `${name} ${before.length} ${before.at(-1)!.length + 1}`;
  };
  assertEquals(stdout.split("\n").slice(0, 5), [
    place("new RangeError", main, "main.ts"),
    place("inner(x))", main, "main.ts"),
    "work.ts 5 10",
    place("outer(() =>", main, "main.ts"),
    "RangeError: x5",
  ], stderr);
  assertStringIncludes(stdout, "throw new RangeError(label + x.a);\n");
});

Deno.test("an error's frames name files wherever the temporary directory is", async () => {
  const temporary = await Deno.makeTempDir();
  try {
    const { stdout, stderr } = await runProject({
      "work.ts": 'export const fail = (): never => { throw new Error("no"); };',
      "main.ts": `${IMPORTS}
        import { fail } from "./work.ts";
        const { threw } = await elsewhere(() => fail());
        show(threw!.frames[0]?.file === import.meta.resolve("./work.ts"));`,
    }, { temporary });
    assertEquals(stdout, "true\n", stderr);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
});
