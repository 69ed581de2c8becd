/** What htmap shows in the notebooks of Jupyter, with the local backend. */

import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { agrees, blocksOf, expectedLines } from "../helpers/code_blocks.ts";
import { type CellOutput, HAS_JUPYTER, JupyterNotebook, KERNELS } from "../helpers/jupyter.ts";
import { type Sandbox, sandbox } from "../helpers/sandbox.ts";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));
const IMPORT = `import * as htmap from ${JSON.stringify(`${CHECKOUT}mod.ts`)};`;

/** Opens another notebook that has the same maps; htmap is imported there, unless that is to be left out. */
type OpenNotebook = (options?: { imports?: boolean }) => Promise<JupyterNotebook>;

/** Declares a test in notebooks, of each Deno there is. */
function test(name: string, run: (open: OpenNotebook, box: Sandbox) => Promise<void>): void {
  for (const [kernel, deno] of KERNELS) {
    Deno.test({
      name: `${name} (${kernel})`,
      ignore: !HAS_JUPYTER,
      fn: async () => {
        await using box = await sandbox();
        await using notebooks = new AsyncDisposableStack();
        await run(async ({ imports = true } = {}) => {
          const { root: cwd, env } = box;
          const notebook = notebooks.use(new JupyterNotebook(deno, { cwd, env }));
          if (imports) assertEquals((await notebook.run(IMPORT)).messages, []);
          // Nothing may run any more when the sandbox is removed.
          notebooks.defer(async () => {
            assertEquals(
              (await notebook.run("await htmap.clean({ all: true });")).error,
              undefined,
            );
          });
          return notebook;
        }, box);
      },
    });
  }
}

test("a notebook says once that a map was made, unless that is to be quiet, and nothing to standard error", async (open) => {
  const notebook = await open();
  const loud = await notebook.run(
    `const loud = await htmap.map((x: number) => 2 * x, [1, 2, 3], { tag: "loud" });`,
  );
  assertEquals(loud.printed(), "Created map loud with 3 components\n");
  assertEquals(loud.printed("stderr"), "");
  const still = await notebook.run(
    `const still = await htmap.map((x: number) => 2 * x, [1], { tag: "still", quiet: true });`,
  );
  assertEquals(still.messages, []);
});

test("a wait shows one bar, which changes where it is until all is done", async (open) => {
  const notebook = await open();
  await notebook.run(`const m = await htmap.map((x: number) => 2 * x, [1, 2, 3], { tag: "bar" });`);
  const cell = await notebook.run("await m.wait({ showProgressBar: true });");
  const [first, ...others] = cell.messages;
  assertEquals(first?.type, "display_data");
  const id = first?.content.transient?.display_id;
  assert(typeof id === "string" && id !== "");
  assertEquals(others.filter(({ type }) => type !== "update_display_data"), []);
  assert(others.every(({ content }) => content.transient?.display_id === id));
  const last = cell.messages.at(-1)?.content.data;
  assertMatch(last?.["text/plain"] ?? "", /^bar: 100% █+ 3\/3 components \[\d\d:\d\d\]$/);
  assertMatch(
    last?.["text/html"] ?? "",
    /^<div>bar: 100% <progress value="1" max="1"><\/progress> 3\/3 components \[\d\d:\d\d\]<\/div>$/,
  );
  assertEquals((await notebook.run("await m.wait();")).messages, []);
});

test("a map that takes long to make shows one bar meanwhile", async (open) => {
  const notebook = await open();
  const cell = await notebook.run(`async function* slowly() {
  for (let i = 0; i < 4; i++) {
    yield i;
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
}
const slow = await htmap.map((x: number) => x, slowly(), { tag: "slow" });`);
  const [first, ...others] = cell.messages.filter(({ type }) => type !== "stream");
  assertEquals(first?.type, "display_data");
  assertMatch(first?.content.data?.["text/plain"] ?? "", /^Making slow: \d inputs? \[\d\d:\d\d\]/);
  const id = first?.content.transient?.display_id;
  for (const { type, content } of others) {
    assertEquals([type, content.transient?.display_id], ["update_display_data", id]);
  }
  assertEquals(cell.printed(), "Created map slow with 4 components\n");
});

test("a map, an overview, an error and a hold are shown as tables and reports, and overviews stay text", async (open) => {
  const notebook = await open();
  await notebook.run(`const bad = (x: number) => {
  if (x > 1) throw new RangeError("<b>no</b>");
  return x;
};
const m = await htmap.map(bad, [1, 2], { tag: "shown", quiet: true });
await m.wait({ errorsOk: true });`);

  const map = (await notebook.run("m")).result;
  assertEquals(
    map["text/plain"],
    [
      "Tag    Components  HELD  ERRORED  IDLE  RUNNING  COMPLETED",
      "─────  ──────────  ────  ───────  ────  ───────  ─────────",
      "shown           2     0        1     0        0          1",
    ].join("\n"),
  );
  assertEquals(cellsOf(map), ["shown", "2", "0", "1", "0", "0", "1"]);
  const shown = await notebook.run("await Deno.jupyter.display(m);");
  assertEquals(shown.of("display_data")[0]?.data, map);

  const status = (await notebook.run("await htmap.status([m], { includeMeta: false })")).result;
  assertEquals(cellsOf(status), ["  shown", "0", "1", "0", "0", "1"]);
  const text = await notebook.run(`const text: string = await htmap.status([m]);
console.log(text);
console.log(text.split("\\n").length, text.includes("shown"), text + "" === \`\${text}\`);`);
  assertMatch(text.printed(), /^Tag +HELD .*\n─.*\n {2}shown .*\n3 true true\n$/);

  const error = (await notebook.run("(await m.errors()).get(1)")).result;
  assertStringIncludes(
    error["text/plain"] ?? "",
    "RangeError: <b>no</b>\n    at bad (cell [2], line 2,",
  );
  assertStringIncludes(
    error["text/html"] ?? "",
    "RangeError: &lt;b&gt;no&lt;/b&gt;\n    at bad (cell [2]",
  );

  const holds = (await notebook.run(
    `htmap.ComponentHold.table(new Map([[3, new htmap.ComponentHold(13, "<i>gone</i>")]]))`,
  )).result;
  assertMatch(holds["text/plain"] ?? "", /\n +3 +13 {2}<i>gone<\/i>$/);
  assertEquals(cellsOf(holds), ["3", "13", "&lt;i&gt;gone&lt;/i&gt;"]);

  assertMatch((await notebook.run("htmap.status()")).result["text/plain"] ?? "", /^Promise/);
  const gone = (await notebook.run("await m.remove();\nm")).result;
  assertMatch(gone["text/plain"] ?? "", /^Map shown: .*removed/);
});

/** The cells below the heading of a table, as they are written in HTML. */
function cellsOf({ "text/html": html = "" }: Readonly<Record<string, string>>): string[] {
  return Array.from(html.matchAll(/<td[^>]*>([^]*?)<\/td>/g), ([, text = ""]) => text);
}

test("a report names the cell by its number, and the line and the column as they were typed", async (open) => {
  const notebook = await open();
  await notebook.run("const unit: number = 1;");
  await notebook.run("this is no TypeScript");
  const cell = await notebook.run(
    `// Comments, types and empty lines are not in what the engine runs.

interface Point {
  x: number;
  y: number;
}

class Shape<T extends Point> {
  constructor(
    readonly points: T[],
  ) {}

  size(
    scale: number, // by which it grows
  ): number {
    if (this.points.length === 0)
      throw new RangeError("no points");
    return scale * this.points.length;
  }
}

const sizeOf = async (
  points: Point[],
): Promise<number> => {
  await Promise.resolve();
  return new Shape<Point>(points).size(unit);
};`,
  );
  const report = await failing(notebook, "sizeOf", "[]");
  assertEquals(
    placesIn(report),
    [
      `Shape.size (cell [${cell.number}], line 17, column 13)`,
      `sizeOf (cell [${cell.number}], line 26, column 35)`,
    ],
  );
  assertStringIncludes(report, `\n      throw new RangeError("no points");\n            ^\n`);
});

test("a report names the cell that ran last, of a name that was declared again or a cell run twice", async (open) => {
  const notebook = await open();
  const declare = (message: string): Promise<CellOutput> =>
    notebook.run(`const text: string = ${JSON.stringify(message)};
const fail = (x: number): number => {
  if (x > 0) throw new Error(text);
  return x;
};`);
  await declare("first");
  const second = await declare("second");
  const report = await failing(notebook, "fail", "1");
  assertStringIncludes(report, "Error: second\n");
  assertEquals(placesIn(report), [`fail (cell [${second.number}], line 3, column 20)`]);
  const third = await declare("second");
  assertEquals(third.number, second.number + 2);
  assertEquals(
    placesIn(await failing(notebook, "fail", "1")),
    [`fail (cell [${third.number}], line 3, column 20)`],
  );
});

test(
  "functions of cells take along what earlier cells declared and imported",
  async (open, box) => {
    await Deno.writeTextFile(
      `${box.root}/shapes.ts`,
      `export interface Circle { r: number }
export const area = ({ r }: Circle): number => {
  if (r < 0) throw new RangeError("no circle");
  return 3 * r * r;
};
`,
    );
    const notebook = await open();
    await notebook.run(`import { area } from "./shapes.ts";
import { basename } from "node:path";`);
    const scaling = await notebook.run(`enum Kind { Small = 1, Large = 10 }
let factor = 2;
function scaled(x: number): number {
  if (x > 1e6) throw new RangeError("too large");
  return factor * x;
}`);
    await notebook.run("factor = Kind.Large;");
    const cell = await notebook.run(`const study = async function* (r: number) {
  yield basename("/data/one.csv");
  yield scaled(area({ r }));
};
const studies = await htmap.map(study, [1, 2], { quiet: true });
console.log(JSON.stringify(await studies.toArray()));`);
    assertEquals(cell.printed(), '[["one.csv",30],["one.csv",120]]\n');
    assertEquals(
      placesIn(await failing(notebook, "scaled", "1e9")),
      [`scaled (cell [${scaling.number}], line 4, column 22)`],
    );
    const report = await failing(notebook, "study", "-1");
    assertEquals(placesIn(report), [
      `area (${box.root}/shapes.ts:3:20)`,
      `study (cell [${cell.number}], line 3, column 16)`,
    ]);
  },
);

test("what was typed before htmap was imported is shown as Deno runs it, and named so", async (open) => {
  const notebook = await open({ imports: false });
  await notebook.run(`const before = (x: number): number => {

  throw new Error("before " + x);
};`);
  await notebook.run(`${IMPORT}
const within = (x: number): number => {

  throw new Error("within " + x);
};`);
  const before = await failing(notebook, "before", "1");
  assertEquals(
    placesIn(before),
    ["before (a cell from before htmap was imported, as Deno runs it, line 2, column 9)"],
  );
  assertStringIncludes(before, '\n      throw new Error("before " + x);\n            ^\n');
  assertEquals(
    placesIn(await failing(notebook, "within", "1")),
    ["within (the cell that imports htmap, as Deno runs it, line 3, column 9)"],
  );
});

/** Maps a function over an input it fails with, and gives the report. */
async function failing(notebook: JupyterNotebook, name: string, input: string): Promise<string> {
  const cell = await notebook.run(`{
  const failed = await htmap.map(${name}, [${input}], { quiet: true });
  await failed.wait({ errorsOk: true });
  console.log((await failed.errorReports())[0]);
}`);
  assertEquals(cell.error, undefined);
  return cell.printed();
}

/** The places that a report names, the innermost first. */
function placesIn(report: string): string[] {
  return Array.from(report.matchAll(/^ {4}at (.*)$/gm), ([, place = ""]) => place);
}

test("another notebook loads a map, and its errors name the cells of the first", async (open) => {
  const first = await open();
  const cell = await first.run(`class Thing { constructor(readonly x: number) {} }
function make(x: number): Thing {
  if (x > 1) throw new Error("too much");
  return new Thing(x);
}
const made = await htmap.map(make, [1, 2], { tag: "made", quiet: true });
await made.wait({ errorsOk: true });`);
  const second = await open();
  const loaded = await second.run(`const made = await htmap.load("made");
console.log((await made.get(0)).x);
await made.get(1);`);
  assertEquals(loaded.printed(), "1\n");
  assertMatch(loaded.error ?? "", /^MapComponentError: Component 1 of map "made" failed/);
  assertStringIncludes(loaded.error ?? "", `at make (cell [${cell.number}], line 3, column 20)`);
});

test(
  "an interrupt ends a wait and the making of a map, and the notebook goes on",
  async (open, box) => {
    const notebook = await open();
    await notebook.run(`const go: string = ${JSON.stringify(`${box.root}/go`)};
const patient = async (x: number): Promise<number> => {
  while (!await Deno.stat(go).then(() => true, () => false)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return x;
};
const m = await htmap.map(patient, [7], { tag: "patient", quiet: true });`);
    const wait = await notebook.run("await m.wait({ showProgressBar: true });", {
      interruptAt: "0/1 component",
    });
    assertEquals(wait.died, false);
    assertEquals(wait.error, `AbortError: The cell was interrupted. The map "patient" goes on`);

    const making = await notebook.run(
      `async function* endless() {
  yield 1;
  console.log("begun");
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}
await htmap.map(patient, endless(), { tag: "half", quiet: true });`,
      { interruptAt: "begun" },
    );
    assertEquals(making.error, "AbortError: The cell was interrupted. The map was not made");

    await Deno.writeTextFile(`${box.root}/go`, "");
    const after = await notebook.run("console.log(await m.get(0), await htmap.getTags());");
    assertEquals(after.printed(), `7 [ "patient" ]\n`);
  },
);

test(
  "the cells of docs/notebooks.md run as written, and show what the page says",
  async (open, box) => {
    const imports = { htmap: `${CHECKOUT}mod.ts` };
    await Deno.writeTextFile(`${box.root}/deno.json`, JSON.stringify({ imports }));
    const notebook = await open({ imports: false });
    const page = await Deno.readTextFile(`${CHECKOUT}docs/notebooks.md`);
    let last: CellOutput | undefined;
    let [cells, reports] = [0, 0];
    for (const { language, code } of blocksOf(page)) {
      if (language === "ts") {
        const cell = last = await notebook.run(code);
        assertEquals([cell.error, cell.printed("stderr")], [undefined, ""], code);
        for (const { expected } of expectedLines(code)) {
          assert(agrees(cell.printed(), `…${expected}…`), `${code} printed ${cell.printed()}`);
        }
        cells++;
      } else if (code.startsWith("=====")) {
        const shown = last?.result["text/plain"] ?? "";
        assert(agrees(shown, code), `The page says\n${code}\nand the notebook\n${shown}`);
        reports++;
      }
    }
    assert(cells >= 10 && reports === 1);
  },
);
