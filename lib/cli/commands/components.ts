/**
 * `htmap components`
 *
 * @module
 */

import { COMPONENT_STATUSES } from "../../base/component_status.ts";
import { load } from "../../api/management.ts";
import { type Command, defineCommand } from "../command.ts";
import { print } from "../output.ts";
import type { ComponentRun } from "../../map/component_runs.ts";
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
      parse: componentStatus,
      help: `Show only the components in this state: one of ${
        COMPONENT_STATUSES.join(", ")
      }, in capitals or not`,
    },
    runs: { help: "Show where each runs or ran, since when and how long" },
  },
  description:
    "Of a map that has run again with another function or other options, it says which version each ran " +
    "with; see `htmap versions`.",
  examples: [
    ["htmap components dbl", "Show all components"],
    ["htmap components dbl --status errored", "Show those that failed"],
    ["htmap components dbl --runs", "Show how long all took, and where"],
  ],
  async run({ args: [tag], options: { status: wanted, runs } }): Promise<void> {
    const map = await load(tag);
    if (runs) {
      const all = await map.runs();
      return print(runTable(all.filter(({ status }) => wanted === undefined || status === wanted)));
    }
    const statuses = await map.componentStatuses();
    const width = String(statuses.length - 1).length;
    const versions = await map.versions();
    const versionOf = new Map(
      versions.flatMap(({ version, components }) =>
        components.map((component) => [component, version] as const)
      ),
    );
    for (const [component, status] of statuses.entries()) {
      if (wanted !== undefined && status !== wanted) continue;
      const version = versions.length > 1 ? ` version ${versionOf.get(component)}` : "";
      print(`${String(component).padStart(width)} ${status}${version}`);
    }
  },
});

function runTable(runs: readonly ComponentRun[]): string {
  const time = (milliseconds: number | undefined): string =>
    milliseconds === undefined ? "" : timeTaken(milliseconds / 1000);
  const rows = runs.map(({ component, status, host = "", started, wall, cpu }) => [
    String(component),
    status,
    printable(host),
    started?.toISOString() ?? "",
    time(wall),
    time(cpu),
  ]);
  const heading = ["Component", "State", "Host", "Started", "Time", "CPU Time"];
  return textTable(heading, rows, ["right", "left", "left", "left", "right", "right"]);
}
