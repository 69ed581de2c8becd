/**
 * The scratch directory of a local job: filled before the job starts, and what belongs to the map
 * taken out of it when the job has ended.
 *
 * What takes microseconds is done at once, which is ten times as fast as asynchronously; what the
 * user's files can make long is not, so that other jobs go on.
 *
 * @module
 */

import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import {
  ALL_KEPT_STREAMS,
  ALL_OUTPUT_FILES,
  isOutcomeFile,
  OUTPUT_DIRECTORY,
} from "../../wire/names.ts";
import { isDirectory, isUrl, TEMPORARY_MARK } from "../../base/files.ts";

/** The directories whose content belongs to the map. */
const OUTPUT_DIRECTORIES: ReadonlySet<string> = new Set([ALL_OUTPUT_FILES, ALL_KEPT_STREAMS]);

/** Why a job cannot go on, as HTCondor's hold codes say it. */
export class JobHold extends Error {
  /**
   * @param code HTCondor's `HoldReasonCode`.
   * @param subcode The system's error number, or 0.
   * @param message The reason, for people.
   */
  constructor(readonly code: number, readonly subcode: number, message: string) {
    super(message);
  }

  /** Reads what the system said. */
  static because(code: number, what: string, error: unknown): JobHold {
    const message = error instanceof Error ? error.message : String(error);
    const number = Number(/\(os error (\d+)\)/.exec(message)?.[1] ?? 0);
    const said = message.replace(/ ?\(os error \d+\).*/s, "");
    return new JobHold(code, number, `${what}: (errno ${number}) ${said}`);
  }
}

/** HTCondor's codes of the holds that happen here. */
export const HoldCode = {
  USER_REQUEST: 1,
  FAILED_TO_START: 6,
  OUTPUT_TRANSFER: 12,
  INPUT_TRANSFER: 13,
} as const;

/**
 * Makes a job's scratch directory.
 *
 * @param scratch Where; of what an earlier run left there only its outputs stay, checkpoints among them.
 * @param links Files to link to.
 * @param copies Files and directories to copy, by path or URL. Of a path that ends in a slash, the
 *   directory's content is copied, as HTCondor does it.
 * @throws {JobHold} If that fails.
 */
export async function fillScratch(
  scratch: string,
  links: readonly string[],
  copies: readonly string[],
): Promise<void> {
  let current = scratch;
  try {
    clearScratch(scratch);
    Deno.mkdirSync(scratch, { recursive: true, mode: 0o700 });
    for (current of links) {
      Deno.statSync(current); // a link to nothing can be made, too
      Deno.symlinkSync(current, `${scratch}/${basename(current)}`);
    }
    for (current of new Set(copies)) await copyInto(scratch, current);
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

async function copyInto(directory: string, source: string): Promise<void> {
  if (/^file:\/\//i.test(source)) {
    return await copyInto(directory, fileURLToPath(source));
  }
  if (isUrl(source)) return await download(directory, source);
  const info = await Deno.stat(source);
  if (!info.isDirectory) return await Deno.copyFile(source, `${directory}/${basename(source)}`);
  if (source.endsWith("/")) return await copyContent(source.replace(/\/+$/, ""), directory);
  const target = `${directory}/${basename(source)}`;
  await Deno.mkdir(target, { recursive: true });
  await copyContent(source, target);
}

async function copyContent(source: string, target: string): Promise<void> {
  for await (const { name } of Deno.readDir(source)) await copyInto(target, `${source}/${name}`);
}

async function download(directory: string, url: string): Promise<void> {
  const fail = (reason: string): JobHold =>
    new JobHold(
      HoldCode.INPUT_TRANSFER,
      0,
      `Transfer input files failure on this machine. Details: ${url} could not be got: ${reason}`,
    );
  const { protocol, pathname } = new URL(url);
  if (!["http:", "https:"].includes(protocol)) {
    throw fail(`the local backend knows no ${protocol} URLs`);
  }
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw fail(`${response.status} ${response.statusText}`);
  }
  const name = basename(pathname);
  using file = await Deno.open(`${directory}/${name}`, { write: true, create: true });
  // Written piece by piece: piping into a file that is then closed loses data in Deno 2.7.
  for await (let piece of response.body) {
    while (piece.length > 0) piece = piece.subarray(await file.write(piece));
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
  try {
    await Deno.mkdir(to, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
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
  const temporary = `${
    target.slice(0, target.lastIndexOf("/"))
  }/${TEMPORARY_MARK}${crypto.randomUUID()}`;
  await Deno.copyFile(source, temporary);
  await Deno.rename(temporary, target);
}
