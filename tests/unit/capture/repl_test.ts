import { assertEquals } from "../../deps.ts";

const HELPER = new URL("./elsewhere.ts", import.meta.url).href;
const SHAPES = new URL("./modules/shapes.ts", import.meta.url).href;

/** Types lines into Deno's REPL, and gives those it printed that are JSON. */
async function typed(lines: readonly string[]): Promise<unknown[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["repl", "--allow-all", "--no-config"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    env: { NO_COLOR: "1" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(lines.join("\n") + "\n"));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout).split("\n")
    .filter((line) => line.startsWith("{") && line.includes('"gave"'))
    .map((line) => JSON.parse(line));
}

Deno.test("Capture takes functions typed into the REPL, with what was typed before", async () => {
  const found = await typed([
    `const { elsewhere } = await import(${JSON.stringify(HELPER)});`,
    "const show = (value: unknown) => console.log(JSON.stringify(value));",
    "const k = 5; let n = 1;",
    "n = 7;",
    "function helper(x: number): number { return x * k + n; }",
    "class P { constructor(public v: number) {} get twice() { return this.v * 2; } }",
    "const p = new P(4);",
    "var list = [1, 2];",
    "globalThis.settings = { deep: { x: 3 } };",
    'import { basename } from "node:path";',
    `import { area } from ${JSON.stringify(SHAPES)};`,
    "show(await elsewhere((x: number) => [helper(x), p.twice, new P(1).twice], 2));",
    'show(await elsewhere(() => [list, settings.deep.x, basename("/a/b"), area(3)]));',
    "show(await elsewhere(helper, 1));",
  ]);
  assertEquals(found, [{ gave: [17, 8, 2] }, { gave: [[1, 2], 3, "b", 9] }, { gave: 12 }]);
});

Deno.test("what fails in a function typed into the REPL is told by the line, as Deno runs it", async () => {
  const [found] = await typed([
    `const { elsewhere } = await import(${JSON.stringify(HELPER)});`,
    'const fail = (x: number): number => { throw new Error("no " + x); };',
    "const { threw } = await elsewhere(fail, 1);",
    'console.log(JSON.stringify({ "gave": threw.text.split("\\n")[1] }));',
  ]);
  // Deno's REPL runs it without types, over more lines.
  assertEquals(found, { gave: "    at fail (REPL, line 2, column 9)" });
});
