/**
 * The classes of a map, for a process that did not make it.
 *
 * @module
 */

import { loadFunction } from "../../../executor/load.ts";
import type { ClassRegistry } from "../../codec/codec.ts";

/**
 * Opens the classes of a map as the map's own module defines them.
 *
 * @param modulePath The path of the map's module.
 * @param valuesPath The path of its captured values.
 * @returns The classes, for decoding inputs and outputs.
 */
export async function openClasses(modulePath: string, valuesPath: string): Promise<ClassRegistry> {
  return (await loadFunction(modulePath, valuesPath)).classes;
}
