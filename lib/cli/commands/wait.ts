/**
 * `htmap wait`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { chosenMaps, forEachUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { shellWord } from "../../text/shell_word.ts";
import { seconds } from "../values.ts";

/** What ends the waiting for a map, other than that it has finished well. */
export const WAIT_OPTIONS = {
  timeout: {
    value: "SECONDS",
    parse: seconds,
    help: "How long to wait at most; 0 looks once (default: for ever)",
  },
  "errors-ok": { help: "Count failed components as finished" },
  "holds-ok": { help: "Count held components as finished" },
} as const;

/** Waits until maps have finished. */
export const command: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    ...MAPS_OPTIONS,
    ...WAIT_OPTIONS,
    quiet: { short: "q", help: "Show no progress" },
  },
  description:
    "Fails as soon as a component fails or is held, unless told otherwise. Ctrl-C stops the waiting; " +
    "the maps go on. Where standard error is no terminal, progress is a line now and then.",
  examples: [
    ["htmap wait dbl", "Wait until a map has finished"],
    ["htmap wait dbl --timeout 60 --errors-ok", "Wait a minute at most, and let components fail"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const maps = await chosenMaps(args, options);
    const timeout = options.timeout ?? Infinity;
    let started: number | undefined;
    return await forEachUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        const now = performance.now();
        started ??= now;
        await map.wait({
          timeout: Math.max(0, timeout - (now - started)),
          showProgressBar: !options.quiet,
          errorsOk: options["errors-ok"],
          holdsOk: options["holds-ok"],
          signal,
        });
      },
      (left) => goesOn(left.map(({ tag }) => tag)),
    );
  },
});

/**
 * Says that maps go on though nobody waits for them.
 *
 * @param tags Their tags.
 * @returns A sentence, with the command to wait again.
 */
export function goesOn(tags: readonly string[]): string {
  const maps = tags.length === 1 ? `The map ${tags[0]} goes on` : "The maps go on";
  return `Stopped waiting. ${maps}: wait again with \`htmap wait ${
    tags.map(shellWord).join(" ")
  }\``;
}
