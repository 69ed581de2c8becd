/**
 * The words of holds: what HTCondor, or the local backend, says of a file that is sent under another name
 * is said of the file itself.
 *
 * @module
 */

import type { HoldReason } from "../events/log.ts";
import type { MapPaths } from "../store/map_paths.ts";
import { SENT_NAME } from "../wire/names.ts";

/**
 * Puts the user's files in the place of links to them.
 *
 * @param hold What was said, if anything.
 * @param map The map.
 * @returns The same with the names that the user knows.
 */
export function inUsersWords(
  hold: HoldReason | undefined,
  { paths }: { readonly paths: MapPaths },
): HoldReason | undefined {
  if (hold === undefined) return undefined;
  let { reason } = hold;
  for (const [name] of reason.matchAll(new RegExp(SENT_NAME, "g"))) {
    const link = `${paths.links}/${name}`;
    // The name is put after a URL, too, where the server does not see it.
    reason = reason.replaceAll(`#/${name}`, "").replaceAll(link, targetOf(link) ?? link);
  }
  return reason === hold.reason ? hold : { ...hold, reason };
}

function targetOf(link: string): string | undefined {
  try {
    return Deno.readLinkSync(link);
  } catch {
    return undefined; // a directory of links, or removed
  }
}
