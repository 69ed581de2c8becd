/**
 * Whether the maps are sound: each has its files, and a tag that leads to it.
 *
 * @module
 */

import { CorruptData, UnusableDirectory } from "../../base/errors.ts";
import { isThere, namesIn, readTextIfThere } from "../../base/files.ts";
import { isUnfinished, makerOf, readDescription } from "../../map/map_files.ts";
import { originOf } from "../../store/map_origin.ts";
import { HTMapDirectory, isMapUuid, type MapPaths } from "../../store/paths.ts";
import { damagedTag, foreignMaps, listTags } from "../../store/tags.ts";
import { counted } from "../../text/counted.ts";
import { shellWord } from "../../text/shell_word.ts";
import { sayForeign } from "../foreign.ts";
import {
  type Check,
  type CheckContext,
  fault,
  type Finding,
  note,
  ok,
  warning,
} from "./finding.ts";

/** How many maps with the same trouble are told of one by one. */
const SHOWN = 5;

/** Whether the maps are sound. */
export const mapsCheck: Check = {
  name: "maps",
  timeout: 60_000,
  needs: ["settings", "directory"],
  run: async (context) => await lookAtMaps(HTMapDirectory.current(), context),
};

/**
 * Looks at all maps of a directory.
 *
 * @param directory The htmap directory.
 * @param context A signal to stop.
 * @returns What was found.
 */
export async function lookAtMaps(
  directory: HTMapDirectory,
  { signal }: Pick<CheckContext, "signal">,
): Promise<Finding[]> {
  const tags = await listTags(directory);
  const tagged = new Map<string, string[]>();
  const findings: Finding[] = [];
  let sound = 0;
  for (const tag of tags) {
    signal.throwIfAborted();
    const uuid = (await readTextIfThere(directory.tag(tag)))?.trim();
    if (uuid === undefined) continue; // freed meanwhile
    if (!isMapUuid(uuid)) {
      findings.push(
        warning(`The tag ${tag} names no map: ${damagedTag(directory, tag)}`, remove(tag)),
      );
      continue;
    }
    const all = tagged.get(uuid);
    if (all) {
      all.push(tag);
      continue;
    }
    tagged.set(uuid, [tag]);
    const found = await troubleOf(directory, tag, uuid);
    if (found) findings.push(found);
    else sound++;
  }
  for (const [, [first = "", ...more]] of tagged) {
    if (more.length === 0) continue;
    findings.push(warning(`The tags ${[first, ...more].join(", ")} lead to the same map`, {
      advice: "Its tag was being changed when that was stopped; this finishes it",
      command: `htmap status ${shellWord(first)}`,
    }));
  }
  findings.push(...await withoutTag(directory, tagged, signal));
  const foreign = sayForeign(await foreignMaps(directory, tags));
  return [
    ...sound > 0 || findings.length === 0
      ? [
        ok(
          sound === 0
            ? "There are no maps yet"
            : `${counted(sound, "map")} ${sound === 1 ? "is" : "are"} sound`,
        ),
      ]
      : [],
    ...shortened(findings),
    ...foreign.map((line) => note(line)),
  ];
}

function remove(tag: string): Pick<Finding, "command"> {
  return { command: `htmap remove ${shellWord(tag)}` };
}

/** What is wrong with the map of a tag; `undefined` if nothing is, or it is none of htmap's. */
async function troubleOf(
  directory: HTMapDirectory,
  tag: string,
  uuid: string,
): Promise<Finding | undefined> {
  const paths = directory.map(uuid);
  const origin = await originOf(paths);
  if (origin === "none") {
    return warning(`The tag ${tag} leads to a map whose directory ${paths.root} is gone`, {
      advice: "If it was moved, move it back; else this gives the tag back",
      ...remove(tag),
    });
  }
  if (origin !== "htmap") return undefined;
  try {
    directory.checkMap(uuid);
  } catch (error) {
    if (error instanceof UnusableDirectory) return fault(`The map ${tag}: ${error.message}`);
    throw error;
  }
  if (isUnfinished(paths)) return await unfinished(tag, paths);
  let description;
  try {
    description = await readDescription(paths);
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error;
    return fault(`The map ${tag} is damaged: ${error.source}: ${error.reason}`, {
      advice: "Put that file back from a copy, if there is one; else this removes the map",
      ...remove(tag),
    });
  }
  if (!description) return await unfinished(tag, paths);
  return await missingFiles(tag, paths, description.inputStarts);
}

async function unfinished(tag: string, paths: MapPaths): Promise<Finding> {
  const maker = await makerOf(paths);
  if (isThere(paths.removing)) {
    return warning(`The removal of the map ${tag} was begun, and not finished`, remove(tag));
  }
  if (maker) {
    return note(`The map ${tag} is being made by the process ${maker.pid} on ${maker.host}`);
  }
  return warning(`The map ${tag} was never completely made`, {
    advice: "Whoever made it has ended; this removes what is left",
    command: "htmap clean",
  });
}

/** Files without which a map is of less use. */
async function missingFiles(
  tag: string,
  paths: MapPaths,
  inputStarts: readonly number[],
): Promise<Finding | undefined> {
  const inputs = new Set(await namesIn(paths.inputs));
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const missing = [
    ...[paths.function, paths.submissionParts].filter((path) => !isThere(path)),
    ...inputStarts.map((job) => paths.input(job)).filter((path) => !inputs.has(nameOf(path))),
  ];
  if (missing.length > 0) {
    const more = missing.length > 1 ? ` and ${counted(missing.length - 1, "other file")}` : "";
    return warning(
      `Of the map ${tag}, ${missing[0]}${more} ${
        more ? "are" : "is"
      } gone: its components cannot run again`,
      {
        advice: "Get from it what its components brought back, then remove it and make it again",
        ...remove(tag),
      },
    );
  }
  const dirs = [paths.outputs, paths.logs].filter((path) => !isThere(path));
  if (dirs.length > 0) {
    return fault(
      `Of the map ${tag}, the directory ${dirs[0]} is gone, which results come back to`,
      {
        advice: "If it was moved, move it back; else make the map again",
        ...remove(tag),
      },
    );
  }
  return undefined;
}

/** Maps that no tag leads to: whole ones, whose results may be dear to someone, and what is left of others. */
async function withoutTag(
  directory: HTMapDirectory,
  tagged: ReadonlyMap<string, readonly string[]>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let remains = 0;
  for (const uuid of await namesIn(directory.maps)) {
    signal.throwIfAborted();
    if (!isMapUuid(uuid) || tagged.has(uuid)) continue;
    const paths = directory.map(uuid);
    const origin = await originOf(paths);
    if (origin === "none") remains++;
    if (origin !== "htmap") continue;
    if (await makerOf(paths)) continue; // it is about to get its tag
    if (isUnfinished(paths)) remains++;
    else {
      const file = shellWord(directory.tag("NAME"));
      findings.push(warning(`No tag leads to the map in ${paths.root}`, {
        advice: "Give it one, if you want it still, or remove the directory",
        command: `echo ${uuid} > ${file}`,
      }));
    }
  }
  if (remains > 0) {
    const what = remains === 1 ? "a map that was" : `${remains} maps that were`;
    findings.push(
      warning(`There is what is left of ${what} never completely made or removed`, {
        command: "htmap clean",
      }),
    );
  }
  return findings;
}

/** Leaves out what is too much to read of warnings of one kind. */
function shortened(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  for (const group of Map.groupBy(findings, kindOf).values()) {
    kept.push(...group.slice(0, SHOWN));
    const more = group.length - SHOWN;
    if (more > 0) {
      kept.push({ level: group[0]?.level ?? "note", text: `… and ${more} more of this kind` });
    }
  }
  return kept;
}

function kindOf({ level, text }: Finding): string {
  return `${level} ${
    text.split(" ").slice(0, 3).filter((word) => /^[A-Z]?[a-z]+$/.test(word)).join(" ")
  }`;
}
