/**
 * Output files of local jobs that go elsewhere than to the map's directory.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { copyFileAtomically, isUrl, statIfThere } from "../../base/files.ts";
import { OUTPUT_DIRECTORY } from "../../wire/names.ts";
import type { JobRemaps } from "./cluster.ts";
import { HoldCode, JobHold } from "./hold.ts";
import { upload } from "./urls.ts";

/**
 * Takes output files to where they are to go.
 *
 * @param scratch The job's scratch directory.
 * @param places Where each goes; one that the job has not made is left out.
 * @param signal Stops it.
 * @throws {JobHold} If one cannot go there.
 */
export async function takeRemapped(
  scratch: string,
  places: JobRemaps["places"],
  signal?: AbortSignal,
): Promise<void> {
  for (const { staged, to } of places) {
    const from = `${scratch}/${OUTPUT_DIRECTORY}/${staged}`;
    if (!await statIfThere(from)) continue;
    if (/^file:\/\//i.test(to)) await put(from, fileURLToPath(to), signal);
    else if (isUrl(to)) await upload(from, to, signal);
    else await put(from, to, signal);
  }
}

async function put(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await copy(from, to, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof JobHold) throw error;
    throw JobHold.because(
      HoldCode.OUTPUT_TRANSFER,
      `Transfer output files failure on this machine. Details: writing to file ${to}`,
      error,
    );
  }
}

/** Copies a file, which is there whole or not at all, or a directory, beside what is in one that is there. */
async function copy(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if ((await Deno.stat(from)).isDirectory) {
    await makeDirectory(to);
    for await (const { name } of Deno.readDir(from)) {
      await copy(`${from}/${name}`, `${to}/${name}`, signal);
    }
    return;
  }
  const there = await statIfThere(to);
  if (there && !there.isFile && !there.isDirectory) {
    throw new Error("it is neither a file nor a directory"); // a device would be replaced by the file
  }
  await copyFileAtomically(from, to);
}

/** Other jobs may be making it as well. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path);
  } catch (error) {
    if (!(await statIfThere(path))?.isDirectory) throw error;
  }
}
