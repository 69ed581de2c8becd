/**
 * Trying the packages of the table with Deno.
 *
 * @module
 */

import { AT_MOST, copied, type Way } from "./ways.ts";

/** The directory of the downloaded packages; `undefined` if there are none. */
export const packages: string | undefined = Deno.env.get("HTMAP_TEST_PACKAGES");
const CHECK = new URL("./check_deno.ts", import.meta.url).href;

/** A directory of Deno's caches, with the packages and nothing else but the bundler. */
async function denoDirectory(root: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  const directory = `${root}/deno_dir`;
  await Deno.mkdir(directory);
  await Deno.symlink(`${denoDir}/dl`, `${directory}/dl`);
  await Deno.symlink(`${packages}/deno_dir/npm`, `${directory}/npm`);
  return directory;
}

/**
 * A way of trying rows with the Deno that this runs in.
 *
 * @param source Where the packages are.
 * @param ofEachKind How many rows of each kind are tried; all by default.
 */
export function denoWay(source: Way["source"], ofEachKind?: number): Way {
  const name = source === "npm:" ? "by npm: specifiers" : "from node_modules";
  let root = "";
  let caches = "";
  const begun = async (): Promise<void> => {
    if (root !== "") return;
    root = await Deno.makeTempDir({ prefix: "htmap packages " });
    caches = await denoDirectory(root);
  };
  return {
    name: `with Deno ${Deno.version.deno} ${name}`,
    source,
    ofEachKind,
    async project(installation) {
      await begun();
      return await copied(packages ?? "", source, installation, root);
    },
    script: (modules, results) =>
      `import { checkWithDeno } from ${JSON.stringify(CHECK)};
await checkWithDeno(${modules}, ${JSON.stringify(results)}, ${JSON.stringify([root, packages])});
`,
    async run(script, directory) {
      const { stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--no-check", "--cached-only", "--quiet", script],
        cwd: directory,
        env: { DENO_DIR: caches, NO_COLOR: "1" },
        stdin: "null",
        signal: AbortSignal.timeout(AT_MOST),
      }).output();
      return new TextDecoder().decode(stderr);
    },
    async [Symbol.asyncDispose]() {
      if (root !== "") await Deno.remove(root, { recursive: true });
    },
  };
}
