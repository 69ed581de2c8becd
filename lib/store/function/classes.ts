/**
 * The classes of a map, for a process that does not run it.
 *
 * @module
 */

import type { ClassRegistry } from "../../codec/codec.ts";
import { loadModule } from "./load_module.ts";
import * as htmap from "./stand_ins.ts";

/** The opening that was asked for last: what is bundled finds its host where there can be one only. */
let opening: Promise<unknown> = Promise.resolve();

/**
 * Opens the classes of a map as the map's own module defines them.
 *
 * @param modulePath The path of the map's module.
 * @param valuesPath The path of its captured values.
 * @returns The classes, for decoding inputs and outputs.
 * @throws {CorruptData} If the values are not what was captured.
 */
export function openClasses(modulePath: string, valuesPath: string): Promise<ClassRegistry> {
  // What modules read is where they were, or was read when they were run.
  const parts = { htmap, files: async () => {} };
  const opened = opening.then(async () =>
    (await loadModule(modulePath, valuesPath, parts)).classes
  );
  opening = opened.catch(() => {}); // whoever asked for it hears of it
  return opened;
}
