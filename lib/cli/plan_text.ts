/**
 * What `htmap map --dry-run` prints.
 *
 * @module
 */

import type { MapCallOptions } from "../api/call_options.ts";
import { planMap } from "../api/planned_map.ts";
import { counted } from "../text/counted.ts";
import { size } from "../text/size.ts";
import type { ArgumentLists } from "./input_sources.ts";
import { note } from "./output.ts";

/** How many lines of item data are shown. */
const SHOWN_ITEMS = 5;

/**
 * Works out what a map would be, and tells it.
 *
 * @param func The function.
 * @param argumentLists The arguments of each component.
 * @param how The map's tag and options.
 * @returns The submit description, and in comments of it what cannot be seen from it.
 * @throws The errors of `planMap`.
 */
export async function planText(
  func: (...args: unknown[]) => unknown,
  argumentLists: ArgumentLists,
  how: MapCallOptions,
): Promise<string> {
  const { backend, components, jobs, description, items, bytes, warnings } = await planMap(
    func,
    each(argumentLists),
    how,
  );
  warnings.forEach(note);
  const perJob = Math.round(bytes.jobs / jobs);
  const facts = [
    `${counted(components, "component")} in ${counted(jobs, "job")}`,
    `${size(perJob)} (${perJob} bytes) a job would be sent, ${size(bytes.jobs)} in all` +
    (bytes.node > 0 ? `, and ${size(bytes.node)} (${bytes.node} bytes) once to each node` : ""),
    ...backend === "local" ? ["They would run on this machine, so that no network is crossed"] : [],
    ...bytes.elsewhere.map((url) => `Jobs would fetch ${url} themselves`),
    "Nothing was made or submitted",
  ];
  const more = items.length - SHOWN_ITEMS;
  const shown = [
    ...items.slice(0, SHOWN_ITEMS),
    ...more > 0 ? [`… and ${counted(more, "line")} more`] : [],
  ];
  return [
    ...facts.map((fact) => `# ${fact}.`),
    "",
    description.trimEnd(),
    ...items.length > 0 ? ["", "# The lines that it takes the values of each job from:"] : [],
    ...shown.map((line) => `# ${line}`),
  ].join("\n");
}

async function* each(lists: ArgumentLists): AsyncGenerator<unknown[]> {
  yield* lists;
}
