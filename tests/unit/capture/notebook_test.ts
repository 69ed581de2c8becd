import { assertEquals } from "../../deps.ts";
import { Notebook } from "./notebook.ts";

const HELPER = new URL("./elsewhere.ts", import.meta.url).href;

Deno.test("Capture takes functions of a notebook's cells, with what earlier cells declared", async () => {
  await using notebook = await Notebook.start();
  assertEquals(
    await notebook.run(`const { elsewhere } = await import(${JSON.stringify(HELPER)});
import { basename } from "node:path";
console.log("ready");`),
    "ready\n",
  );
  await notebook.run(`const k = 5; let n = 1;
function helper(x: number): number { return x * k + n; }`);
  await notebook.run(
    `class P { constructor(public v: number) {} get twice() { return this.v * 2; } }
const p = new P(4);
n = 7;`,
  );
  assertEquals(
    await notebook.run(
      `const f = (x: number) => [helper(x), p.twice, new P(1).twice, basename("/a/b")];
console.log(JSON.stringify(await elsewhere(f, 2)));`,
    ),
    '{"gave":[17,8,2,"b"]}\n',
  );
});

Deno.test("what fails in a function of a cell is told by the cell's number, and the place as it was typed", async () => {
  await using notebook = await Notebook.start();
  await notebook.run(`const { elsewhere } = await import(${JSON.stringify(HELPER)});`);
  await notebook.run(`interface Size { n: number }

const checked = (
  size: Size,
): number => {
  // Nothing is smaller than this.
  if (size.n < 0)
    throw new RangeError("too small");
  return size.n;
};`);
  const printed = await notebook.run(`const { threw } = await elsewhere(checked, { n: -1 });
console.log(threw?.text);`);
  assertEquals(
    printed,
    `RangeError: too small
    at checked (cell [2], line 8, column 11)
      throw new RangeError("too small");
            ^
`,
  );
});
