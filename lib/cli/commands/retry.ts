/**
 * `htmap retry`
 *
 * @module
 */

import type { HTMap } from "../../map/map.ts";
import type { RetriedComponents } from "../../map/retry.ts";
import { counted } from "../../text/counted.ts";
import { shellWord } from "../../text/shell_word.ts";
import { rangesText } from "../../wire/layout.ts";
import { amountOf, amountText } from "../amounts.ts";
import { type Command, defineCommand } from "../command.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { note } from "../output.ts";

/** Lets held components run again, with more of what they ran out of. */
export const command: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    ...MAPS_OPTIONS,
    memory: {
      value: "MEMORY",
      help:
        "How much memory the held components ask for from now on, such as 4GB; in MB without a unit " +
        "(default: twice as much, for those that took too much)",
    },
    disk: {
      value: "DISK",
      help:
        "How much disk space they ask for from now on, such as 10GB; in GB without a unit (default: " +
        "likewise)",
    },
  },
  description:
    "Releases the components that are held. Those that HTCondor holds because they took too much memory " +
    "or disk space ask for twice as much as before, or as they were seen to take. With any other cause, " +
    "mend it first: see `htmap reasons`. What has failed is not held: `htmap rerun` runs it again.",
  examples: [
    ["htmap retry dbl", "Let held components run again, with more memory where that was short"],
    ["htmap retry dbl --memory 4GB", "Let them run again with 4 GB of memory"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const { memory: memoryText, disk: diskText } = options;
    const memory = memoryText === undefined
      ? undefined
      : amountOf(memoryText, { otherwise: "MB", wanted: "MB" });
    const disk = diskText === undefined
      ? undefined
      : amountOf(diskText, { otherwise: "GB", wanted: "KB" });
    const maps = await chosenMaps(args, options);
    return await forEachUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        const retried = await map.retry({ memory, disk, signal });
        for (const one of retried) note(saidOf(map.tag, one));
        if (retried.length === 0) note(await nothingHeld(map, memoryText));
      },
      (left) => {
        const tags = left.map(({ tag }) => tag).map(shellWord).join(" ");
        return `Stopped. Some components may be held yet: see \`htmap reasons ${tags}\`, and run the command again`;
      },
    );
  },
});

function saidOf(tag: string, { components, memory, disk }: RetriedComponents): string {
  const one = components.length === 1;
  const asks = [
    ...memory === undefined ? [] : [`${amountText(memory, "MB")} of memory`],
    ...disk === undefined ? [] : [`${amountText(disk, "KB")} of disk space`],
  ];
  return `Released ${counted(components.length, "component")} of ${tag} (${
    rangesText(components)
  }), which ` +
    (asks.length > 0
      ? `${one ? "asks" : "ask"} for ${asks.join(" and ")} now`
      : `${one ? "asks" : "ask"} for what ${one ? "it" : "they"} did before`);
}

async function nothingHeld(map: HTMap, memory: string | undefined): Promise<string> {
  const { tag } = map;
  const failed = (await map.statusCounts()).get("ERRORED") ?? 0;
  const option = memory === undefined ? "" : ` -o request_memory=${shellWord(memory)}`;
  return `No component of ${tag} is held` +
    (failed === 0
      ? ""
      : `, but ${counted(failed, "component")} failed: \`htmap rerun map ${
        shellWord(tag)
      } --errored${option}\` ` +
        `${failed === 1 ? "runs it" : "runs them"} again`);
}
