import { assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "../../deps.ts";
import { runProject } from "./run_project.ts";

const CAPTURE = new URL("../../../lib/capture/mod.ts", import.meta.url).href;
const MOD = new URL("../../../mod.ts", import.meta.url).href;

/** Captures `func`, and prints what is given of it. */
const TAIL = (what: string): string => `
const capture = await (await import(${JSON.stringify(CAPTURE)})).Capture.of(func);
const { module } = await capture.finish();
console.log(JSON.stringify(${what}));
`;

Deno.test("Capture gives the same bytes whenever, and in whatever directory for temporary files", async () => {
  const files = {
    "own.cjs": `exports.n = require("./part.cjs");`,
    "part.cjs": `module.exports = 1;`,
    "lib.ts": `export const twice = (n: number): number => 2 * n;`,
    "main.ts": `import own from "./own.cjs"; import { twice } from "./lib.ts";
      const func = (n: number): number => twice(n) + own.n;${
      TAIL(
        `module.replaceAll(import.meta.dirname!, "").replaceAll(new URL(".", import.meta.url).href, "")
        .replace(/\\/\\/# htmap.*/, "")`,
      )
    }`,
  };
  const elsewhere = await Deno.makeTempDir();
  try {
    const one = await runProject(files);
    const other = await runProject(files, { temporary: elsewhere });
    assertStringIncludes(one.stdout, "twice", one.stderr);
    assertEquals(other.stdout, one.stdout);
  } finally {
    await Deno.remove(elsewhere, { recursive: true });
  }
});

Deno.test("Capture warns of variables of modules that were changed, and not of others", async () => {
  const { stdout, stderr } = await runProject({
    "state.ts": `let limit: number = 5; export const config = { n: 1, deep: [1, { a: "x" }] };
      export const list: number[] = []; let same = 2; let atTop = 1; atTop = 2; let later: number;
      export function setLimit(n: number): void { limit = n; later = n; same = 2; }
      export const use = (): unknown[] => [limit, config.n, list, same, atTop, later];`,
    "main.ts": `import { config, list, setLimit, use } from "./state.ts";
      setLimit(7); config.deep.push(2); list.push(1);
      const func = (): unknown[] => use();${TAIL("capture.warnings")}`,
  });
  const warnings: string[] = JSON.parse(stdout.trim() || "[]");
  assertEquals(warnings.length, 1, stderr);
  const [warning = ""] = warnings;
  assertMatch(warning, /state\.ts, which the function uses, was changed/);
  assertStringIncludes(warning, "limit is 7 here, and 5 again where the map runs");
  assertStringIncludes(warning, "config is {");
  assertStringIncludes(warning, "later is 7 here, and undefined again");
  for (const name of ["list is", "same is", "atTop is"]) {
    assertEquals(warning.includes(name), false, warning);
  }
  assertStringIncludes(warning, "give it as an argument");
});

Deno.test("mod.ts says what to do in a project with a package.json that has not what it needs", async () => {
  const { code, stderr } = await runProject({
    "package.json": "{}",
    "node_modules/.keep": "",
    "main.ts": `import * as htmap from ${JSON.stringify(MOD)}; console.log(htmap.version());`,
  });
  assertNotEquals(code, 0);
  assertStringIncludes(stderr, "deno install --entrypoint");
  assertStringIncludes(stderr, "--node-modules-dir=none");
  const { stdout } = await runProject({
    "package.json": "{}",
    "node_modules/.keep": "",
    "main.ts": `import * as htmap from ${JSON.stringify(MOD)}; console.log(htmap.version());`,
  }, { flags: ["--no-lock", "--node-modules-dir=none"] });
  assertMatch(stdout, /^\d+\.\d+\.\d+\n$/);
});
