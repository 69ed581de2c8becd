import { AS_BINARY, Place } from "../helpers/cli.ts";
import { caseScript, MODULE_CASES, writeCase } from "../helpers/module_cases.ts";
import { checkCase } from "../helpers/module_cases_check.ts";

const HEAD = `import * as htmap from "htmap";`;

/** The component is held, for want of a file, until what is to be gone is gone. */
const TAIL = `try {
  const gate = await Deno.makeTempDir() + "/gate";
  const map = await htmap.map(func, [2], { quiet: true, mapOptions: { fixedInputFiles: gate } });
  while ((await map.holds()).size === 0) await new Promise((done) => setTimeout(done, 50));
  removeGone();
  await Deno.writeTextFile(gate, "open");
  await map.release();
  await map.wait({ errorsOk: true });
  const [error] = (await map.errors()).values();
  const at = error?.report().match(/\\/[^/\\s]*:\\d+(?=:\\d+\\)?$)/gm)?.map((place) => place.slice(1));
  console.log(JSON.stringify(error ? { threw: { text: error.report(), at } } : { gave: await map.get(0) }));
} catch (error) {
  console.log(JSON.stringify({ refused: (error as Error).message }));
}
Deno.exit();
`;

for (const one of MODULE_CASES) {
  Deno.test({
    name: `htmap run: ${one.promise}`,
    ignore: AS_BINARY === undefined,
    fn: async () => {
      await using place = await Place.make(AS_BINARY!);
      await writeCase(one, place.root, caseScript(one, HEAD, TAIL));
      const { stdout, stderr } = await place.run(["run", `${place.root}/main.ts`]);
      checkCase(one, stdout, stderr);
    },
  });
}
