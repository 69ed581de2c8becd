/**
 * `htmap edit memory` and `htmap edit disk`
 *
 * @module
 */

import { load } from "../maps.ts";
import { shellWord } from "../../text/shell_word.ts";
import { amountOf, amountText } from "../amounts.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { note } from "../output.ts";

const DESCRIPTION =
  "It goes for the components that wait or are held, and for those whose job HTCondor has not made yet. " +
  "Those that run keep what they have: `htmap vacate` has them start again, with what is asked for then. " +
  "What runs again by `htmap rerun` asks for what the map did when it was made: give it `--option`.";

/** Changes how much memory components ask for. */
export const memory: Command = defineCommand({
  parameters: ["TAG", "MEMORY"],
  options: {
    unit: {
      value: "UNIT",
      choices: ["MB", "GB"],
      help: "The unit of MEMORY, if that has none of its own (default: MB)",
    },
  },
  description: DESCRIPTION,
  examples: [
    ["htmap edit memory dbl 4GB", "Have the components of a map ask for 4 GB of memory"],
    ["htmap edit memory dbl 4 --unit GB", "The same"],
  ],
  async run({ args: [tag, text], options: { unit } }): Promise<void> {
    const megabytes = amountOf(text, { given: unit, otherwise: "MB", wanted: "MB" });
    await edit(
      tag,
      "memory",
      amountText(megabytes, "MB"),
      (map, signal) => map.setMemory(megabytes, { signal }),
    );
  },
});

/** Changes how much disk space components ask for. */
export const disk: Command = defineCommand({
  parameters: ["TAG", "DISK"],
  options: {
    unit: {
      value: "UNIT",
      choices: ["KB", "MB", "GB"],
      help: "The unit of DISK, if that has none of its own (default: GB)",
    },
  },
  description: DESCRIPTION,
  examples: [
    ["htmap edit disk dbl 500MB", "Have the components of a map ask for 500 MB of disk space"],
    ["htmap edit disk dbl 500 --unit MB", "The same"],
  ],
  async run({ args: [tag, text], options: { unit } }): Promise<void> {
    const kilobytes = amountOf(text, { given: unit, otherwise: "GB", wanted: "KB" });
    await edit(
      tag,
      "disk",
      amountText(kilobytes, "KB"),
      (map, signal) => map.setDisk(kilobytes, { signal }),
    );
  },
});

type Map = Awaited<ReturnType<typeof load>>;

async function edit(
  tag: string,
  resource: "memory" | "disk",
  amount: string,
  set: (map: Map, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const map = await load(tag);
  const word = shellWord(tag);
  await interruptible(
    async (signal) => {
      const counts = await map.statusCounts();
      const over = ["COMPLETED", "ERRORED", "REMOVED"] as const;
      const done = over.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
      const which = counts.get("ERRORED") ? " --errored" : "";
      if (done === map.length) {
        const option = `-o request_${resource}=${amount.replace(" ", "")}`;
        return note(
          `No component of ${tag} waits or runs, so nothing was changed. ` +
            `To run some again with more, use \`htmap rerun map ${word}${which} ${option}\``,
        );
      }
      await set(map, signal);
      const running = (counts.get("RUNNING") ?? 0) + (counts.get("SUSPENDED") ?? 0);
      const what = resource === "memory" ? "memory" : "disk space";
      note(
        `The components of ${tag} ask for ${amount} of ${what} now` +
          (running === 0 ? "" : `, but for the ${running} that run: they keep what they have. ` +
            `\`htmap vacate ${word}\` has them start again`),
      );
    },
    () =>
      `Stopped. Perhaps not all components of ${tag} ask for ${amount} now: run the command again to be sure`,
  );
}
