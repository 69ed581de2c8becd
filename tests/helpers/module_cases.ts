/**
 * What imports mean in a function, case by case: files of a project, a function that uses them, and what it
 * gives, throws or is refused with. Each is run under Deno and by the binary.
 *
 * @module
 */

/** A project, and a function in it. */
export interface ModuleCase {
  /** The promise it is a case of. */
  readonly promise: string;
  /** The files beside the script, by their names; bytes are in base64 after `base64:`. */
  readonly files: Readonly<Record<string, string>>;
  /** What the script imports and declares. */
  readonly script: string;
  /** The function, called with 2. */
  readonly func: string;
  /** What it gives. */
  readonly gives?: unknown;
  /** What the error says, and the first places of it, as `file:line`. */
  readonly throws?: { readonly text: string; readonly at?: readonly string[] };
  /** What the refusal says. */
  readonly refused?: readonly string[];
  /** The names of files that are no more where the function runs. */
  readonly gone?: readonly string[];
  /** Whether only the binary can run the project as it is: of Deno it would want more files. */
  readonly onlyBinary?: boolean;
}

const manifest = (name: string, more: object = {}): string =>
  JSON.stringify({ name, version: "1.0.0", ...more });

/** A module of WebAssembly that has a function `add`. */
const ADD_WASM = "base64:AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags=";

/** The cases. */
export const MODULE_CASES: readonly ModuleCase[] = [
  {
    promise: "a CommonJS module has `require` of built-in modules, files and JSON, and its names",
    files: {
      "own.cjs": `const { join } = require("node:path"); const { sep } = require("path");
        const part = require("./part"); const data = require("./data.json");
        exports.two = 2; exports.all = () => [join("a", "b"), sep, part.name, data.n, require("./part") === part];`,
      "part.js": "", // not this: it would be an ES module of the user's
      "part.cjs": `exports.name = "part";`,
      "data.json": `{ "n": 7 }`,
    },
    script: `import own, { two } from "./own.cjs"; import * as all from "./own.cjs";`,
    func:
      `(n: number) => [n * two, own.two, all.two, all.default === own, ...own.all().slice(0, 2), own.all()[3]]`,
    gives: [4, 2, 2, true, "a/b", "/", 7],
  },
  {
    promise: "the default import of a package is its `main`, never what is for bundlers",
    files: {
      "node_modules/dual/package.json": manifest("dual", {
        main: "./main.js",
        module: "./module.js",
        browser: "./browser.js",
      }),
      "node_modules/dual/main.js": `module.exports = () => "main"; module.exports.kind = "main";`,
      "node_modules/dual/module.js": `export default () => "module"; export const kind = "module";`,
      "node_modules/dual/browser.js":
        `export default () => "browser"; export const kind = "browser";`,
    },
    script: `import dual, { kind } from "dual"; import * as all from "dual";`,
    func: `() => [dual(), kind, all.kind, all.default === dual]`,
    gives: ["main", "main", "main", true],
    onlyBinary: true,
  },
  {
    promise: "names of CommonJS are found as Node finds them, those it passes on among them",
    files: {
      "own.cjs": `Object.defineProperty(exports, "__esModule", { value: true });
        exports.plain = 1; exports["text key"] = 2; exports.default = "inner";
        Object.defineProperty(exports, "got", { enumerable: true, get: function () { return more.got; } });
        const more = require("./more.cjs"); __exportStar(require("./more.cjs"), exports);
        function __exportStar(from, to) { for (const k in from) if (!(k in to)) to[k] = from[k]; }`,
      "more.cjs": `exports.got = "got"; exports.passed = "passed";`,
    },
    script: `import own, { plain, got, passed, "text key" as key } from "./own.cjs";`,
    func: `() => [plain, got, passed, key, own.default]`,
    gives: [1, "got", "passed", 2, "inner"],
  },
  {
    promise: "CommonJS is sloppy, and sees of itself what Node shows it",
    files: {
      "own.cjs": `undeclared = 5; var top = this === module.exports;
        exports.all = function () { return [undeclared, top, typeof this === "object",
          (function () { return this === globalThis; })(), module.id === __filename, module.loaded,
          require.main === module, require.resolve("./part.cjs").endsWith("/part.cjs"),
          Object.keys(require.cache).length > 0, module.children.length, typeof require("./timers.cjs").pause, arguments.callee.name]; };
        require("./part.cjs"); require("./timers.cjs");`,
      "timers.cjs":
        `const { setTimeout } = require("node:timers/promises"); exports.pause = setTimeout;`,
      "part.cjs": `exports.parent = typeof module.parent;`,
    },
    script: `import own from "./own.cjs";`,
    func: `() => own.all()`,
    gives: [5, true, true, true, true, true, false, true, true, 2, "function", ""],
  },
  {
    promise: "CommonJS modules that require each other see what is there so far",
    files: {
      "a.cjs": `exports.early = 1; const b = require("./b.cjs"); exports.late = 2; exports.b = b;`,
      "b.cjs":
        `const a = require("./a.cjs"); exports.saw = Object.keys(a); exports.now = () => a.late;`,
    },
    script: `import a from "./a.cjs";`,
    func: `() => [a.b.saw, a.b.now()]`,
    gives: [["early"], 2],
  },
  {
    promise: "a require that may fail is left out, and throws what Node throws",
    files: {
      "own.cjs":
        `let optional; try { optional = require("not-there-at-all"); } catch { optional = "none"; }
        exports.optional = () => optional;
        exports.reached = () => { try { return require("not-there-either"); }
          catch (error) { return [error.code, error.message.split("\\n")[0]]; } };
        exports.file = () => { try { return require("./missing"); } catch (error) { return error.code; } };`,
    },
    script: `import own from "./own.cjs";`,
    func: `() => [own.optional(), own.reached(), own.file()]`,
    gives: [
      "none",
      ["MODULE_NOT_FOUND", "Cannot find module 'not-there-either'"],
      "MODULE_NOT_FOUND",
    ],
  },
  {
    promise: "modules whose names are put together come along with their directory",
    files: {
      "own.cjs": `exports.load = (name) => require("./locale/" + name); const r = require;
        exports.other = (name) => r(\`./locale/\${name}.cjs\`);`,
      "locale/de.cjs": `module.exports = "de";`,
      "locale/fr.cjs": `module.exports = "fr";`,
    },
    script: `import own from "./own.cjs";`,
    func: `() => [own.load("de.cjs"), own.other("fr")]`,
    gives: ["de", "fr"],
    gone: ["locale/de.cjs", "locale/fr.cjs"],
  },
  {
    promise: "CommonJS and ES modules have each other",
    files: {
      "own.cjs": `exports.name = require("./es.mjs").name;
        exports.later = async () => (await import("./later.mjs")).default;`,
      "es.mjs": `import { join } from "node:path"; export const name = join("e", "s");`,
      "later.mjs": `export default "later";`,
      "uses.mjs":
        `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
        export const own = require("./own.cjs"); export const data = require("./data.json");`,
      "data.json": `{ "n": 1 }`,
    },
    script: `import own from "./own.cjs"; import { own as same, data } from "./uses.mjs";`,
    func: `async () => [own.name, await own.later(), own === same, data.n]`,
    gives: ["e/s", "later", true, 1],
    gone: ["es.mjs", "later.mjs", "data.json"],
  },
  {
    promise: "a function has the `require` that its script made",
    files: {
      "own.cjs":
        `exports.add = (a, b) => a + b; exports.late = () => (n) => require("./part.cjs").n * n;`,
      "part.cjs": `exports.n = 5;`,
      "typed.cts": `import path = require("node:path");
        export = { join: (part: string): string => path.join("x", part) };`,
    },
    script: `import { createRequire } from "node:module"; import typed from "./typed.cts";
      const require = createRequire(import.meta.url); const own = require("./own.cjs");
      const late = own.late();`,
    func: `(n: number) => [require("./own.cjs").add(n, 2), own.add(n, 1), late(n), typed.join("y"),
      require("path").sep]`,
    gives: [4, 3, 10, "x/y", "/"],
    gone: ["part.cjs"],
  },
  {
    promise: "a dynamic import whose name is put together finds what is there",
    files: {
      "es.mjs": "export const load = (name) => import(`./parts/${name}.mjs`);\n" +
        `export const other = (name) => import("./parts/" + name);`,
      "parts/one.mjs": `import { two } from "./two.ts"; export const one = two - 1;`,
      "parts/two.ts": `export const two: number = 2;`,
    },
    script: `import { load, other } from "./es.mjs";`,
    func: `async () => [(await load("one")).one, (await other("two.ts")).two]`,
    gives: [1, 2],
    gone: ["parts"],
  },
  {
    promise: "__dirname, __filename and import.meta say where it was written",
    files: {
      "own.cjs":
        `exports.place = () => [__filename.split("/").at(-1), __filename.startsWith(__dirname)];`,
      "es.mjs":
        `export const place = () => [import.meta.filename.split("/").at(-1), import.meta.main,
        new URL("x", import.meta.url).href === import.meta.resolve("./x")];`,
    },
    script: `import own from "./own.cjs"; import { place } from "./es.mjs";`,
    func: `() => [own.place(), place(), import.meta.filename!.split("/").at(-1)]`,
    gives: [["own.cjs", true], ["es.mjs", false, true], "main.ts"],
  },
  {
    promise: "files that a module reads beside itself come along",
    files: {
      "own.cjs": `const fs = require("fs"), path = require("path");
        exports.read = () => fs.readFileSync(path.join(__dirname, "data", "words.txt"), "utf8");
        exports.there = () => [fs.existsSync(__dirname + "/data/more/one.bin"), fs.readdirSync(path.join(__dirname, "data")).length];`,
      "es.mjs": `import { readFile } from "node:fs/promises"; import * as all from "node:fs";
        export const namespace = () => all.readFileSync(new URL("near.csv", import.meta.url), "utf8");
        export const read = async () => [await Deno.readTextFile(new URL("./near.csv", import.meta.url)),
          await readFile(new URL("near.csv", import.meta.url), "utf8"),
          await (await fetch(new URL("./near.csv", import.meta.url))).text(),
          Deno.readTextFileSync(import.meta.dirname + "/near.csv")];`,
      "data/words.txt": "words",
      "data/more/one.bin": "base64:AAEC",
      "near.csv": "1,2",
      "of script.json": `{ "n": 3 }`,
    },
    script: `import own from "./own.cjs"; import { namespace, read } from "./es.mjs";
      import * as fs from "node:fs";
      const url = new URL("./of script.json", import.meta.url);`,
    func: `async () => [own.read(), own.there(), await read(), namespace(),
      JSON.parse(Deno.readTextFileSync(url)).n, JSON.parse(fs.readFileSync(url, "utf8")).n]`,
    gives: ["words", [true, 2], ["1,2", "1,2", "1,2", "1,2"], "1,2", 3, 3],
    gone: ["data", "near.csv", "of script.json"],
  },
  {
    promise: "WebAssembly comes along, imported or beside",
    files: {
      "add.wasm": ADD_WASM,
      "other.wasm": ADD_WASM,
      "own.cjs": `const bytes = require("node:fs").readFileSync(require.resolve("./other.wasm"));
        exports.add = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.add;`,
    },
    script: `import { add } from "./add.wasm"; import own from "./own.cjs";`,
    func: `(n: number) => [add(n, 3), own.add(n, 4)]`,
    gives: [5, 6],
    gone: ["add.wasm", "other.wasm"],
  },
  {
    promise: "classes that a CommonJS module hides are known, private members and all",
    files: {
      "own.cjs": `class Hidden { #x; constructor(x) { this.#x = x; } get x() { return this.#x; } }
        exports.make = (x) => new Hidden(x); exports.isOne = (one) => one instanceof Hidden;`,
    },
    script: `import own from "./own.cjs"; const made = own.make(4);`,
    func: `(n: number) => [own.isOne(made), made.x * n, own.isOne(own.make(1))]`,
    gives: [true, 8, true],
  },
  {
    promise: "an error in JavaScript is told with the lines the user wrote",
    files: {
      "es.mjs": `// a comment

export function inEs() {

  throw new RangeError("no");
}
`,
      "own.cjs": `// a comment
/* and
   more */
exports.inCommonJs = function inCommonJs(inner) {
  return inner();
};
`,
      "plain.js": `



export const inPlain = (inner) =>
  inner();
`,
    },
    script:
      `import { inEs } from "./es.mjs"; import own from "./own.cjs"; import { inPlain } from "./plain.js";`,
    func: `() => own.inCommonJs(() => inPlain(inEs))`,
    throws: { text: "RangeError: no", at: ["es.mjs:5", "plain.js:6", "main.ts", "own.cjs:5"] },
  },
  {
    promise: "the engine's messages have the user's names",
    files: { "stats.ts": `export const mean = 1; export const nothing = undefined;` },
    script: `import * as stats from "./stats.ts"; import { mean, nothing } from "./stats.ts";
      import fs from "node:fs";
      // deno-lint-ignore no-explicit-any
      const said = (act: () => any) => { try { act(); } catch (error) { return (error as Error).message; } };`,
    func: `() => [said(() => (stats as any).meen(1)), said(() => (mean as any)(1)),
      said(() => (fs as any).readd()), said(() => new (nothing as any)())]`,
    gives: [
      "stats.meen is not a function",
      "mean is not a function",
      "fs.readd is not a function",
      "nothing is not a constructor",
    ],
  },
  {
    promise: "a module that imports the script is refused, with the cycle",
    files: {
      "one.ts": `import { two } from "./two.ts"; export const one = (): number => two();`,
      "two.ts": `import { setting } from "./main.ts"; export const two = (): number => setting;`,
    },
    script: `import { one } from "./one.ts"; export const setting = 1;`,
    func: `() => one()`,
    refused: ["imports the script", "main.ts → ", "one.ts → ", "two.ts → "],
  },
  {
    promise: "an export that has no value yet is passed over unless the function uses it",
    files: {
      "one.ts": `import { two } from "./two.ts"; export const one = (): number => two();
        export const given = await Promise.resolve(1);`,
      "two.ts": `export const two = (): number => 2;`,
    },
    script: `import * as own from "./one.ts";`,
    func: `() => own.one()`,
    gives: 2,
  },
  {
    promise: "a package with native code is refused by its name",
    files: {
      "node_modules/fast-one/package.json": manifest("fast-one", { main: "./index.cjs" }),
      "node_modules/fast-one/index.cjs": `exports.fast = () => 1;`,
      "node_modules/fast-one/binding.gyp": "{}",
      "user.cjs": `exports.fast = require("./node_modules/fast-one/index.cjs").fast;`,
    },
    script: `import own from "./user.cjs";`,
    func: `() => own.fast()`,
    refused: ["the package fast-one, which has native code", "user.cjs wants it", "htmap.program"],
  },
  {
    promise: "a package that can do without native code travels without it",
    files: {
      "node_modules/fast-one/package.json": manifest("fast-one", { gypfile: true }),
      "node_modules/fast-one/index.cjs": `exports.fast = () => "native";`,
      "user.cjs": `let one = { fast: () => "slow" };
        try { one = require("./node_modules/fast-one/index.cjs"); } catch { /* slower */ }
        exports.fast = () => one.fast();`,
    },
    script: `import own from "./user.cjs";`,
    func: `() => own.fast()`,
    gives: "slow",
  },
  {
    promise: "a worker's module comes along, as does what it imports",
    files: {
      "worker.ts": `import { twice } from "./lib.ts";
        self.onmessage = (event: MessageEvent<number>) => self.postMessage(twice(event.data));`,
      "lib.ts": `export const twice = (n: number): number => 2 * n;`,
    },
    script: `const answer = (worker: Worker): Promise<unknown> => new Promise((resolve) => {
        worker.onmessage = (event) => { resolve(event.data); worker.terminate(); };
        worker.postMessage(4);
      });`,
    func: `async () => [
      await answer(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" })),
      await answer(new Worker(URL.createObjectURL(new Blob(
        ["self.onmessage = (event) => self.postMessage(event.data * 3);"], { type: "text/javascript" },
      )), { type: "module" })),
    ]`,
    gives: [8, 12],
    gone: ["worker.ts", "lib.ts"],
  },
  {
    promise: "a worker that needs what only htmap gives is refused",
    files: {
      "worker.ts": `import own from "./own.cjs"; self.onmessage = () => self.postMessage(own.n);`,
      "own.cjs": `exports.n = 1;`,
    },
    script: "",
    func:
      `() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }).terminate()`,
    refused: ["starts the worker ", "worker.ts", "postMessage"],
  },
  {
    promise: "files that are too large to travel in a function are refused, with what to do",
    files: {
      "own.cjs":
        `exports.read = () => require("fs").readFileSync(__dirname + "/large.bin").length;`,
    },
    script: `import own from "./own.cjs";
      (await Deno.open(new URL("./large.bin", import.meta.url), { create: true, write: true })).truncate(2 ** 27);`,
    func: `() => own.read()`,
    refused: ["large.bin", "67108864", "fixedInputFiles"],
  },
];

/** The script of a case, given the part that takes the function elsewhere and prints what came of it. */
export function caseScript(one: ModuleCase, head: string, tail: string): string {
  const gone = JSON.stringify(one.gone ?? []);
  return `${head}
${one.script}
const func = ${one.func};
const removeGone = () => {
  for (const name of ${gone}) Deno.removeSync(new URL(encodeURIComponent(name), import.meta.url), { recursive: true });
};
${tail}`;
}

/** Writes the files of a case. */
export async function writeCase(one: ModuleCase, directory: string, script: string): Promise<void> {
  for (const [name, text] of Object.entries({ ...one.files, "main.ts": script })) {
    const path = `${directory}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    const bytes = text.startsWith("base64:")
      ? Uint8Array.fromBase64(text.slice("base64:".length))
      : new TextEncoder().encode(text);
    await Deno.writeFile(path, bytes);
  }
}
