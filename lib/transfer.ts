/**
 * Sending files back from where a component runs (the manual's section 6.8).
 *
 * @module
 */

import { basename } from "node:path";
import { OUTPUT_FILES_VARIABLE } from "../executor/scratch.ts";

/**
 * Sends files or directories back to the submit side, where `map.outputFiles` finds them.
 *
 * They are moved, so they are no longer where they were. Where no component runs, nothing happens,
 * so that a function can be tried out at home.
 *
 * @param paths The files and directories.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * async function plot(title: string) {
 *   await Deno.writeTextFile("plot.txt", title);
 *   await htmap.transferOutputFiles("plot.txt");
 * }
 *
 * const plots = await htmap.map(plot, ["spectrum"]);
 * const directory = await plots.outputFiles.get(0);
 * console.log(await Deno.readTextFile(`${directory}/plot.txt`)); // spectrum
 * await plots.remove();
 * ```
 */
export async function transferOutputFiles(...paths: string[]): Promise<void> {
  const directory = Deno.env.get(OUTPUT_FILES_VARIABLE);
  if (directory === undefined) return;
  await Deno.mkdir(directory, { recursive: true });
  for (const path of paths) await Deno.rename(path, `${directory}/${basename(path)}`);
}
