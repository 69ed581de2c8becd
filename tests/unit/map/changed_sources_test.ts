import { pathToFileURL } from "node:url";
import { assertEquals } from "../../deps.ts";
import { changedSources } from "../../../lib/map/changed_sources.ts";
import { positionsLine } from "../../../lib/wire/positions.ts";
import { type Sandbox, sandbox } from "../../helpers/sandbox.ts";

const HELPER = `export function helped(x) {
  return x + 1;
}

export function other(x) {
  return x - 1;
}
`;
const WORK = `import { helped } from "./helper.js";

const factor = 2;

export default function work(x) {
  // It doubles.
  const doubled = factor * x;

  return helped(doubled);
}

export function unused(x) {
  return x;
}
`;

interface Written {
  readonly work: string;
  readonly helper: string;
  /** Finds what has changed, once a file is another. */
  after(path: string, from: string, to: string): Promise<string[]>;
}

/** What a capture keeps of a file: its lines, those empty that nothing was taken from. */
function taken(text: string, lines: readonly number[]): string {
  return text.split("\n").map((line, at) => lines.includes(at) ? line : "").join("\n");
}

/** Writes the module of a function of files, and gives what changes these. */
async function written(box: Sandbox): Promise<Written> {
  const [work, helper] = [`${box.root}/work.js`, `${box.root}/helper.js`];
  await Deno.writeTextFile(work, WORK);
  await Deno.writeTextFile(helper, HELPER);
  const path = `${box.root}/module.mjs`;
  const positions = positionsLine({
    sources: [
      pathToFileURL(helper).href,
      pathToFileURL(work).href,
      "https://example.org/package.js",
    ],
    texts: [
      taken(HELPER, [0, 1, 2]),
      taken(WORK, [2, 4, 6, 8, 9]),
      "package();",
    ],
    lines: [],
  });
  await Deno.writeTextFile(path, `function work() {}\n${positions}`);
  return {
    work,
    helper,
    async after(file, from, to) {
      const text = await Deno.readTextFile(file);
      await Deno.writeTextFile(file, text.replace(from, to));
      const changed = await changedSources(path);
      await Deno.writeTextFile(file, text);
      return changed;
    },
  };
}

Deno.test("changedSources() names the files whose part in a function has changed", async () => {
  await using box = await sandbox();
  const { work, helper, after } = await written(box);
  assertEquals(await after(work, "", ""), []);
  assertEquals(await after(work, "factor * x", "x * factor"), [work]);
  assertEquals(await after(work, "factor = 2", "factor = 3"), [work]);
  assertEquals(await after(work, "  return", "  if (x === 0) return 0;\n  return"), [work]);
  assertEquals(await after(helper, "x + 1", "x + 2"), [helper]);
});

Deno.test("changedSources() passes over what the function does not have, and files that are gone", async () => {
  await using box = await sandbox();
  const { work, helper, after } = await written(box);
  assertEquals(await after(work, "return x;", "return -x;"), []);
  assertEquals(await after(work, "import", "// A script.\nimport"), []);
  assertEquals(
    await after(helper, "export function other", "// Another.\nexport function other"),
    [],
  );
  await Deno.remove(work);
  await Deno.remove(helper);
  assertEquals(await changedSources(`${box.root}/module.mjs`), []);
  assertEquals(await changedSources(`${box.root}/there is none.mjs`), []);
});
