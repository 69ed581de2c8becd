/**
 * The runtime: the program that runs components, which is this very process's program.
 *
 * In the binary it is the binary itself. Under `deno run` it is Deno with the executor, bundled
 * into one file and kept under the htmap directory for the next map.
 *
 * @module
 */

import { dirname } from "node:path";
import { ARCHITECTURES, INTERNAL_COMMAND } from "../wire/names.ts";
import { GIVEN_MEMORY } from "../wire/memory.ts";
import { bundleExecutor } from "./executor_bundle.ts";
import { readElfHead } from "../base/elf.ts";
import { isThere } from "../base/files.ts";
import { placeInCompiled } from "../base/compiled_program.ts";
import { keepExecutor } from "./kept_runtime.ts";
import { digest, type Program } from "./program.ts";
import { ABORT_FLAG, COMPILED_HEAP_FLAG, heapFlag } from "../base/heap_limit.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { version } from "../base/version.ts";

/** What runs components: the program of this process, with what it needs to do so. */
export interface Runtime extends Program {
  /** Names its content: another program, or another version of it, has another name. */
  readonly id: string;
  /** The executor's bundle, if the program is Deno. */
  readonly bundle: string | undefined;
  /** The same program for other machines, if it is beside this one. */
  readonly others: readonly Program[];
}

/**
 * What the binary is compiled with. Its commands have V8's own limit on memory, and its components what
 * `copyWithHeapLimit` makes of it.
 */
export const V8_FLAGS = `--v8-flags=${COMPILED_HEAP_FLAG},${ABORT_FLAG}`;

/** The flags Deno runs the executor with: all it may need is in the bundle, and nothing is fetched. */
const DENO_FLAGS = [
  "run",
  "--allow-all",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--no-prompt",
  "--quiet",
  `--v8-flags=${heapFlag(GIVEN_MEMORY)},${ABORT_FLAG}`,
];

/**
 * The arguments that make a runtime execute, to be followed by the job's number and its submission's.
 *
 * @param runtime The runtime.
 * @param bundle Where the executor's bundle is when it runs; unused by the binary.
 * @returns The arguments.
 */
export function executeArguments(runtime: Runtime, bundle: string): string[] {
  return runtime.bundle === undefined ? [INTERNAL_COMMAND.EXECUTE] : [...DENO_FLAGS, bundle];
}

/**
 * Finds out what this process's runtime is, and makes the executor's bundle if that is needed and
 * not there yet.
 *
 * @param directory The htmap directory, where the bundle is kept.
 * @param signal Stops the bundling.
 * @returns The runtime.
 * @throws {CannotTransplant} If the bundle cannot be written.
 */
export async function currentRuntime(
  directory: HTMapDirectory,
  signal?: AbortSignal,
): Promise<Runtime> {
  const program = { executable: Deno.execPath(), arch: Deno.build.arch };
  if (Deno.build.standalone) {
    const others = programsBeside(program);
    const id = await digest([version(), ...await Promise.all([program, ...others].map(identify))]);
    return { ...program, id, bundle: undefined, others };
  }
  const entry = new URL("../../executor/main.ts", import.meta.url);
  const id = await digest([
    version(),
    Deno.version.deno,
    program.executable,
    (await Deno.stat(program.executable)).size,
    entry.href,
    await newestSource(entry),
  ]);
  const make = (): Promise<string> => bundleExecutor(entry.href, { signal });
  const bundle = await keepExecutor(make, { directory, id, signal });
  return { ...program, id, bundle, others: [] };
}

async function identify({ executable }: Program): Promise<unknown[]> {
  const { size, mtime } = await Deno.stat(executable);
  return [executable, size, mtime?.getTime()];
}

/**
 * The binaries for other machines that are in the directory of this one, called `htmap-linux-aarch64` and
 * the like. One of another version could not read what this one writes.
 */
function programsBeside({ executable, arch }: Program): Program[] {
  const found: Program[] = [];
  for (const other of ARCHITECTURES) {
    const path = `${dirname(executable)}/htmap-linux-${other}`;
    if (other === arch || !isThere(path) || readElfHead(path)?.machine !== other) continue;
    if (isOfThisVersion(path)) found.push({ executable: path, arch: other });
  }
  return found;
}

function isOfThisVersion(binary: string): boolean {
  const line = `HTMAP_VERSION = "${version()}"`;
  const pattern = new RegExp(line.replaceAll(/[.+]/g, "\\$&"));
  return placeInCompiled(binary, pattern, line.length) !== undefined;
}

/** The time of the newest source file, so that a developer's change makes a new bundle. */
async function newestSource(entry: URL): Promise<number> {
  if (entry.protocol !== "file:") return 0; // a published version does not change
  let newest = 0;
  const walk = async (directory: URL): Promise<void> => {
    for await (const item of Deno.readDir(directory)) {
      const url = new URL(item.isDirectory ? `${item.name}/` : item.name, directory);
      if (item.isDirectory) await walk(url);
      else newest = Math.max(newest, (await Deno.stat(url)).mtime?.getTime() ?? 0);
    }
  };
  await walk(new URL("./", entry));
  await walk(new URL("../lib/", entry));
  return newest;
}
