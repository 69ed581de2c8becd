/**
 * `htmap rerun map` and `htmap rerun components`
 *
 * @module
 */

import { load } from "../maps.ts";
import { type ComponentStatus, mayRun } from "../../base/component_status.ts";
import type { HTMap } from "../../map/map.ts";
import type { RerunOptions } from "../../map/rerun_options.ts";
import { type Command, defineCommand, type Options, type OptionValues } from "../command.ts";
import { UsageError } from "../failures.ts";
import { interruptible } from "../interrupt.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import {
  checkNames,
  DESCRIPTORS_AS_OPTIONS,
  mapOptionsOf,
  parseChunk,
  parseOption,
} from "../map_options.ts";
import { adviceOnNames } from "../../submission/submit_commands.ts";
import { note } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";
import { rangesText } from "../../wire/layout.ts";
import { componentRanges, componentsIn } from "../component_ranges.ts";
import { componentStatus } from "../values.ts";

const DESCRIPTION =
  "The components must have finished or failed. They run with the function and the options that the map " +
  "had last, or with others in their place, which it then keeps. What they brought back before stays until " +
  "something new has arrived.";

const OPTIONS = {
  with: {
    once: true,
    value: "FILE[#EXPORT]",
    help: "Run this function in place of the map's, for instance the same with a mistake mended",
  },
  option: {
    value: "KEY=VALUE",
    short: "o",
    many: true,
    parse: parseOption,
    help: "A map option that goes before the map's own, such as request_memory=2GB",
  },
  chunk: {
    value: "NUMBER",
    parse: parseChunk,
    help:
      "How many components a job runs, one after the other; `advised` takes what fits how long they " +
      "took (default: as the map was made)",
  },
  quiet: {
    short: "q",
    help: "Do not say that there is nothing to run, or that the function's source has changed",
  },
} as const satisfies Options;

/** Runs components of maps again: all, or those that failed. */
export const map: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    ...MAPS_OPTIONS,
    errored: { help: "Run only the components again that have failed" },
    removed: { help: "Run only those again whose jobs were removed from the queue" },
    status: {
      value: "STATUS",
      many: true,
      parse: componentStatus,
      help: "Run only the components again that are in this state",
    },
    ...OPTIONS,
  },
  others: DESCRIPTORS_AS_OPTIONS,
  description: DESCRIPTION,
  examples: [
    ["htmap rerun map dbl", "Run a map again"],
    ["htmap rerun map dbl --errored", "Run what failed of it again"],
    ["htmap rerun map dbl --errored --with double.ts", "The same, with mended code"],
    ["htmap rerun map dbl --errored -o request_memory=2GB", "The same, with more memory"],
    ["htmap rerun map dbl --chunk 50", "Run a map again, with 50 components a job"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const statuses = statusesOf(options);
    const how = await howToRun(options);
    const maps = await chosenMaps(args, options);
    return await forEachUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        if (statuses === undefined) {
          await map.rerun(undefined, { ...how, signal });
          return note(`Running ${map.tag} again`);
        }
        const again = await rerunThose(map, statuses, { ...how, signal });
        if (again.length > 0) {
          note(`Running ${again.length} of ${map.length} components of ${map.tag} again`);
        }
      },
      (left) => stopped(left.map(({ tag }) => tag)),
    );
  },
});

/** The states by which components are chosen, if they are. */
function statusesOf(
  { errored, removed, status }: { errored: boolean; removed: boolean; status: ComponentStatus[] },
): ReadonlySet<ComponentStatus> | undefined {
  if (errored && removed) throw new UsageError("Give --errored or --removed, not both");
  const chosen = new Set(status);
  if (errored) chosen.add("ERRORED");
  if (removed) chosen.add("REMOVED");
  if (chosen.size === 0) return undefined;
  const [queued] = [...chosen].filter(mayRun);
  if (queued === undefined) return chosen;
  throw new UsageError(
    `Components that are ${queued} have not ended, and cannot run again. ` +
      (queued === "HELD"
        ? "`htmap retry` releases them"
        : "`htmap vacate` has those start again that run"),
  );
}

async function rerunThose(
  map: HTMap,
  statuses: ReadonlySet<ComponentStatus>,
  options: RerunOptions,
): Promise<number[]> {
  const [only, ...others] = statuses;
  if (others.length === 0 && only === "ERRORED") return await map.rerun("errored", options);
  if (others.length === 0 && only === "REMOVED") return await map.rerun("removed", options);
  const all = await map.componentStatuses();
  const chosen = map.components.filter((component) => statuses.has(all[component] ?? "UNKNOWN"));
  if (chosen.length > 0) return await map.rerun(chosen, options);
  if (options.quiet !== true) {
    note(
      `Nothing of the map "${map.tag}" runs again: no component is ${[...statuses].join(" or ")}`,
    );
  }
  return [];
}

/** Runs some components of a map again. */
export const components: Command = defineCommand({
  parameters: ["TAG", "COMPONENT", "[COMPONENT…]"],
  options: OPTIONS,
  others: DESCRIPTORS_AS_OPTIONS,
  description:
    'A COMPONENT is an index, several as in 0,1 or "0 1", or a range such as 3-7; negative ' +
    `indices count from the last, which is -1. - stands for those on standard input. ${DESCRIPTION}`,
  examples: [
    ["htmap rerun components dbl 3 7", "Run the components 3 and 7 of a map again"],
    ["htmap rerun components dbl 3-7 -1", "Run 3 to 7 and the last again"],
    ["htmap rerun components dbl 3 7 --with double.ts", "The same, with mended code"],
  ],
  async run({ args: [tag, ...components], options }): Promise<void> {
    const ranges = await componentRanges(components);
    const how = await howToRun(options);
    const map = await load(tag);
    const again = await interruptible(
      async (signal) => await map.rerun(componentsIn(map, ranges), { ...how, signal }),
      () => stopped([tag]),
    );
    note(`Running ${rangesText(again)} of ${tag} again`);
  },
});

/** Reads what is new about what runs again. */
async function howToRun(
  { with: file, option, chunk, quiet }: OptionValues<typeof OPTIONS>,
): Promise<RerunOptions> {
  checkNames(option);
  if (option.some(([key]) => key === "chunk")) {
    throw new UsageError("Give --chunk NUMBER in place of -o chunk=NUMBER");
  }
  if (!quiet) adviceOnNames(mapOptionsOf(option)).forEach(note);
  return {
    ...file !== undefined && { with: await functionNamed(file) },
    ...option.length > 0 && { mapOptions: mapOptionsOf(option) },
    chunk,
    quiet,
  };
}

/** What runs again as it was captures nothing, and need not load what does. */
async function functionNamed(file: string): Promise<RerunOptions["with"]> {
  return (await import("../named_function.ts")).functionOf(file);
}

/** What has been submitted runs, and what has not is as it was before. */
function stopped(tags: readonly string[]): string {
  return `Stopped. Nothing is lost: components that had been submitted by then run again, the others keep ` +
    `what they brought back. Which they are says \`htmap status ${tags.map(shellWord).join(" ")}\``;
}
