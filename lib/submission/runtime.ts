/**
 * The runtime: the program that runs components, which is this very process's program.
 *
 * In the binary it is the binary itself. Under `deno run` it is Deno with the executor, bundled
 * into one file and kept under the htmap directory for the next map.
 *
 * @module
 */

import { EXECUTOR_FILE, INTERNAL_COMMAND } from "../wire/names.ts";
import { GIVEN_MEMORY } from "../wire/memory.ts";
import { bundleExecutor } from "./executor_bundle.ts";
import { CannotTransplant } from "../base/errors.ts";
import { isThere, TEMPORARY_MARK, writeFileAtomically } from "../base/files.ts";
import { ABORT_FLAG, COMPILED_HEAP_FLAG, heapFlag } from "../base/heap_limit.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { version } from "../base/version.ts";

/** A program that can run components. */
export interface Runtime {
  /** The program's file. */
  readonly executable: string;
  /** The executor's bundle, if the program is Deno. */
  readonly bundle: string | undefined;
  /** Names the program's content: another program, or another version of it, has another name. */
  readonly id: string;
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
 */
export async function currentRuntime(
  directory: HTMapDirectory,
  signal?: AbortSignal,
): Promise<Runtime> {
  const executable = Deno.execPath();
  const { size, mtime } = await Deno.stat(executable);
  if (Deno.build.standalone) {
    return {
      executable,
      bundle: undefined,
      id: await digest([version(), executable, size, mtime?.getTime()]),
    };
  }
  const entry = new URL("../../executor/main.ts", import.meta.url);
  const id = await digest([
    version(),
    Deno.version.deno,
    executable,
    size,
    entry.href,
    await newestSource(entry),
  ]);
  directory.checkTransplants(id);
  const folder = `${directory.transplants}/${id}`;
  const bundle = `${folder}/${EXECUTOR_FILE}`;
  if (!await isFile(bundle)) {
    const code = await bundleExecutor(entry.href, { signal });
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(bundle, code);
  }
  await markUsed(directory, folder);
  return { executable, bundle, id };
}

/**
 * Puts a copy of the runtime's program under the htmap directory, so that jobs still get the same
 * program after the user has replaced theirs.
 *
 * @param directory The htmap directory.
 * @param runtime The runtime.
 * @returns The path of the copy.
 * @throws {CannotTransplant} If it cannot be copied.
 */
export async function keepExecutable(directory: HTMapDirectory, runtime: Runtime): Promise<string> {
  directory.checkTransplants(runtime.id);
  const folder = `${directory.transplants}/${runtime.id}`;
  const kept = `${folder}/${PROGRAM_FILES[runtime.bundle === undefined ? "binary" : "deno"]}`;
  if (await isFile(kept)) {
    await markUsed(directory, folder);
    return kept;
  }
  const temporary = `${folder}/${TEMPORARY_MARK}${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await Deno.copyFile(runtime.executable, temporary);
    await Deno.chmod(temporary, 0o755);
    await Deno.rename(temporary, kept);
    await markUsed(directory, folder);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // the copy's failure is what is reported
    throw new CannotTransplant(
      `The program ${runtime.executable} could not be copied to ${folder}: ` +
        `${
          error instanceof Error ? error.message : error
        }. Free some space there, or set DELIVERY_METHOD to "shared"`,
    );
  }
  return kept;
}

/** What the copies of a runtime's program are called. */
const PROGRAM_FILES = { binary: "htmap", deno: "deno" } as const;

/** What the name of a file begins with that names an htmap directory whose maps use a runtime. */
export const USER_MARK = "used-by-";

/** @returns Whether a file's name is one that htmap gives in the directory of a runtime. */
export function isKeptFile(name: string): boolean {
  return [...Object.values(PROGRAM_FILES), EXECUTOR_FILE].includes(name) ||
    name.startsWith(USER_MARK);
}

/** Keeps `htmap clean` from taking a runtime for one that is not used any more. */
async function markUsed(directory: HTMapDirectory, folder: string): Promise<void> {
  if (!folder.startsWith(`${directory.root}/`)) {
    const note = `${folder}/${USER_MARK}${await digest([directory.root])}`;
    if (!isThere(note)) await writeFileAtomically(note, `${directory.root}\n`);
  }
  const now = new Date();
  await Deno.utime(folder, now, now);
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

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function digest(parts: unknown[]): Promise<string> {
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(JSON.stringify(parts)),
  );
  return new Uint8Array(hash).toHex().slice(0, 16);
}
