/**
 * The scratch directory of a local job: filled before the job starts, and what belongs to the map
 * taken out of it when the job has ended.
 *
 * What takes microseconds is done at once, which is ten times as fast as asynchronously; what the
 * user's files can make long is not, so that other jobs go on.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  ALL_KEPT_STREAMS,
  ALL_OUTPUT_FILES,
  isOutcomeFile,
  OUTPUT_DIRECTORY,
} from "../../wire/names.ts";
import { copyFileAtomically, isDirectory, isUrl, makeDirectory } from "../../base/files.ts";
import { nameOnArrival } from "../../submission/file_looks.ts";
import { HoldCode, JobHold } from "./hold.ts";
import { download } from "./urls.ts";

/** The directories whose content belongs to the map. */
const OUTPUT_DIRECTORIES: ReadonlySet<string> = new Set([ALL_OUTPUT_FILES, ALL_KEPT_STREAMS]);

/**
 * Makes a job's scratch directory.
 *
 * @param scratch Where; of what an earlier run left there only its outputs stay, checkpoints among them.
 * @param links Files to link to.
 * @param copies Files and directories to copy, by path or URL. Of a path that ends in a slash, the
 *   directory's content is copied, as HTCondor does it.
 * @param signal Stops it.
 * @throws {JobHold} If that fails.
 */
export async function fillScratch(
  scratch: string,
  links: readonly string[],
  copies: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  let current = scratch;
  try {
    clearScratch(scratch);
    makeDirectory(dirname(scratch));
    makeDirectory(scratch);
    for (current of links) {
      Deno.statSync(current); // a link to nothing can be made, too
      Deno.symlinkSync(current, `${scratch}/${basename(current)}`);
    }
    // A directory that it is in itself is sent without it.
    const context = { signal, above: [Deno.realPathSync(scratch)], isPart: false };
    for (current of new Set(copies)) await copyInto(scratch, current, context);
  } catch (error) {
    if (error instanceof JobHold) throw error;
    throw JobHold.because(
      HoldCode.INPUT_TRANSFER,
      `Transfer input files failure on this machine. Details: reading from file ${current}`,
      error,
    );
  }
}

/**
 * Removes what is in a job's scratch directory, but for its outputs: what it has finished or saved is
 * there when it runs again.
 *
 * @param scratch The directory, if it is there.
 */
export function clearScratch(scratch: string): void {
  try {
    for (const { name } of Deno.readDirSync(scratch)) {
      if (name !== OUTPUT_DIRECTORY) removeScratch(`${scratch}/${name}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Removes a job's scratch directory, if it is there. */
export function removeScratch(scratch: string): void {
  try {
    Deno.removeSync(scratch, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    // Directories that the job made read-only keep their content from being removed.
    makeWritable(scratch);
    Deno.removeSync(scratch, { recursive: true });
  }
}

function makeWritable(directory: string): void {
  Deno.chmodSync(directory, 0o700);
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    if (isDirectory) makeWritable(`${directory}/${name}`);
  }
}

interface CopyContext {
  /** Stops it. */
  readonly signal: AbortSignal | undefined;
  /** The directories that what is copied is in, and the one that it is copied to. */
  readonly above: readonly string[];
  /** Whether it is part of a directory that is copied. */
  readonly isPart: boolean;
}

async function copyInto(directory: string, source: string, context: CopyContext): Promise<void> {
  context.signal?.throwIfAborted();
  if (/^file:\/\//i.test(source)) {
    const path = fileURLToPath(source);
    if (path.endsWith("/")) return await copyContent(path, directory, context);
    // Without another name after it, it has the one that it has here.
    const name = source.includes("#") ? nameOnArrival(source) : basename(path);
    return await copyAs(`${directory}/${name}`, path, context);
  }
  if (isUrl(source)) {
    return await download(source, `${directory}/${nameOnArrival(source)}`, context.signal);
  }
  if (!source.endsWith("/")) {
    return await copyAs(`${directory}/${basename(source)}`, source, context);
  }
  await copyContent(source.replace(/\/+$/, ""), directory, context);
}

async function copyAs(target: string, source: string, context: CopyContext): Promise<void> {
  const info = await Deno.stat(source);
  if (info.isFile) return await Deno.copyFile(source, target);
  if (!info.isDirectory) {
    // Reading from a pipe would wait for whoever writes into it. HTCondor leaves out those in a directory.
    if (context.isPart) return;
    throw new Error("it is neither a file nor a directory");
  }
  await Deno.mkdir(target, { recursive: true });
  await copyContent(source, target, context);
}

async function copyContent(
  source: string,
  target: string,
  { signal, above }: CopyContext,
): Promise<void> {
  const real = await Deno.realPath(source);
  if (above.includes(real)) return; // by a link that leads back to where it is
  for await (const { name } of Deno.readDir(source)) {
    const context = { signal, above: [...above, real], isPart: true };
    await copyInto(target, `${source}/${name}`, context);
  }
}

/**
 * Takes what a job made for the map out of its scratch directory: its output files and the
 * directories `files` and `streams`, and nothing else, whatever the job left there.
 *
 * @param scratch The job's scratch directory.
 * @param outputs The map's directory of outputs, on the same file system.
 * @throws {JobHold} If that fails.
 */
export async function takeOutputs(scratch: string, outputs: string): Promise<void> {
  const from = `${scratch}/${OUTPUT_DIRECTORY}`;
  try {
    if (!isDirectory(from)) return; // it made none
    const names: string[] = [];
    for (const { name, isFile, isDirectory } of Deno.readDirSync(from)) {
      if (isFile && isOutcomeFile(name)) names.push(name);
      else if (isDirectory && OUTPUT_DIRECTORIES.has(name)) {
        await mergeDirectory(`${from}/${name}`, `${outputs}/${name}`);
      }
    }
    // Outputs come last: when one is there, so is what belongs to it.
    for (const name of names.sort()) Deno.renameSync(`${from}/${name}`, `${outputs}/${name}`);
  } catch (error) {
    throw JobHold.because(
      HoldCode.OUTPUT_TRANSFER,
      `Transfer output files failure on this machine. Details: taking files from ${from}`,
      error,
    );
  }
}

async function mergeDirectory(from: string, to: string): Promise<void> {
  makeDirectory(to);
  for await (const { name, isDirectory, isFile, isSymlink } of Deno.readDir(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    if (isDirectory) await mergeDirectory(source, target);
    else if (isFile) await Deno.rename(source, target);
    else if (isSymlink) await copyLinked(source, target);
  }
}

/** What a link points to may be in the scratch directory, so the content is what is kept. */
async function copyLinked(source: string, target: string): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(source);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // it points to nothing
    throw error;
  }
  if (!info.isFile) return;
  await copyFileAtomically(source, target);
}
