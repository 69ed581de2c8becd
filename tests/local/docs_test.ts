/**
 * The code of the manual and of the doc comments is run as it is written; where it says what is
 * printed, that is what is printed.
 *
 * A comment after a `console.log` is what that line prints. In `sh` blocks a line that begins with
 * `$` is run, and the lines below it are its output. `…` stands for anything. What cannot be run
 * here is in `console` blocks.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { assertEquals } from "../deps.ts";
import { type CodeSample, examplesOf, stepsOf } from "../helpers/code_blocks.ts";
import { denoDirectory, denoFlags, run, runSample } from "../helpers/sample_runner.ts";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));

async function filesUnder(directory: string, ending: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${CHECKOUT}${directory}`)) {
    const path = directory === "" ? name : `${directory}/${name}`;
    if (isDirectory && directory !== "") files.push(...await filesUnder(path, ending));
    else if (name.endsWith(ending)) files.push(path);
  }
  return files.sort();
}

const readFile = (path: string): Promise<string> => Deno.readTextFile(`${CHECKOUT}${path}`);

const pages: CodeSample[] = [];
for (const path of [...await filesUnder("", ".md"), ...await filesUnder("docs", ".md")]) {
  const steps = stepsOf(await readFile(path));
  if (steps.length > 0) pages.push({ name: path, isExported: false, steps });
}

/** What users can import: every name between the braces of mod.ts. */
const publicNames = new Set((await readFile("mod.ts")).match(/\b\w+(?=[^{}]*\} from)/g));

const examples: CodeSample[] = [];
const modules = [...await filesUnder("lib", ".ts"), ...await filesUnder("executor", ".ts")];
for (const path of ["mod.ts", ...modules]) {
  const found = examplesOf(await readFile(path), path);
  // Those of a class's methods go with the class; those of htmap's own parts are not for users.
  examples.push(
    ...found.filter(({ name, isExported }) =>
      !isExported || publicNames.has(name.replace(/\W.*/, ""))
    ),
  );
}

for (const page of pages) {
  Deno.test(`${page.name} runs as written`, async () => await runSample(page));
}

for (const example of examples) {
  Deno.test(`example of ${example.name} runs as written`, async () => await runSample(example));
}

Deno.test("the code of the manual and of the examples has no type errors", async () => {
  const directory = await Deno.makeTempDir({ prefix: "htmap-docs-" });
  try {
    const flags = await denoFlags(directory);
    const files: string[] = [];
    for (const [index, { steps }] of [...pages, ...examples].entries()) {
      await Deno.mkdir(`${directory}/${index}`);
      for (const [number, step] of steps.entries()) {
        if (step.kind === "command") continue;
        const name = `${index}/${step.kind === "file" ? step.name : `script${number}.ts`}`;
        // A script without an import would share its variables with the others.
        const code = /^(import|export)\b/m.test(step.code) ? step.code : `${step.code}\nexport {};`;
        await Deno.writeTextFile(`${directory}/${name}`, code);
        files.push(name);
      }
    }
    const env = { DENO_DIR: await denoDirectory(), NO_COLOR: "1" };
    const argv = [Deno.execPath(), "check", ...flags, ...files];
    assertEquals((await run(argv, { cwd: directory, env })).output, "");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
