/**
 * `htmap hold`, `release`, `pause`, `resume` and `vacate`
 *
 * @module
 */

import type { Action } from "../../backend/backend.ts";
import { type Command, defineCommand } from "../command.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { note } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";

/** Keeps the components of maps from running. */
export const hold: Command = actCommand(
  "hold",
  "Held",
  "Components that are running are stopped, and run again once they are released, from their last checkpoint if they made one.",
);

/** Lets held components run again. */
export const release: Command = actCommand(
  "release",
  "Released",
  "If HTCondor itself held them, mend the cause first: see `htmap reasons`.",
);

/** Pauses running components. */
export const pause: Command = actCommand(
  "pause",
  "Paused",
  "They keep their machines, and go on where they were with `htmap resume`.",
);

/** Lets paused components go on. */
export const resume: Command = actCommand("resume", "Resumed", "Undoes `htmap pause`.");

/** Takes running components off their machines. */
export const vacate: Command = actCommand(
  "vacate",
  "Vacated",
  "They become idle and run again, from their last checkpoint if they made one.",
);

function actCommand(name: Exclude<Action, "remove">, done: string, description: string): Command {
  return defineCommand({
    parameters: ["[TAG…]"],
    options: MAPS_OPTIONS,
    description,
    examples: [
      [`htmap ${name} dbl`, `Act on one map`],
      [`htmap ${name} -p "scan-*"`, "Act on all maps whose tags begin with scan-"],
    ],
    async run({ args, options, verbose }): Promise<number> {
      const maps = await chosenMaps(args, options);
      return await forEachUntilStopped(
        maps,
        verbose,
        async (map, signal) => {
          await map[name]({ signal });
          const hasEnded = !await map.isActive();
          note(
            hasEnded
              ? `Nothing to ${name} in ${map.tag}: each of its components has ended`
              : `${done} ${map.tag}`,
          );
        },
        (left) => {
          const names = left.map(({ tag }) => tag);
          const tags = names.map(shellWord).join(" ");
          return `Stopped. Perhaps not, or not completely, ${done.toLowerCase()}: ${
            names.join(", ")
          }. ` +
            `See \`htmap status ${tags}\`; \`htmap ${name} ${tags}\` does the rest`;
        },
      );
    },
  });
}
