/**
 * `htmap components`
 *
 * @module
 */

import { COMPONENT_STATUSES, type ComponentStatus } from "../../base/component_status.ts";
import { load } from "../maps.ts";
import { COLOR_OPTIONS, isColored, statusPaints } from "../colors.ts";
import { type Command, defineCommand } from "../command.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
import { printColored } from "../output.ts";
import type { ComponentRun } from "../../map/component_runs.ts";
import type { HTMap } from "../../map/map.ts";
import { printable } from "../../text/printable.ts";
import { textTable } from "../../text/text_table.ts";
import { timeTaken } from "../../text/time_taken.ts";
import { componentStatus } from "../values.ts";

/** Shows the state of each component of a map. */
export const command: Command = defineCommand({
  parameters: ["TAG"],
  options: {
    status: {
      value: "STATUS",
      many: true,
      parse: componentStatus,
      help: "Print only the components in this state, their numbers alone, a line each: one of " +
        `${COMPONENT_STATUSES.join(", ")}, in capitals or not`,
    },
    runs: { help: "Show where each runs or ran, since when and how long" },
    ...FORMAT_OPTIONS,
    ...COLOR_OPTIONS,
  },
  description:
    "Of a map that has run again with another function or other options, it says which version each ran " +
    "with; see `htmap versions`. In JSON, times are in seconds.",
  examples: [
    ["htmap components dbl", "Show all components"],
    ["htmap components dbl --status errored", "Print the numbers of those that failed"],
    ["htmap components dbl --runs", "Show how long all took, and where"],
  ],
  async run({ args: [tag], options: { status: wanted, runs, format, color } }): Promise<void> {
    const map = await load(tag);
    const paint = await statusPaints(format === "text" && isColored(color));
    const isWanted = (status: ComponentStatus): boolean =>
      wanted.length === 0 || wanted.includes(status);
    const versionOf = await versionsOf(map);
    if (runs) {
      const all = (await map.runs()).filter(({ status }) => isWanted(status));
      if (format === "json") {
        return printJson(all.map((run) => ({
          ...runRecord(run),
          version: versionOf?.get(run.component) ?? 1,
        })));
      }
      return printColored(runTable(all, versionOf, paint));
    }
    const statuses = await map.componentStatuses();
    const chosen = [...statuses.entries()].filter(([, status]) => isWanted(status));
    if (format === "json") {
      return printJson(chosen.map(([component, status]) => ({
        component,
        status,
        version: versionOf?.get(component) ?? 1,
      })));
    }
    const width = String(statuses.length - 1).length;
    const lines = chosen.map(([component, status]) => {
      if (wanted.length > 0) return String(component);
      const version = versionOf ? ` version ${versionOf.get(component)}` : "";
      return paint(status)(`${String(component).padStart(width)} ${status}${version}`);
    });
    if (lines.length > 0) printColored(lines.join("\n"));
  },
});

/** Which version each component ran with, if the map has several. */
async function versionsOf(map: HTMap): Promise<ReadonlyMap<number, number> | undefined> {
  const versions = await map.versions();
  if (versions.length === 1) return undefined;
  return new Map(
    versions.flatMap(({ version, components }) =>
      components.map((component) => [component, version] as const)
    ),
  );
}

/** A run with its times in seconds, as all times of the command line. */
function runRecord({ wall, cpu, ...run }: ComponentRun): Record<string, unknown> {
  const seconds = (time: number | undefined): number | undefined =>
    time === undefined ? undefined : time / 1000;
  return { ...run, wall: seconds(wall), cpu: seconds(cpu) };
}

function runTable(
  runs: readonly ComponentRun[],
  versionOf: ReadonlyMap<number, number> | undefined,
  paint: Awaited<ReturnType<typeof statusPaints>>,
): string {
  const time = (milliseconds: number | undefined): string =>
    milliseconds === undefined ? "" : timeTaken(milliseconds / 1000);
  const rows = runs.map(({ component, status, host = "", started, wall, cpu }) => [
    String(component),
    status,
    printable(host),
    started?.toISOString() ?? "",
    time(wall),
    time(cpu),
    ...versionOf ? [String(versionOf.get(component) ?? "")] : [],
  ]);
  const heading = ["Component", "State", "Host", "Started", "Time", "CPU Time"];
  if (versionOf) heading.push("Version");
  const sides = ["right", "left", "left", "left", "right", "right", "right"] as const;
  const table = textTable(heading, rows, sides.slice(0, heading.length));
  const [first = "", line = "", ...lines] = table.split("\n");
  const painted = lines.map((text, i) => paint(runs[i]?.status ?? "UNKNOWN")(text));
  return [first, line, ...painted].join("\n");
}
