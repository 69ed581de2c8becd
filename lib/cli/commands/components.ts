/**
 * `htmap components`
 *
 * @module
 */

import { COMPONENT_STATUSES, type ComponentStatus } from "../../base/component_status.ts";
import { load } from "../../api/management.ts";
import { type Command, defineCommand } from "../command.ts";
import { print } from "../output.ts";
import { didYouMean } from "../../text/similar.ts";

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
  },
  description:
    "Of a map that has run again with another function or other options, it says which version each ran " +
    "with; see `htmap versions`.",
  examples: [
    ["htmap components dbl", "Show all components"],
    ["htmap components dbl --status errored", "Show those that failed"],
  ],
  async run({ args: [tag], options: { status: wanted } }): Promise<void> {
    const map = await load(tag);
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

function componentStatus(text: string): ComponentStatus {
  const upper = text.toUpperCase();
  const status = COMPONENT_STATUSES.find((each) => each === upper);
  if (status) return status;
  const known = COMPONENT_STATUSES.join(", ");
  throw new Error(`it must be one of ${known}${didYouMean(upper, COMPONENT_STATUSES)}`);
}
