/**
 * The outputs of a map: one by one, or as they come.
 *
 * @module
 */

import { OutputNotFound } from "../base/errors.ts";
import type { WaitOptions } from "../base/wait_options.ts";
import { readInputs } from "../store/inputs.ts";
import type { MapHandle } from "./handle.ts";
import { ofComponent } from "./of_component.ts";
import { hasEnded, startLimits, waitFor, waitForEnd } from "./waiting.ts";

/**
 * Waits for the output of a component.
 *
 * @param handle The map.
 * @param component The component, which may count from the end.
 * @param options How long to wait at most, and a signal to stop.
 * @returns What its function returned.
 * @throws {MapComponentError} If it failed.
 * @throws The errors of {@linkcode waitForEnd}.
 */
export async function outputOf(
  handle: MapHandle,
  component: number,
  options: WaitOptions,
): Promise<unknown> {
  const index = await waitForEnd(handle, component, options);
  return await handle.results.output(index);
}

/**
 * Gives the output of a component that has finished.
 *
 * @param handle The map.
 * @param component The component, which may count from the end.
 * @returns What its function returned.
 * @throws {OutputNotFound} If it has not finished.
 * @throws {MapComponentError} If it failed.
 * @throws {MapComponentHeld} If it is held.
 */
export async function outputNow(handle: MapHandle, component: number): Promise<unknown> {
  const index = handle.index(component);
  await handle.look();
  if (hasEnded(handle, index)) return await handle.results.output(index);
  const error = new OutputNotFound(
    `Component ${index} of map "${handle.tag}" has no output yet: it is ${
      handle.state.statusOf(index)
    }. Wait for it with get(${index})`,
  );
  throw ofComponent(error, handle.tag, index);
}

/**
 * Gives the components in the order in which they end.
 *
 * @param handle The map.
 * @param options How long to wait for all of them at most, and a signal to stop.
 * @returns Their indices.
 * @throws The errors of {@linkcode waitForEnd}.
 */
export async function* asAvailable(
  handle: MapHandle,
  options: WaitOptions,
): AsyncGenerator<number> {
  handle.throwIfRemoved();
  const waiting = new Set(handle.components);
  const limits = startLimits(options); // the time-out is for all of them together
  while (waiting.size > 0) {
    const ready: number[] = [];
    await waitFor(handle, `The map "${handle.tag}"`, limits, () => {
      for (const component of waiting) if (hasEnded(handle, component)) ready.push(component);
      return ready.length > 0;
    });
    for (const component of ready) {
      waiting.delete(component);
      yield component;
    }
  }
}

/**
 * Gives the arguments of each component.
 *
 * @param handle The map.
 * @returns The arguments, as tuples, in order.
 * @throws {CorruptData} If an input file is not what htmap wrote.
 * @throws {OtherForm} If another version of htmap wrote that.
 */
export async function* inputsOf(handle: MapHandle): AsyncGenerator<unknown[]> {
  await handle.refresh();
  yield* readInputs(handle.paths, handle.inputStarts, await handle.results.classes());
}
