/**
 * What is kept of a runtime under the htmap directory, for as long as a map may need it: jobs get the same
 * program still after the user has replaced theirs.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  COMPRESSED,
  EXECUTOR_FILE,
  LAUNCHER_FILE,
  LIBRARIES_DIRECTORY,
  programFile,
} from "../wire/names.ts";
import { CannotTransplant } from "../base/errors.ts";
import {
  isThere,
  readTextIfThere,
  removeTree,
  TEMPORARY_MARK,
  writeFileAtomically,
} from "../base/files.ts";
import { troubleWithWriting } from "../base/system_error.ts";
import { log } from "../log/log.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { isInteractive } from "../text/displays.ts";
import { ProgressBar } from "../text/progress.ts";
import { type LaunchedProgram, launcherText } from "./launcher.ts";
import { digest, type Program } from "./program.ts";

/** What programs were called when they were kept by earlier versions. */
const EARLIER_NAMES = ["htmap", "deno"];
/** What the name of a file begins with that names an htmap directory whose maps use a runtime. */
export const USER_MARK = "used-by-";

/** What keeping something goes by. */
export interface KeepOptions {
  readonly directory: HTMapDirectory;
  /** The runtime that it belongs to. */
  readonly id: string;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
  /** Tells the user of what takes some seconds. */
  readonly note?: ((line: string) => void) | undefined;
}

/**
 * Keeps a program, if it is not kept yet.
 *
 * @param program The program.
 * @param compressed Whether to compress it.
 * @param options Where, a signal to stop, and whom to tell that it takes a while.
 * @returns The path of the copy.
 * @throws {CannotTransplant} If it cannot be written.
 */
export async function keepProgram(
  { executable, arch }: Program,
  compressed: boolean,
  options: KeepOptions,
): Promise<string> {
  const name = programFile(arch) + (compressed ? COMPRESSED : "");
  return await kept(name, options, async (path) => {
    if (compressed) {
      options.note?.("Compressing the program that is sent to the pool (once)");
      const start = performance.now();
      await compress(executable, path, options);
      const ms = Math.round(performance.now() - start);
      log("info", "delivery", `${executable} was compressed after ${ms} ms`, { executable, ms });
    } else {
      await Deno.copyFile(executable, path);
      await Deno.chmod(path, 0o755);
    }
  });
}

/**
 * Keeps the launcher of some programs.
 *
 * @param programs The programs it chooses among.
 * @param options Where.
 * @returns The path of the launcher.
 * @throws {CannotTransplant} If it cannot be written.
 */
export async function keepLauncher(
  programs: readonly LaunchedProgram[],
  options: KeepOptions,
): Promise<string> {
  const text = launcherText(programs);
  const name = `${LAUNCHER_FILE}-${await digest([text])}`;
  return await kept(name, options, async (path) => {
    await Deno.writeTextFile(path, text);
    await Deno.chmod(path, 0o755);
  });
}

/**
 * Keeps the C library of this machine, compressed, as far as this very process has loaded it: what its
 * program needs in an image that has none.
 *
 * @param options Where.
 * @returns The path of a directory that has one for each kind of machine.
 * @throws {CannotTransplant} If it cannot be copied.
 */
export async function keepLibraries(options: KeepOptions): Promise<string> {
  return await kept(LIBRARIES_DIRECTORY, options, async (path) => {
    await Deno.mkdir(`${path}/${Deno.build.arch}`, { recursive: true });
    for (const file of await loadedLibraries()) {
      const target = `${path}/${Deno.build.arch}/${basename(file)}${COMPRESSED}`;
      await compress(file, target, { signal: options.signal });
    }
  });
}

/** The files of the system's libraries in this process, the dynamic loader among them. */
async function loadedLibraries(): Promise<Set<string>> {
  const maps = await Deno.readTextFile("/proc/self/maps");
  const found = new Set<string>();
  for (const [, path = ""] of maps.matchAll(/ (\/\S*\/(?:ld-linux[-\w]*|lib\w+)\.so[.\d]*)$/gm)) {
    found.add(path);
  }
  return found;
}

/**
 * Tells what a program must be, byte for byte.
 *
 * @param program The program.
 * @param options Where what was worked out is kept.
 * @returns The SHA-256 of the program, in hexadecimal.
 * @throws {CannotTransplant} If that cannot be written down.
 */
export async function programDigest(
  { executable, arch }: Program,
  options: KeepOptions,
): Promise<string> {
  const path = await kept(`${programFile(arch)}.sha256`, options, async (path) => {
    await Deno.writeTextFile(path, await sha256Of(executable, options.signal));
  });
  return await readTextIfThere(path) ?? await sha256Of(executable, options.signal);
}

/**
 * Keeps the executor as one module, for a runtime that is Deno.
 *
 * @param make Makes the module.
 * @param options Where.
 * @returns Its path.
 * @throws {CannotTransplant} If it cannot be written.
 */
export async function keepExecutor(
  make: () => Promise<string>,
  options: KeepOptions,
): Promise<string> {
  const write = async (path: string): Promise<void> =>
    await writeFileAtomically(path, await make());
  return await kept(EXECUTOR_FILE, options, write, "name another directory with TRANSPLANT.DIR");
}

/** Makes something in the directory of a runtime, whole or not at all, if it is not there. */
async function kept(
  name: string,
  { directory, id, signal }: KeepOptions,
  make: (path: string) => Promise<void>,
  otherwise = 'set DELIVERY_METHOD to "shared"',
): Promise<string> {
  directory.checkTransplants(id);
  const folder = `${directory.transplants}/${id}`;
  const path = `${folder}/${name}`;
  if (!isThere(path)) {
    const temporary = `${folder}/${TEMPORARY_MARK}${crypto.randomUUID()}`;
    try {
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      await make(temporary);
      await Deno.rename(temporary, path);
    } catch (error) {
      // What is left half made is swept later; the failure itself is what is reported.
      await removeTree(temporary).catch(() => {});
      if (isThere(path)) return path; // another process has made it meanwhile
      signal?.throwIfAborted();
      throw cannotKeep(name, folder, error, otherwise);
    }
  }
  await markUsed(directory, folder);
  return path;
}

function cannotKeep(name: string, folder: string, error: unknown, otherwise: string): unknown {
  if (!(error instanceof Error) || error instanceof CannotTransplant) return error;
  const trouble = troubleWithWriting(error, otherwise);
  if (!trouble) return error;
  return new CannotTransplant(
    `${name}, which jobs are sent, could not be written to ${folder}: ${trouble.reason}. ${trouble.advice}`,
  );
}

/**
 * Keeps `htmap clean` from taking a runtime for one that is not used any more.
 *
 * @param directory The htmap directory whose maps use it.
 * @param folder The runtime's directory.
 */
async function markUsed(directory: HTMapDirectory, folder: string): Promise<void> {
  if (!folder.startsWith(`${directory.root}/`)) {
    const note = `${folder}/${USER_MARK}${await digest([directory.root])}`;
    if (!isThere(note)) await writeFileAtomically(note, `${directory.root}\n`);
  }
  const now = new Date();
  await Deno.utime(folder, now, now);
}

/** @returns Whether a file's name is one that htmap gives in the directory of a runtime. */
export function isKeptFile(name: string): boolean {
  return [...EARLIER_NAMES, EXECUTOR_FILE, LIBRARIES_DIRECTORY].includes(name) ||
    [USER_MARK, `${LAUNCHER_FILE}-`, "htmap_program-"].some((start) => name.startsWith(start));
}

/** Compresses at gzip's own level, 6: one more takes four times as long, and saves 4 %. */
async function compress(
  from: string,
  to: string,
  { signal, note }: Pick<KeepOptions, "signal" | "note">,
): Promise<void> {
  const total = megabytes((await Deno.stat(from)).size);
  const work = { title: "Compressing", total, unit: "MB", units: "MB" };
  using bar = new ProgressBar(work, { show: note !== undefined && isInteractive(), patience: 1 });
  let bytes = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller): void {
      bar.update(megabytes(bytes += piece.length));
      controller.enqueue(piece);
    },
  });
  const source = (await Deno.open(from)).readable.pipeThrough(counter);
  const target = (await Deno.create(to)).writable;
  await source.pipeThrough(new CompressionStream("gzip")).pipeTo(target, { signal });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

async function sha256Of(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of (await Deno.open(path)).readable) {
    signal?.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest("hex");
}
