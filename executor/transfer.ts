/**
 * Sending files back from where a component runs (the manual's section 6.8).
 *
 * @module
 */

import { OUTPUT_FILES_VARIABLE } from "../lib/wire/names.ts";
import { localPath, type TransferPath } from "../lib/base/transfer_path.ts";
import { Places } from "./places.ts";
import { sendElsewhere } from "./remapped.ts";
import { copyTree, moveTree } from "./trees.ts";

/** What was sent before, by the directory of the component that sent it. */
const sent = new Map<string, Places>();

/**
 * Sends files or directories back to the submit side, where `map.outputFiles` finds them.
 *
 * What is in the directory that the component runs in is moved, so it is no longer where it was, and
 * keeps its path: `plots/one.svg` arrives as `plots/one.svg`. Anything else is copied, and arrives under
 * the last part of its path; so does a file that came along with the inputs. A link arrives as what it points to. A file that is sent again replaces the
 * one sent before, and a directory adds to the one sent before.
 *
 * Where no component runs, nothing happens, so that a function can be tried out at home.
 *
 * What the map option `outputRemaps` names goes where that says instead.
 *
 * @param paths The files and directories: their paths, `file:` URLs, or `TransferPath`s.
 * @throws {errors.HTMapError} If one of them cannot be sent: it is not there, is no file or
 *   directory, the job itself needs it, or it is from elsewhere and another of the same name was sent.
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
export async function transferOutputFiles(
  ...paths: (string | URL | TransferPath)[]
): Promise<void> {
  const directory = Deno.env.get(OUTPUT_FILES_VARIABLE);
  if (directory === undefined) return;
  await Deno.mkdir(directory, { recursive: true });
  const places = sent.get(directory) ?? new Places(directory, "cannot be sent back");
  sent.set(directory, places);
  for (const path of paths) {
    const place = await places.add(localPath(path));
    if (await sendElsewhere(place, directory)) continue;
    await (place.isInside ? moveTree : copyTree)(place.path, directory, place.name);
  }
}
