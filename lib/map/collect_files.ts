/**
 * Collecting the output files of a map in one directory.
 *
 * @module
 */

import { dirname } from "node:path";
import { checkOptionKeys } from "../base/arguments.ts";
import { InvalidArgument } from "../base/errors.ts";
import { localPath, type TransferPath } from "../base/transfer_path.ts";
import type { WaitForMapOptions } from "../base/wait_options.ts";
import { absoluteFile, asCannotWrite, statIfThere } from "../base/files.ts";
import { warn } from "../base/say.ts";
import { counted } from "../text/counted.ts";
import { asOneLine } from "../text/one_line.ts";
import { ProgressBar } from "../text/progress.ts";
import { copyWhole, isCopyOf } from "./copy_whole.ts";
import { fileNames, FLAT, OWN_DIRECTORY } from "./file_names.ts";
import type { MapHandle } from "./handle.ts";
import { sentBack } from "./sent_back.ts";
import { WAIT_OPTIONS, waitForComponents, waitForMap } from "./waiting.ts";

/** Options of collecting output files. */
export interface CollectOptions extends WaitForMapOptions {
  /**
   * The components whose files are collected, and which are waited for; a negative one counts from the end.
   *
   * @default all
   */
  components?: Iterable<number> | undefined;
  /**
   * Put the files of all components beside each other, rather than into a directory for each: the same as
   * the name `"{name}"`.
   *
   * @default {false}
   */
  flat?: boolean | undefined;
  /**
   * What each file is called in the directory. `{component}` stands for the number of its component,
   * `{component:4}` for the same with 4 digits at least, and `{name}` for the path that it came under.
   *
   * @default {"{component}/{name}"}
   */
  name?: string | undefined;
  /**
   * Replace files that are there already and are others.
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
 * Waits for a map, or some of its components, and copies what they have sent back. What has been copied
 * before is not copied again.
 *
 * @param handle The map.
 * @param directory The directory to copy it into.
 * @param options How to wait, and where files go.
 * @returns The paths of the files that are there now, in the order of the components.
 * @throws {InvalidArgument} If another file is there already, or two would have the same path; nothing is
 *   written then.
 * @throws {CannotWrite} If the disk is full, or the place is not writable.
 * @throws {ComponentNotFound} If there is no such component.
 * @throws The errors of waiting for the map.
 */
export async function collectFiles(
  handle: MapHandle,
  directory: string | URL | TransferPath,
  options: CollectOptions = {},
): Promise<string[]> {
  const known = [...WAIT_OPTIONS, "components", "flat", "name", "overwrite"];
  checkOptionKeys("collectFiles()", options, known);
  const { components, flat = false, name, overwrite = false, ...waiting } = options;
  if (flat && name !== undefined) {
    throw new InvalidArgument(
      "Give collectFiles() either flat or name: each says what files are called",
    );
  }
  const names = fileNames(name ?? (flat ? FLAT : OWN_DIRECTORY));
  const target = absoluteFile(localPath(directory)).replace(/(?<=.)\/+$/, "");
  const place = await statIfThere(target);
  if (place && !place.isDirectory) {
    const what = place.isFile ? "is a file" : "is no directory";
    throw new InvalidArgument(`${target} ${what}. Give a directory, which need not be there yet`);
  }
  const chosen = components && [...new Set([...components].map((one) => handle.index(one)))];
  if (chosen) await waitForComponents(handle, chosen, waiting);
  else await waitForMap(handle, waiting);
  const { signal, showProgressBar = false } = waiting;
  const found: Collected[] = [];
  let others = 0;
  for await (const { component, ...item } of sentBack(handle, chosen ?? handle.components)) {
    signal?.throwIfAborted();
    if (item.kind === "other") others++;
    if (item.kind === "other" || item.kind === "directory" && !names.hasName) continue;
    const to = `${target}/${names.of(component, item.name)}`;
    found.push({ component, from: item.path, to, isDirectory: item.kind === "directory" });
  }
  refuseClashes(found, target);
  const there = await findThere(found, overwrite);
  if (others > 0) {
    warn(`${counted(others, "output")} of ${handle.tag} left out: neither a file nor a directory`);
  }
  await makeTarget(target);
  const work = { title: `Files of ${handle.tag}`, total: found.length, unit: "file" };
  using bar = new ProgressBar(work, { show: showProgressBar });
  for (const [index, item] of found.entries()) {
    signal?.throwIfAborted();
    if (!there.has(item)) await write(item, signal);
    bar.update(index + 1, "");
  }
  return found.filter(({ isDirectory }) => !isDirectory).map(({ to }) => to);
}

/** Refuses two files of one path, and a file where a directory has to be. */
function refuseClashes(found: readonly Collected[], target: string): void {
  const files = new Map<string, Collected>();
  /** What each directory is needed for: one of the files in it. */
  const directories = new Map<string, Collected>();
  for (const item of found) {
    const taker = files.get(item.to) ?? (item.isDirectory ? undefined : directories.get(item.to));
    if (taker) throw clash(taker, item, item.to);
    (item.isDirectory ? directories : files).set(item.to, item);
    for (let above = dirname(item.to); above.length > target.length; above = dirname(above)) {
      const file = files.get(above);
      if (file) throw clash(file, item, above);
      if (directories.has(above)) break;
      directories.set(above, item);
    }
  }
}

function clash(one: Collected, other: Collected, path: string): InvalidArgument {
  const who = one.component === other.component
    ? `Component ${one.component} has sent two files that would be`
    : `Components ${one.component} and ${other.component} have both sent`;
  return new InvalidArgument(
    `${who} ${asOneLine(path)}, where only one can be, and nothing was written. ` +
      "Give each component a directory of its own, which is what is done without flat and name",
  );
}

/** Finds what was copied before, so that a second run goes on where the first was stopped. */
async function findThere(
  found: readonly Collected[],
  overwrite: boolean,
): Promise<ReadonlySet<Collected>> {
  const all = new Set<Collected>();
  for (const item of found) {
    const there = await lookAt(item.to);
    if (!there) continue;
    const isSame = item.isDirectory
      ? there.isDirectory
      : there.isFile && await isCopyOf(item.from, item.to);
    if (isSame) all.add(item);
    else if (!overwrite) {
      throw new InvalidArgument(
        `${
          asOneLine(item.to)
        } is there already, and is another file; nothing was written. Give another directory, or ` +
          "the option overwrite to replace what is there",
      );
    }
  }
  return all;
}

/** It is there afterwards, also where nothing was sent back. */
async function makeTarget(directory: string): Promise<void> {
  try {
    await Deno.mkdir(directory, { recursive: true });
  } catch (error) {
    throw asCannotWrite(directory, error, "choose another directory");
  }
}

/** A file is there whole or not at all, whenever this is stopped. */
async function write(
  { from, to, isDirectory }: Collected,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await Deno.mkdir(isDirectory ? to : dirname(to), { recursive: true });
    if (isDirectory) return;
    await copyWhole(from, to, signal);
  } catch (error) {
    signal?.throwIfAborted();
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
