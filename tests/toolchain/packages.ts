/**
 * The packages of `tests/packages/table.ts`, downloaded once, so that the tests need no registry.
 *
 * `deno run -A tests/toolchain/packages.ts` gets them and prints the directory, which tests look for
 * in `HTMAP_TEST_PACKAGES`.
 *
 * @module
 */

import { installations, specifiersOf, type Versions } from "../packages/projects.ts";
import { ROWS } from "../packages/table.ts";
import { cached, deleteTree } from "./cache.ts";
import { namedPackages } from "./compile.ts";
import { SYSTEM_CERTIFICATES } from "./deno_programs.ts";
import { run, step } from "./process.ts";

/**
 * Nothing that was published later is taken, so that what packages need of others has the same
 * versions whenever it is downloaded. Only Deno 2.9 and later can be told.
 */
const UNTIL = "2026-11-15T00:00:00Z";

/**
 * Gets the packages.
 *
 * @returns A directory that has `deno_dir`, a `DENO_DIR` with all that is imported by `npm:`
 * specifiers, `specifiers`, a project with a lock file for them, and `installed-0` and so on, projects
 * with a `node_modules` directory.
 */
export async function downloadedPackages(): Promise<string> {
  const own = Object.fromEntries((await namedPackages()).map(nameAndVersion));
  const specifiers = specifiersOf(ROWS);
  const { directories } = installations(ROWS);
  const name = `packages-${await digestOf(
    JSON.stringify([3, UNTIL, own, specifiers, directories]),
  )}`;
  return await cached(name, (path) =>
    step("downloading the packages of the tests", async () => {
      const env = { ...SYSTEM_CERTIFICATES, DENO_DIR: `${path}/deno_dir` };
      const deno = (args: readonly string[], cwd: string): Promise<string> =>
        run([Deno.execPath(), ...args, `--minimum-dependency-age=${UNTIL}`], {
          env,
          cwd,
          timeout: 1_800_000,
          tries: 3,
        });
      const project = `${path}/specifiers`;
      await Deno.mkdir(project, { recursive: true });
      const ours = Object.entries(own).map(([name, version]) => `npm:${name}@${version}`);
      const imports = [...ours, ...specifiers].map((one) => `import(${JSON.stringify(one)});\n`);
      await Deno.writeTextFile(`${project}/deno.json`, "{}");
      await Deno.writeTextFile(`${project}/all.ts`, imports.join(""));
      await deno(["cache", "--quiet", "all.ts"], project);
      for (const [index, versions] of directories.entries()) {
        await install(`${path}/installed-${index}`, { ...own, ...versions }, deno);
      }
      // Some packages have files that only their owner may read; the tests run as another user.
      await run(["chmod", "-R", "a+rX", path]);
      // What is only on the way from a package to its use; the tests make it themselves.
      for await (const { name } of Deno.readDir(`${path}/deno_dir`)) {
        if (name !== "npm") await deleteTree(`${path}/deno_dir/${name}`);
      }
    }));
}

/** Installs packages, without their scripts. */
async function install(
  project: string,
  dependencies: Versions,
  deno: (args: readonly string[], cwd: string) => Promise<string>,
): Promise<void> {
  await Deno.mkdir(project);
  await Deno.writeTextFile(`${project}/package.json`, JSON.stringify({ dependencies }));
  await deno(
    ["install", "--quiet", "--node-modules-dir=manual", "--node-modules-linker", "hoisted"],
    project,
  );
}

/** What is written `npm:NAME@VERSION`. */
function nameAndVersion(specifier: string): [string, string] {
  const at = specifier.lastIndexOf("@");
  return [specifier.slice("npm:".length, at), specifier.slice(at + 1)];
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

if (import.meta.main) console.log(await downloadedPackages());
