/**
 * `htmap errors` and `htmap reasons`
 *
 * @module
 */

import { type Command, defineCommand } from "../command.ts";
import { chosenMaps, forEach, MAPS_OPTIONS } from "../maps_argument.ts";
import { explainHold } from "../../base/hold_codes.ts";
import type { ComponentError } from "../../map/component_error.ts";
import type { ComponentHold } from "../../map/component_hold.ts";
import { counted } from "../../text/counted.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
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
    ...FORMAT_OPTIONS,
  },
  examples: [
    ["htmap errors dbl", "Show all error reports of a map"],
    ["htmap errors --all --limit 1", "Show one error report, whichever map's it is"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    let left = options.limit || Infinity;
    const records: unknown[] = [];
    const code = await forEach(await chosenMaps(args, options), verbose, async (map) => {
      for (const error of left > 0 ? (await map.errors()).values() : []) {
        if (left-- <= 0) break;
        if (options.format === "json") records.push(errorRecord(error));
        else print(`${error.report()}\n`);
      }
    });
    if (options.format === "json") printJson(records);
    return code;
  },
});

/** What there is to say of a component that failed, as JSON has it: its own fields, and the whole report. */
function errorRecord(error: ComponentError): Record<string, unknown> {
  const { duration, ...fields } = error;
  const seconds = duration === undefined ? undefined : duration / 1000;
  return { ...fields, duration: seconds, report: error.report() };
}

/** Shows why components are held, or do not start. */
export const reasons: Command = defineCommand({
  parameters: ["[TAG…]"],
  options: { ...MAPS_OPTIONS, ...FORMAT_OPTIONS },
  description:
    "HTCondor holds components when something is wrong with them: what its codes mean, and what to try, is " +
    "below the table. Of components that wait it says why, where that can be known: what they ask for that no " +
    "machine has, or what else is in their way.",
  examples: [
    ["htmap reasons dbl", "Show why components of a map are held or do not start"],
    ["htmap reasons --all --format json", "The same of all maps, for other programs"],
  ],
  async run({ args, options, verbose }): Promise<number> {
    const records: unknown[] = [];
    const code = await forEach(await chosenMaps(args, options), verbose, async (map) => {
      const holds = await map.holds();
      const idle = await map.idleReason();
      if (options.format === "json") {
        for (const [component, { code, subcode, reason }] of holds) {
          const hold = { code, subcode, reason };
          records.push({ tag: map.tag, component, ...hold, ...explainHold(hold, map.tag) });
        }
        if (idle !== undefined) records.push({ tag: map.tag, reason: idle });
        return;
      }
      if (holds.size > 0) {
        const explained = explanations(holds, map.tag);
        print([`Map ${map.tag}`, await map.holdReport(), ...explained, ""].join("\n"));
      }
      if (idle !== undefined) print(`${idle}\n`);
    });
    if (options.format === "json") printJson(records);
    return code;
  },
});

/** What the holds of a map mean, each kind once. */
function explanations(holds: ReadonlyMap<number, ComponentHold>, tag: string): string[] {
  const known = [...holds.values()].flatMap((hold) => {
    const meaning = explainHold(hold, tag);
    return meaning ? [`[${hold.code}] ${meaning.meaning}. ${meaning.advice}.`] : [];
  });
  return [...Map.groupBy(known, (text) => text)].map(([text, all]) =>
    all.length === holds.size ? text : `${counted(all.length, "component")}: ${text}`
  );
}
