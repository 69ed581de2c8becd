/**
 * Naming what is in the htmap directory and is not htmap's, above all maps of HTMap for Python.
 *
 * @module
 */

import type { ForeignMap } from "../base/errors.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { foreignMaps } from "../store/tags.ts";

/**
 * Names what has one of some tags and is no map of htmap's.
 *
 * @param tags The tags.
 * @returns Lines; none if there is nothing of that kind.
 */
export async function foreignNote(tags: readonly string[]): Promise<string[]> {
  return sayForeign(await foreignMaps(HTMapDirectory.current(), tags));
}

/**
 * Names what is no map of htmap's.
 *
 * @param foreign What has a tag.
 * @param directories Directories among those of maps that have none.
 * @returns Lines; none if there is nothing.
 */
export function sayForeign(
  foreign: readonly ForeignMap[],
  directories: readonly string[] = [],
): string[] {
  const ofPython = foreign.filter(({ isOfHTMapForPython }) => isOfHTMapForPython);
  const others = foreign.filter(({ isOfHTMapForPython }) => !isOfHTMapForPython);
  const lines: [what: string, named: string[]][] = [
    ["Of HTMap for Python", ofPython.map(({ tag }) => tag)],
    ["No maps of htmap's", [...others.map(({ tag, path }) => `${tag} (${path})`), ...directories]],
  ];
  return lines.filter(([, named]) => named.length > 0)
    .map(([what, named]) => `${what}, and left as they are: ${named.join(", ")}`);
}
