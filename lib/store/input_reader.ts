/**
 * Reading the inputs of chosen components back, of which only one file's are in memory at a time.
 *
 * @module
 */

import { CorruptData } from "../base/errors.ts";
import { inputFileOf, type JobLayout, jobOf } from "../wire/layout.ts";
import { readCalls } from "./inputs.ts";
import type { MapPaths } from "./paths.ts";

/** A map whose inputs are read. */
export interface MapWithInputs {
  readonly paths: MapPaths;
  readonly layout: JobLayout;
  /** The first job of each of its input files. */
  readonly inputStarts: readonly number[];
}

/** Finds the arguments of components, still encoded. Quick where neighbours follow each other. */
export class InputReader {
  readonly #map: MapWithInputs;
  /** The file that was read last. */
  #start: number | undefined;
  /** The arguments in it, by component. */
  #contents = new Map<number, Uint8Array>();

  /** @param map The map. */
  constructor(map: MapWithInputs) {
    this.#map = map;
  }

  /**
   * Finds the arguments of a component.
   *
   * @param component The component.
   * @returns Its arguments, still encoded.
   * @throws {CorruptData} If its input file is not what htmap wrote.
   * @throws {OtherForm} If another version of htmap wrote that.
   */
  contentOf(component: number): Uint8Array {
    const { paths, layout, inputStarts } = this.#map;
    const start = inputFileOf(inputStarts, jobOf(layout, component));
    const source = paths.input(start);
    if (start !== this.#start) {
      this.#start = undefined;
      this.#contents = new Map();
      for (const call of readCalls(Deno.readFileSync(source), source)) {
        this.#contents.set(call.component, call.content);
      }
      this.#start = start;
    }
    const content = this.#contents.get(component);
    if (content) return content;
    throw new CorruptData(source, `it has no input of component ${component}`);
  }
}
