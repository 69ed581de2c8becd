/**
 * Choosing a version of a package, as npm does.
 *
 * @module
 */

import { loadSemver } from "../../deps.ts";

/**
 * Chooses the newest version that fits a range as npm writes them.
 *
 * @param versions What there is; what is no version is passed over.
 * @param range The range, or the name of a tag; empty for the latest.
 * @param tags The versions that have a name, by that.
 * @returns The version, or `undefined` if none fits.
 */
export async function bestVersion(
  versions: readonly string[],
  range: string,
  tags: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const tag = range === "" || range === "*" ? "latest" : range;
  const tagged = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
  if (typeof tagged === "string") return tagged;
  const { maxSatisfying, tryParse, tryParseRange } = await loadSemver();
  const wanted = tryParseRange(range);
  if (!wanted) return undefined;
  const parsed = new Map(versions.flatMap((text) => {
    const version = tryParse(text);
    return version ? [[version, text]] : [];
  }));
  try {
    const best = maxSatisfying([...parsed.keys()], wanted);
    return best && parsed.get(best);
  } catch {
    // Of `<=*` the library says only when it compares that it does not know it.
    return undefined;
  }
}
