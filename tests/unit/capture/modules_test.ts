import { caseScript, MODULE_CASES, writeCase } from "../../helpers/module_cases.ts";
import { checkCase } from "../../helpers/module_cases_check.ts";
import { bundleExecutor } from "../../../lib/submission/executor_bundle.ts";

const ELSEWHERE = new URL("./elsewhere.ts", import.meta.url).href;

const HEAD = `import { captureTo, outcomeOf, runAll } from ${JSON.stringify(ELSEWHERE)};`;

const TAIL = `const root = await Deno.makeTempDir();
try {
  const classes = await captureTo(root + "/only", func, [2]);
  removeGone();
  await runAll(root, [], Deno.args[0]);
  const { gave, threw } = await outcomeOf(root + "/only", classes);
  const at = threw?.frames.map(({ file, line }) => file.split("/").at(-1) + ":" + line);
  console.log(JSON.stringify(threw ? { threw: { text: threw.text, at } } : { gave }));
} catch (error) {
  console.log(JSON.stringify({ refused: (error as Error).message }));
} finally {
  await Deno.remove(root, { recursive: true });
}
`;

let harness: Promise<string> | undefined;

/** The other side, made once for all cases. */
async function harnessFile(): Promise<string> {
  const path = `${await Deno.makeTempDir({ prefix: "htmap-harness-" })}/harness.js`;
  await Deno.writeTextFile(
    path,
    await bundleExecutor(new URL("./harness.ts", import.meta.url).href),
  );
  globalThis.addEventListener("unload", () => {
    Deno.removeSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  });
  return path;
}

for (const one of MODULE_CASES.filter(({ onlyBinary }) => onlyBinary !== true)) {
  Deno.test(`Capture: ${one.promise}`, async () => {
    const directory = await Deno.makeTempDir({ prefix: "htmap modules " });
    try {
      await writeCase(one, directory, caseScript(one, HEAD, TAIL));
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--allow-all",
          "--no-check",
          "--no-lock",
          "main.ts",
          await (harness ??= harnessFile()),
        ],
        cwd: directory,
        env: { NO_COLOR: "1" },
      }).output();
      const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
      checkCase(one, text(stdout), text(stderr));
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
