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
  examples: [
    ["htmap components dbl", "Show all components"],
    ["htmap components dbl --status errored", "Show those that failed"],
  ],
  async run({ args: [tag], options: { status: wanted } }): Promise<void> {
    const statuses = await (await load(tag)).componentStatuses();
    const width = String(statuses.length - 1).length;
    for (const [component, status] of statuses.entries()) {
      if (wanted !== undefined && status !== wanted) continue;
      print(`${String(component).padStart(width)} ${status}`);
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
