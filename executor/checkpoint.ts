/**
 * Checkpoints: what a component saves so that it need not start over where it runs next (the manual's
 * sections 2.7.5 and 6.9).
 *
 * @module
 */

import { cp, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { replaceCheckpoint } from "./checkpoints.ts";
import { CHECKPOINT_VARIABLE } from "../lib/wire/names.ts";
import { HTMapError } from "../lib/base/errors.ts";

/**
 * Saves files or directories of a component: should it be taken off its machine, they are in the
 * directory it runs in when it starts again, elsewhere.
 *
 * They are copied, and replace the checkpoint before. Call it again each time they have changed.
 * Where no component runs, nothing happens.
 *
 * @param paths The files and directories.
 * @throws {errors.HTMapError} If one is not there, or two have the same name; the checkpoint before stays.
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
export async function checkpoint(...paths: string[]): Promise<void> {
  const directory = Deno.env.get(CHECKPOINT_VARIABLE);
  if (directory === undefined) return;
  const names = paths.map((path) => basename(resolve(path)));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new HTMapError(
      `A checkpoint cannot have two files of the name ${twice}: they go into one directory. Rename one`,
    );
  }
  await replaceCheckpoint(directory, async (saved) => {
    for (const [i, path] of paths.entries()) {
      await stat(path).catch(() => {
        throw new HTMapError(
          `${path} cannot be part of a checkpoint: it is not there. Write it before the call of checkpoint()`,
        );
      });
      await cp(path, `${saved}/${names[i]}`, { recursive: true, dereference: true });
    }
  });
}
