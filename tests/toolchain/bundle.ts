/**
 * The program of the binary as a few large modules, with the packages it uses in them: they are smaller
 * than the packages, and a binary that has no packages starts sooner.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { EMBEDDED_ESBUILD, ESBUILD, loadEsbuild } from "../../lib/deps.ts";
import { CHECKOUT, SYSTEM_CERTIFICATES } from "./deno_programs.ts";
import { run } from "./process.ts";

/** How long `deno bundle` may take, in milliseconds: the first time it downloads its bundler. */
const TIMEOUT = 600_000;

/** What is to be compiled. */
export interface Bundle {
  /** The directory of the modules. */
  readonly directory: string;
  /** The name of the one that is started. */
  readonly entry: string;
  /** The names of the files in it that are not imported by name. */
  readonly embedded: readonly string[];
}

/**
 * Bundles `cli.ts`. What is imported when it is needed stays a module of its own, and names stay what
 * they are, since errors show them.
 *
 * @param directory Where the bundle is written.
 * @throws {ToolFailed} when it cannot be bundled.
 * @returns The bundle.
 */
export async function bundleProgram(directory: string): Promise<Bundle> {
  const flags = ["--quiet", "--frozen", "--code-splitting", "--keep-names"];
  await run([Deno.execPath(), "bundle", ...flags, "--outdir", directory, "cli.ts"], {
    cwd: CHECKOUT,
    env: SYSTEM_CERTIFICATES,
    timeout: TIMEOUT,
  });
  const { wasm } = await loadEsbuild();
  const zipped = new Blob([wasm]).stream().pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(`${directory}/${EMBEDDED_ESBUILD.wasm}`, zipped);
  const module = fileURLToPath(import.meta.resolve(ESBUILD));
  await Deno.copyFile(module, `${directory}/${EMBEDDED_ESBUILD.module}`);
  // The binary has their times in it: with others, it would be another binary.
  for await (const { name } of Deno.readDir(directory)) {
    await Deno.utime(`${directory}/${name}`, 0, 0);
  }
  return { directory, entry: "cli.js", embedded: Object.values(EMBEDDED_ESBUILD) };
}
