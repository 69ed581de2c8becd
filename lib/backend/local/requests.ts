/**
 * Requests to a local scheduler: a file each, which it removes once it has done what was asked.
 *
 * @module
 */

import { TEMPORARY_MARK, writeFileAtomically } from "../../base/files.ts";
import type { MapPaths } from "../../store/map_paths.ts";
import type { Action } from "../backend.ts";

/** A request that is there. */
export interface LocalRequest {
  readonly path: string;
  readonly action: Action;
}

const ACTIONS: readonly string[] = [
  "hold",
  "release",
  "pause",
  "resume",
  "vacate",
  "remove",
] satisfies Action[];

/**
 * Makes a request.
 *
 * @param paths The map.
 * @param action What to do to its jobs.
 * @returns The request's file, which is gone once it is done.
 */
export async function makeRequest(paths: MapPaths, action: Action): Promise<string> {
  // The time comes first in the name, so that requests are dealt with in order.
  const path = paths.localRequest(
    `${Date.now()}-${crypto.randomUUID().slice(0, 8)}-${action}`,
  );
  await writeFileAtomically(path, "");
  return path;
}

/**
 * Lists the requests of a map, in order.
 *
 * @param paths The map.
 * @returns The requests.
 */
export function listRequests(paths: MapPaths): LocalRequest[] {
  const names: string[] = [];
  try {
    for (const { name } of Deno.readDirSync(paths.localRequests)) {
      if (!name.startsWith(TEMPORARY_MARK)) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // the map was removed
  }
  return names.sort().flatMap((name) => {
    const action = /^\d+-[0-9a-f]+-([a-z]+)$/.exec(name)?.[1];
    return isAction(action) ? [{ path: paths.localRequest(name), action }] : [];
  });
}

function isAction(text: string | undefined): text is Action {
  return text !== undefined && ACTIONS.includes(text);
}
