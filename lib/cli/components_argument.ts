/**
 * The components of a map that a command is about: numbers, states, or all.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import type { HTMap } from "../map/map.ts";
import type { Options } from "./command.ts";
import { componentRanges, componentsIn } from "./component_ranges.ts";
import { componentStatus } from "./values.ts";

/** The option by which components are chosen by their state. */
export const STATUS_OPTION = {
  status: {
    value: "STATUS",
    many: true,
    parse: componentStatus,
    help: "Only components in this state now, in capitals or not",
  },
} as const satisfies Options;

/**
 * Finds the components that a command is about.
 *
 * @param map The map.
 * @param args The indices it was given, as {@linkcode componentRanges} reads them.
 * @param statuses The states it was given.
 * @returns The components, from the start and none twice: those of the indices, in their order, that are in
 *   one of the states. `undefined` if neither was given, which means all.
 * @throws {errors.ComponentNotFound} If there is no such component.
 * @throws The errors of {@linkcode componentRanges}.
 */
export async function chosenComponents(
  map: HTMap,
  args: readonly string[],
  statuses: readonly ComponentStatus[],
): Promise<number[] | undefined> {
  const ranges = args.length > 0 ? await componentRanges(args) : undefined;
  const named = ranges?.flatMap((range) => componentsIn(map, [range]));
  const chosen = named && [...new Set(named)];
  if (statuses.length === 0) return chosen;
  const states = await map.componentStatuses();
  return (chosen ?? map.components).filter((component) =>
    statuses.includes(states[component] ?? "UNKNOWN")
  );
}
