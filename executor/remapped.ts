/**
 * Output files that go elsewhere than to the map's directory: they are put where HTCondor is told to take
 * them from.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { HTMapError } from "../lib/base/errors.ts";
import { removeTreeSync } from "../lib/base/files.ts";
import { remappedFile, REMAPS_VARIABLE } from "../lib/wire/names.ts";
import { parseRemaps, type RemappedName } from "../lib/wire/remaps.ts";
import type { Place } from "./places.ts";
import { copyTree, moveTree } from "./trees.ts";

/** What was put at the places of files that go elsewhere, by these places. */
const sources = new Map<string, string>();

/** A component that is about to run. */
interface BeginningComponent {
  /** The directory that its output files are moved to. */
  readonly directory: string;
  /** Whether it goes on from a checkpoint, so that what it has sent counts. */
  readonly isBegun: boolean;
}

/**
 * Notes which files of a component go elsewhere, and removes those that an earlier run of it has sent.
 *
 * @param component The component.
 * @param names The files' names.
 */
export function beginRemaps(
  { directory, isBegun }: BeginningComponent,
  names: readonly RemappedName[],
): void {
  if (names.length > 0) Deno.env.set(REMAPS_VARIABLE, JSON.stringify(names));
  else Deno.env.delete(REMAPS_VARIABLE);
  if (isBegun) return;
  for (const index of names.keys()) removeTreeSync(stagedPath(directory, index));
}

/**
 * Puts a file or directory where it is taken from to go elsewhere, if it is to.
 *
 * @param place The file.
 * @param directory The directory that the component's output files are moved to.
 * @returns Whether it goes elsewhere.
 * @throws {HTMapError} If another was to go to the same place, or if a directory was to go to a URL.
 */
export async function sendElsewhere(place: Place, directory: string): Promise<boolean> {
  const text = Deno.env.get(REMAPS_VARIABLE);
  const names = text === undefined ? [] : parseRemaps(encodeURIComponent(text));
  if (!Array.isArray(names)) return false;
  const index = names.findIndex(({ name }) => name === basename(place.name));
  const remap: RemappedName | undefined = names[index];
  if (remap === undefined) return false;
  const staged = stagedPath(directory, index);
  const isFile = (await Deno.stat(place.path)).isFile;
  if (!isFile && remap.kind === "url") {
    throw new HTMapError(
      `${place.path} cannot be sent to the URL that outputRemaps has for it: it is a directory, and HTCondor sends ` +
        "only files to URLs. Send each file by itself, or put all of them into one with tar",
    );
  }
  const before = sources.get(staged) ?? place.path;
  if (before !== place.path) {
    throw new HTMapError(
      `${place.path} cannot be sent back: outputRemaps has one place for what is called ${remap.name}, and ` +
        `${before} was sent there before. Rename one of them`,
    );
  }
  sources.set(staged, place.path);
  await Deno.mkdir(dirname(staged), { recursive: true });
  // Into a directory that is there a file goes under its name.
  const name = isFile && remap.kind === "directory"
    ? `${basename(staged)}/${remap.name}`
    : basename(staged);
  await (place.isInside ? moveTree : copyTree)(place.path, dirname(staged), name);
  return true;
}

/** Where the n-th of a component's files that go elsewhere is taken from. */
function stagedPath(directory: string, index: number): string {
  return `${dirname(dirname(directory))}/${remappedFile(basename(directory), index)}`;
}
