/**
 * `htmap wait`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { EXIT_CODE, worstCode } from "../exit_codes.ts";
import { chosenMaps, forAllUntilStopped, MAPS_OPTIONS } from "../maps_argument.ts";
import { note } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";
import { seconds } from "../values.ts";

/** What ends the waiting for a map, other than that it has finished well. */
export const WAIT_OPTIONS = {
  timeout: {
    value: "SECONDS",
    parse: seconds,
    help: "How long to wait at most, for all together; 0 looks once (default: for ever)",
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
    "Waits for all maps at once. Of each, it waits until it has finished, or until a component fails or is " +
    "held, unless told otherwise; then the exit code is 1, or 3, and 4 if the time is over. Ctrl-C stops the waiting; " +
    "the maps go on. Where standard error is no terminal, progress is a line now and then.",
  examples: [
    ["htmap wait dbl", "Wait until a map has finished"],
    ['htmap wait -p "scan-*"', "Wait until several have finished"],
    ["htmap wait dbl --timeout 60 --errors-ok", "Wait a minute at most, and let components fail"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const maps = await chosenMaps(args, options);
    const codes = await forAllUntilStopped(
      maps,
      verbose,
      async (map, signal) => {
        await map.wait({
          timeout: options.timeout,
          showProgressBar: !options.quiet,
          errorsOk: options["errors-ok"],
          holdsOk: options["holds-ok"],
          signal,
        });
      },
      (left) => goesOn(left.map(({ tag }) => tag)),
    );
    const isQuiet = options.quiet && codes.every((code) => code === EXIT_CODE.OK);
    if (maps.length > 1 && !isQuiet) note(outcomes(maps.map(({ tag }) => tag), codes));
    return worstCode(codes);
  },
});

/** What became of several maps, by the exit code of each. */
const OUTCOMES: readonly (readonly [code: number, words: string])[] = [
  [EXIT_CODE.OK, "Finished"],
  [EXIT_CODE.FAILED, "Failed"],
  [EXIT_CODE.HELD, "Held"],
  [EXIT_CODE.TIMED_OUT, "Not finished yet"],
];

function outcomes(tags: readonly string[], codes: readonly number[]): string {
  return OUTCOMES.flatMap(([code, words]) => {
    const some = tags.filter((_, i) => codes[i] === code);
    return some.length > 0 ? [`${words}: ${some.join(", ")}`] : [];
  }).join("\n");
}

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
