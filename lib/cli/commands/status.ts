/**
 * `htmap status`
 *
 * @module
 */

import { type HTMapError, MapWasRemoved, UnusableDirectory } from "../../base/errors.ts";
import type { HTMap } from "../../map/map.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { foreignMaps } from "../../store/tags.ts";
import { printable } from "../../text/printable.ts";
import { COLOR_OPTIONS, isColored, statusPaints } from "../colors.ts";
import { type Command, defineCommand } from "../command.ts";
import { EXIT_CODE } from "../exit_codes.ts";
import { UsageError } from "../failures.ts";
import { terminalSize } from "../live_frames.ts";
import { getTags } from "../maps.ts";
import { chosenMaps, MAPS_OPTIONS, noMatch } from "../maps_argument.ts";
import { note, print, printColored } from "../output.ts";

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
    live: {
      negatable: true,
      otherwise: "off",
      help: "Show it again and again, until Ctrl-C",
    },
    ...COLOR_OPTIONS,
  },
  description:
    "Shows all maps if none is named. Transient maps, which `htmap clean` removes, have a `*`. On a terminal, " +
    "or where COLUMNS says how wide one is, columns that do not fit are left out, first those that say least. " +
    "In JSON and CSV, sizes are in bytes and times in seconds.",
  examples: [
    ["htmap status", "Show all maps"],
    ['htmap status -p "scan-*" --no-meta', "Show the states of some maps only"],
    ["htmap status dbl --format json", "Show a map for another program to read"],
  ],
  async run({ args, options }): Promise<number> {
    const { pattern, state, meta, format, keys, live = false, color } = options;
    const isAll = args.length === 0 && pattern.length === 0;
    if (live && format !== "text") {
      throw new UsageError("--live shows a table: leave out --format, or --live");
    }
    const [{ foreignNote }, { loadEach }, { csvOf, gatherStatus, jsonOf }, { statusTable }] =
      await Promise.all([
        import("../../api/foreign.ts"),
        import("../../api/management.ts"),
        import("../../api/status.ts"),
        import("../../api/status_table.ts"),
      ]);
    const leftOut: HTMapError[] = [];
    const said = new Set<string>();
    const leave = (error: HTMapError): void => {
      leftOut.push(error);
      if (!said.has(error.message)) note(error.message);
      said.add(error.message);
    };
    const all = async (): Promise<HTMap[]> => await loadEach(await getTags(), leave);
    const maps = isAll ? await all() : await shownMaps(args, pattern);
    const what = { includeState: state, includeMeta: meta };
    // One that was removed just now is none of all maps; one that was asked for is missing.
    const leaveOut = isAll || live
      ? (_map: HTMap, error: HTMapError): void => {
        if (!(error instanceof MapWasRemoved)) leave(error);
      }
      : undefined;
    if (format !== "text") {
      const gathered = await gatherStatus(maps, { ...what, leaveOut });
      print(
        format === "csv"
          ? csvOf(gathered, { ...what, keys })
          : jsonOf(gathered, { keys, compact: format === "json_compact" }),
      );
      for (const line of isAll ? await foreignNote(await getTags()) : []) note(line);
      return codeOf(leftOut);
    }
    const isInColor = isColored(color);
    const paint = isInColor ? await statusPaints(true) : undefined;
    const text = async (shown: readonly HTMap[]): Promise<string | undefined> => {
      const gathered = await gatherStatus(shown, { ...what, withReasons: true, leaveOut });
      const table = gathered.length === 0
        ? []
        : [await statusTable(gathered, { ...what, width: widthShown(), paint })];
      const others = isAll ? await foreignNote(await getTags()) : [];
      const notes = [...gathered.flatMap(({ idle }) => idle ?? []), ...others].map(printable);
      const advice = isAll && gathered.length === 0 && leftOut.length === 0
        ? ["There are no maps. Make one: see `htmap map --help`"]
        : [];
      const lines = [...table, ...advice, ...notes];
      return lines.length > 0 ? lines.join("\n") : undefined;
    };
    if (live) {
      const { keepShown } = await import("../live_status.ts");
      await keepShown(async () =>
        await text(isAll ? await all() : maps.filter(({ exists }) => exists))
      );
    } else {
      const shown = await text(maps);
      if (shown !== undefined) printColored(shown);
    }
    return codeOf(leftOut);
  },
});

function codeOf(leftOut: readonly HTMapError[]): number {
  return leftOut.some((error) => error instanceof UnusableDirectory)
    ? EXIT_CODE.FAILED
    : EXIT_CODE.OK;
}

/** How wide a table may be: as wide as it takes, where nobody says. */
function widthShown(): number | undefined {
  const said = Deno.env.get("COLUMNS") ?? "";
  return /^[1-9]\d{0,4}$/.test(said) ? Number(said) : terminalSize()?.columns;
}

/** Patterns choose from what is there, as those of `htmap tags`: that none matches is an answer, too. */
async function shownMaps(tags: readonly string[], patterns: readonly string[]): Promise<HTMap[]> {
  const { sayForeign } = await import("../../api/foreign.ts");
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
