/**
 * `htmap status`
 *
 * @module
 */

import { loadMaps } from "../management.ts";
import { status, statusCsv, statusJson } from "../status.ts";
import { type Command, defineCommand } from "./command.ts";
import { chosenMaps, MAPS_OPTIONS } from "./maps_argument.ts";
import { print } from "./output.ts";

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
  },
  description:
    "Shows all maps if none is named. Transient maps, which `htmap clean` removes, have a `*`. " +
    "In JSON and CSV, sizes are in bytes and times in seconds.",
  examples: [
    ["htmap status", "Show all maps"],
    ['htmap status -p "scan-*" --no-meta', "Show the states of some maps only"],
    ["htmap status dbl --format json", "Show a map for another program to read"],
  ],
  async run({ args, options: { pattern, state, meta, format } }): Promise<void> {
    const named = args.length > 0 || pattern.length > 0;
    const maps = named ? await chosenMaps(args, { pattern, all: false }) : await loadMaps();
    const shown = { includeState: state, includeMeta: meta };
    if (format === "csv") print(await statusCsv(maps, shown));
    else if (format === "text") print(await status(maps, shown));
    else print(await statusJson(maps, { ...shown, compact: format === "json_compact" }));
  },
});
