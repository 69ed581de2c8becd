/**
 * `htmap status`
 *
 * @module
 */

import { foreignNote, sayForeign } from "../../api/foreign.ts";
import { getTags, loadEach } from "../../api/management.ts";
import { type HTMapError, UnusableDirectory } from "../../base/errors.ts";
import type { HTMap } from "../../map/map.ts";
import { status, statusCsv, statusJson } from "../../api/status.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { foreignMaps } from "../../store/tags.ts";
import { type Command, defineCommand } from "../command.ts";
import { chosenMaps, MAPS_OPTIONS, noMatch } from "../maps_argument.ts";
import { note, print } from "../output.ts";

/** Shows the state of maps. */
export const command: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    pattern: MAPS_OPTIONS.pattern,
    state: { negatable: true, help: "Show how many components are in each state" },
    meta: { negatable: true, help: "Show disk space, memory and run times" },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "json_compact", "csv"],
      default: "text",
      help: "How to write it",
    },
    keys: {
      value: "KEYS",
      choices: ["own", "htmap"],
      default: "own",
      help: "Whose names JSON and CSV have: htmap's own, or those of HTMap for Python",
    },
  },
  description:
    "Shows all maps if none is named. Transient maps, which `htmap clean` removes, have a `*`. " +
    "In JSON and CSV, sizes are in bytes and times in seconds.",
  examples: [
    ["htmap status", "Show all maps"],
    ['htmap status -p "scan-*" --no-meta', "Show the states of some maps only"],
    ["htmap status dbl --format json", "Show a map for another program to read"],
  ],
  async run({ args, options: { pattern, state, meta, format, keys } }): Promise<number> {
    const isAll = args.length === 0 && pattern.length === 0;
    const leftOut: HTMapError[] = [];
    const maps = isAll
      ? await loadEach(await getTags(), (error) => leftOut.push(error))
      : await shownMaps(args, pattern);
    for (const { message } of leftOut) note(message);
    const shown = { includeState: state, includeMeta: meta };
    const others = isAll ? await foreignNote(await getTags()) : [];
    if (format === "csv") print(await statusCsv(maps, { ...shown, keys }));
    else if (format !== "text") {
      print(await statusJson(maps, { ...shown, keys, compact: format === "json_compact" }));
    } else if (maps.length > 0) print(await status(maps, shown));
    else if (isAll && leftOut.length === 0) {
      print("There are no maps. Make one: see `htmap map --help`");
    }
    for (const line of others) (format === "text" ? print : note)(line);
    return leftOut.some((error) => error instanceof UnusableDirectory) ? 1 : 0;
  },
});

/** Patterns choose from what is there, as those of `htmap tags`: that none matches is an answer, too. */
async function shownMaps(tags: readonly string[], patterns: readonly string[]): Promise<HTMap[]> {
  const matching: string[] = [];
  for (const pattern of patterns) {
    const matched = await getTags(pattern);
    const foreign = await foreignMaps(HTMapDirectory.current(), matched);
    if (matched.length > foreign.length) matching.push(pattern);
    else if (matched.length === 0) note(await noMatch(pattern));
    else for (const line of sayForeign(foreign)) note(line);
  }
  if (tags.length === 0 && matching.length === 0) return [];
  return await chosenMaps(tags, { pattern: matching, all: false });
}
