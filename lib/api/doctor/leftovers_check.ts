/**
 * What takes room and that nobody needs.
 *
 * @module
 */

import { directorySize, isThere, readTextIfThere } from "../../base/files.ts";
import { HTMapDirectory, isMapUuid } from "../../store/paths.ts";
import { listTags } from "../../store/tags.ts";
import { unusedTransplants } from "../../submission/transplants.ts";
import { size } from "../../text/size.ts";
import { temporaryFiles } from "../left_behind.ts";
import { type Check, type CheckContext, type Finding, note, ok, warning } from "./finding.ts";

/** How long sizes are added up, in milliseconds: directories of many files on a network take their time. */
const PATIENCE = 10_000;

/** What `htmap clean` would remove. */
export const leftoversCheck: Check = {
  name: "leftovers",
  timeout: 60_000,
  needs: ["settings", "directory"],
  run: async (context) => await lookAtLeftovers(HTMapDirectory.current(), context),
};

/**
 * Looks for what can be cleaned up.
 *
 * @param directory The htmap directory.
 * @param context A signal to stop.
 * @returns What was found.
 */
export async function lookAtLeftovers(
  directory: HTMapDirectory,
  { signal }: Pick<CheckContext, "signal">,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const transient = await transientMaps(directory);
  if (transient.length > 0) {
    findings.push(
      note(
        transient.length === 1
          ? `A map was never given a tag by you${await sizeOf(transient, signal)}`
          : `${transient.length} maps were never given a tag by you${await sizeOf(
            transient,
            signal,
          )}`,
        {
          advice:
            "Those you want to keep get one with `htmap retag TAG NEW`; this removes the others, " +
            "also if they still run",
          command: "htmap clean",
        },
      ),
    );
  }
  const left = await Array.fromAsync(temporaryFiles(directory));
  if (left.length > 0) {
    const what = left.length === 1 ? "A file" : `${left.length} files`;
    const path = left[0]?.path ?? "";
    findings.push(
      warning(
        `${what} of commands that were killed ${left.length === 1 ? "is" : "are"} left: ${path}` +
          (left.length > 1 ? " …" : ""),
        { command: "htmap clean" },
      ),
    );
  }
  const unused = await Array.fromAsync(unusedTransplants(directory));
  if (unused.length > 0) {
    const all = size(unused.reduce((sum, transplant) => sum + transplant.size, 0));
    const what = unused.length === 1
      ? "A copy of the program"
      : `${unused.length} copies of the program`;
    findings.push(
      note(`${what} that no map needs ${unused.length === 1 ? "takes" : "take"} ${all}`, {
        command: "htmap clean",
      }),
    );
  }
  return findings.length > 0 ? findings : [ok("There is nothing to clean up")];
}

/** The directories of the maps that have only a tag that was made up. */
async function transientMaps(directory: HTMapDirectory): Promise<string[]> {
  const found: string[] = [];
  for (const tag of await listTags(directory)) {
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim() ?? "";
    if (!isMapUuid(uuid)) continue;
    const { root, transient, making } = directory.map(uuid);
    if (isThere(transient) && !isThere(making)) found.push(root);
  }
  return found;
}

async function sizeOf(roots: readonly string[], signal: AbortSignal): Promise<string> {
  const deadline = Date.now() + PATIENCE;
  let sum = 0;
  for (const root of roots) {
    signal.throwIfAborted();
    if (Date.now() > deadline) return `, which take more than ${size(sum)}`;
    sum += await directorySize(root);
  }
  return roots.length === 1 ? `, which takes ${size(sum)}` : `, which take ${size(sum)}`;
}
