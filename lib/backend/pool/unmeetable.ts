/**
 * What a map asks for that no machine of the pool could give: HTCondor takes such jobs without a word, and
 * they wait for ever.
 *
 * @module
 */

import type { Submission } from "../../submission/description.ts";
import { plainName } from "../../submission/option_values.ts";
import type { ToolOptions } from "../condor_tool.ts";
import type { Schedd } from "../schedds.ts";
import { unknownReason } from "./idle_jobs.ts";
import { amountOf, largestOf, type Resource, RESOURCES, tooMuch, unknownToAll } from "./largest.ts";
import { namesIn } from "./requirement_names.ts";

/** How many attributes of requirements are looked up. */
const MOST_NAMES = 8;

/** What a delivery needs of machines that its own requirements do not say, by its submit commands. */
const NEEDS: Readonly<Record<string, string>> = { docker: "HasDocker", container: "HasContainer" };

/**
 * Looks for what jobs ask for that no machine of the pool has at present.
 *
 * @param submission The jobs.
 * @param schedd Whose pool it is.
 * @param options A signal to stop.
 * @returns A sentence or two for each, with what to do; none if the pool has no machines, or nothing is asked
 *   for but the ordinary.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function unmeetable(
  { options: { fixed, variadic }, delivery }: Submission,
  schedd: Schedd,
  options: ToolOptions,
): Promise<string[]> {
  const given = (command: string): readonly string[] => {
    const all = [...fixed, ...variadic].filter(([key]) => plainName(key) === plainName(command));
    return all.flatMap(([, value]) => value);
  };
  const asked = RESOURCES.map((resource) => ({ resource, values: given(resource.command) }))
    .filter(({ resource, values }) =>
      values.some((value) => !((amountOf(resource, value) ?? Infinity) <= resource.ordinary))
    );
  const names = [...new Set(given("requirements").flatMap(namesIn))]
    .filter((name) => !given(`MY.${name}`).length);
  const universe = delivery.descriptors.universe?.toLowerCase() ?? "";
  const need = NEEDS[universe];
  const [largest, unknown] = await Promise.all([
    asked.length > 0 ? largestOf(schedd, options) : undefined,
    unknownToAll([...names.slice(0, MOST_NAMES), ...need ? [need] : []], schedd, options),
  ]);
  const said = asked.flatMap(({ resource, values }) => {
    const has = largest && largest.slots > 0 ? largest.has.get(resource.attribute) : undefined;
    return adviceOn(resource, values, has, (name) => given(`MY.${name}`).length > 0);
  });
  if (unknown.length > 0) {
    const { why, advice } = await unknownReason(unknown, schedd, options);
    said.push(`No component will start, since ${why}. ${advice}`);
  }
  return said;
}

function adviceOn(
  resource: Resource,
  values: readonly string[],
  has: number | undefined,
  isOwn: (name: string) => boolean,
): string[] {
  const { command, asked } = resource;
  const amounts = values.map((value) => amountOf(resource, value));
  const word = values.find((value) => /^\s*[A-Za-z_]\w*\s*$/.test(value) && !isOwn(value.trim()));
  if (word !== undefined) {
    return [
      `${command}=${word} is no amount: HTCondor takes it for the name of an attribute, and the components ` +
      "that have it would wait for ever. Give a number, such as " +
      (command === "request_memory" || command === "request_disk" ? "2GB" : "1"),
    ];
  }
  if (has === undefined) return [];
  const most = amounts.reduce<number>((most, amount) => Math.max(most, amount ?? 0), 0);
  const why = tooMuch(resource, most, has);
  if (why === undefined) return [];
  const whose = amounts.every((amount) => (amount ?? 0) > has)
    ? "No component"
    : "Not all components";
  const advice = has === 0 ? `leave ${command} out` : `ask for at most ${command}=${asked(has)}`;
  return [
    `${whose} will start, since ${why}. Unless larger ones join the pool, ${advice}, and make the map again`,
  ];
}
