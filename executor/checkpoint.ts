/**
 * Checkpoints: what a component saves so that it need not start over where it runs next (the manual's
 * sections 2.7.5 and 6.9).
 *
 * @module
 */

import { localPath, type TransferPath } from "../lib/base/transfer_path.ts";
import { replaceCheckpoint } from "./checkpoints.ts";
import { Places } from "./places.ts";
import { copyTree } from "./trees.ts";
import { CHECKPOINT_VARIABLE } from "../lib/wire/names.ts";

/**
 * Saves files or directories of a component: should it be taken off its machine, they are where they
 * were in the directory it runs in when it starts again, elsewhere. What is not in that directory is
 * then there under the last part of its path.
 *
 * They are copied, and replace the checkpoint before. Call it again each time they have changed.
 * Where no component runs, nothing happens.
 *
 * @param paths The files and directories: their paths, `file:` URLs, or `TransferPath`s.
 * @throws {errors.HTMapError} If one is not there, is no file or directory, the job itself needs it, or
 *   it is from elsewhere and another has the same name; the checkpoint before stays.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * async function count(end: number) {
 *   let n = Number(await Deno.readTextFile("n.txt").catch(() => "0"));
 *   for (; n < end; n++) {
 *     await Deno.writeTextFile("n.txt", String(n));
 *     await htmap.checkpoint("n.txt");
 *   }
 *   return n;
 * }
 *
 * const counts = await htmap.map(count, [10]);
 * console.log(await counts.toArray()); // [10]
 * await counts.remove();
 * ```
 */
export async function checkpoint(...paths: (string | URL | TransferPath)[]): Promise<void> {
  const directory = Deno.env.get(CHECKPOINT_VARIABLE);
  if (directory === undefined) return;
  const places = new Places(directory, "cannot be part of a checkpoint");
  await replaceCheckpoint(directory, async (saved) => {
    for (const path of paths) {
      const place = await places.add(localPath(path));
      await copyTree(place.path, saved, place.name);
    }
  });
}
