/**
 * `htmap errors` and `htmap reasons`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { chosenMaps, forEach, MAPS_OPTIONS } from "../maps_argument.ts";
import { print } from "../output.ts";
import { wholeNumber } from "../values.ts";

/** Shows the error reports of failed components. */
export const errors: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: {
    ...MAPS_OPTIONS,
    limit: {
      value: "N",
      parse: wholeNumber,
      help: "Show at most this many reports; 0, as without it, is no limit",
    },
  },
  examples: [
    ["htmap errors dbl", "Show all error reports of a map"],
    ["htmap errors --all --limit 1", "Show one error report, whichever map's it is"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    let left = options.limit || Infinity;
    return await forEach(await chosenMaps(args, options), verbose, async (map) => {
      for (const error of left > 0 ? (await map.errors()).values() : []) {
        if (left-- > 0) print(`${error.report()}\n`);
      }
    });
  },
});

/** Shows why components are held, or find no machine. */
export const reasons: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: MAPS_OPTIONS,
  description:
    "HTCondor holds components when something is wrong with them. Mend the cause, then let them run " +
    "again with `htmap release`. Of a map of which none has started, it says if no machine of the pool can " +
    "run its program.",
  examples: [["htmap reasons dbl", "Show why components of a map are held or do not start"]],
  async run({ args, options, verbose }): Promise<number> {
    return await forEach(await chosenMaps(args, options), verbose, async (map) => {
      const holds = await map.holds();
      if (holds.size > 0) print(`Map ${map.tag}\n${await map.holdReport()}\n`);
      const idle = await map.idleReason();
      if (idle !== undefined) print(`${idle}\n`);
    });
  },
});
