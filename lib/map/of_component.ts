/**
 * Errors that came of one component of a map, and are to say so.
 *
 * @module
 */

import { CorruptData, OtherForm, OutputNotFound, TimeoutError } from "../base/errors.ts";

/** What can happen to anything, so that it does not name a component by itself. */
const OF_ANYTHING = [CorruptData, OtherForm, OutputNotFound, TimeoutError];

/**
 * Notes on an error which component it is of.
 *
 * @param error What was thrown.
 * @param tag The map's tag.
 * @param component The component.
 * @returns The same error.
 */
export function ofComponent(error: unknown, tag: string, component: number): unknown {
  if (OF_ANYTHING.some((type) => error instanceof type)) {
    Object.assign(Object(error), { tag, component });
  }
  return error;
}
