/**
 * Collecting the output files of a whole map in one directory.
 *
 * @module
 */

import { dirname } from "node:path";
import { checkOptionKeys } from "../base/arguments.ts";
import { InvalidArgument } from "../base/errors.ts";
import { localPath, type TransferPath } from "../base/transfer_path.ts";
import type { WaitForMapOptions } from "../base/wait_options.ts";
import { absoluteFile, asCannotWrite, copyFileAtomically } from "../base/files.ts";
import { ProgressBar } from "../text/progress.ts";
import type { MapHandle } from "./handle.ts";
import { WAIT_OPTIONS, waitForMap } from "./waiting.ts";

/** Options of collecting output files. */
export interface CollectOptions extends WaitForMapOptions {
  /**
   * Put the files of all components beside each other, rather than into a directory for each.
   *
   * @default {false}
   */
  flat?: boolean | undefined;
  /**
   * Replace files that are there already.
   *
   * @default {false}
   */
  overwrite?: boolean | undefined;
}

/** A file, or an empty directory, to be collected. */
interface Collected {
  readonly component: number;
  readonly from: string;
  readonly to: string;
  readonly isDirectory: boolean;
}

/**
 * Waits for a map, and copies what its components have sent back.
 *
 * @param handle The map.
 * @param directory The directory to copy it into.
 * @param options How to wait, and where files go.
 * @returns The paths of the files that were written, in the order of the components.
 * @throws {InvalidArgument} If a file is there already, or two would have the same path; nothing is written then.
 * @throws {CannotWrite} If the disk is full, or the place is not writable.
 * @throws The errors of waiting for the map.
 */
export async function collectFiles(
  handle: MapHandle,
  directory: string | URL | TransferPath,
  options: CollectOptions = {},
): Promise<string[]> {
  checkOptionKeys("collectFiles()", options, [...WAIT_OPTIONS, "flat", "overwrite"]);
  const { flat = false, overwrite = false, ...waiting } = options;
  const target = absoluteFile(localPath(directory)).replace(/(?<=.)\/+$/, "");
  if ((await lookAt(target))?.isFile) {
    throw new InvalidArgument(`${target} is a file. Give a directory, which need not be there yet`);
  }
  await waitForMap(handle, waiting);
  const { signal, showProgressBar = false } = waiting;
  const found: Collected[] = [];
  for (const component of handle.components) {
    const from = handle.paths.outputFiles(component, handle.state.submissionOf(component));
    const to = flat ? target : `${target}/${component}`;
    for await (const item of filesIn(from, to)) found.push({ component, ...item });
  }
  refuseClashes(found);
  if (!overwrite) await refuseExisting(found);
  using bar = new ProgressBar({
    title: `Files of ${handle.tag}`,
    total: found.length,
    unit: "file",
  }, {
    show: showProgressBar,
  });
  const written: string[] = [];
  for (const [index, item] of found.entries()) {
    signal?.throwIfAborted();
    await write(item);
    if (!item.isDirectory) written.push(item.to);
    bar.update(index + 1, "");
  }
  return written;
}

/** Finds the files in a directory, and the directories in it that are empty. */
async function* filesIn(
  from: string,
  to: string,
): AsyncGenerator<Omit<Collected, "component">> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(from));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // the component has sent none
    throw error;
  }
  for (const { name, isDirectory, isFile } of entries.sort(byName)) {
    const item = { from: `${from}/${name}`, to: `${to}/${name}` };
    if (isFile) yield { ...item, isDirectory };
    else if (isDirectory) {
      let isEmpty = true;
      for await (const inner of filesIn(item.from, item.to)) {
        isEmpty = false;
        yield inner;
      }
      if (isEmpty) yield { ...item, isDirectory };
    }
  }
}

function byName(a: Deno.DirEntry, b: Deno.DirEntry): number {
  return a.name < b.name ? -1 : 1;
}

function refuseClashes(found: readonly Collected[]): void {
  const takers = new Map<string, Collected>();
  for (const item of found) {
    const taker = takers.get(item.to) ?? takers.get(dirname(item.to));
    if (taker && !(taker.isDirectory && (item.isDirectory || taker.to !== item.to))) {
      throw new InvalidArgument(
        `Components ${taker.component} and ${item.component} have both sent ${item.to}, where only one can be. ` +
          "Leave out flat, so that each component has a directory of its own",
      );
    }
    takers.set(item.to, item);
  }
}

async function refuseExisting(found: readonly Collected[]): Promise<void> {
  for (const { to, isDirectory } of found) {
    const there = await lookAt(to);
    if (!there || isDirectory && there.isDirectory) continue;
    throw new InvalidArgument(
      `${to} is there already, and nothing was written. Give another directory, or the option overwrite to ` +
        "replace what is there",
    );
  }
}

/** A file is there whole or not at all, whenever this is stopped. */
async function write({ from, to, isDirectory }: Collected): Promise<void> {
  try {
    await Deno.mkdir(isDirectory ? to : dirname(to), { recursive: true });
    if (isDirectory) return;
    await copyFileAtomically(from, to);
  } catch (error) {
    throw asCannotWrite(to, error, "choose another directory");
  }
}

async function lookAt(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound) return undefined;
    // What is above it is a file: writing says so.
    if (error instanceof NotADirectory) return undefined;
    throw error;
  }
}
