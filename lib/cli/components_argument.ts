/**
 * The components of a map that a command is about: numbers, states, or all.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import { ComponentNotFound } from "../base/errors.ts";
import type { HTMap } from "../map/map.ts";
import type { Options } from "./command.ts";
import { componentIndex, componentStatus } from "./values.ts";

/** The option by which components are chosen by their state. */
export const STATUS_OPTION = {
  status: {
    value: "STATUS",
    many: true,
    parse: componentStatus,
    help: "Only components in this state now, in capitals or not; may be given several times",
  },
} as const satisfies Options;

/**
 * Finds the components that a command is about.
 *
 * @param map The map.
 * @param args The numbers it was given; one argument may hold several, with spaces between them.
 * @param statuses The states it was given.
 * @returns The components, from the start and none twice: those of the numbers, in their order, that are in
 *   one of the states. `undefined` if neither was given, which means all.
 * @throws {UsageError} If an argument is no number.
 * @throws {errors.ComponentNotFound} If there is no such component.
 */
export async function chosenComponents(
  map: HTMap,
  args: readonly string[],
  statuses: readonly ComponentStatus[],
): Promise<number[] | undefined> {
  const numbers = args.flatMap((text) => text.trim().split(/\s+/)).map(componentIndex);
  const named = numbers.map((number) => {
    const index = number < 0 ? map.length + number : number;
    if (index >= 0 && index < map.length) return index;
    throw new ComponentNotFound(map.tag, number, map.length);
  });
  if (statuses.length === 0) return args.length > 0 ? [...new Set(named)] : undefined;
  const states = await map.componentStatuses();
  const chosen = args.length > 0 ? [...new Set(named)] : map.components;
  return chosen.filter((component) => statuses.includes(states[component] ?? "UNKNOWN"));
}
