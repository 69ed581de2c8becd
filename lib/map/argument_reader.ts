/**
 * The arguments of chosen components, read back.
 *
 * @module
 */

import type { ClassRegistry } from "../codec/codec.ts";
import { InputReader } from "../store/input_reader.ts";
import { argumentsOf } from "../store/inputs.ts";
import type { MapHandle } from "./handle.ts";

/** Reads what components were called with; only one input file's are in memory at a time. */
export class ArgumentReader {
  readonly #handle: MapHandle;
  readonly #inputs: InputReader;
  /** The classes of the map, once something needed them. */
  #classes: ClassRegistry | undefined;

  /** @param handle The map. */
  constructor(handle: MapHandle) {
    this.#handle = handle;
    this.#inputs = new InputReader(handle);
  }

  /**
   * Reads the arguments of a component.
   *
   * @param component The component, which may count from the end.
   * @returns Its arguments. An instance of a class of the map may be of a class that only has its name.
   * @throws {ComponentNotFound} If there is no such component.
   * @throws {CorruptData} If its input file is not what htmap wrote.
   * @throws {OtherForm} If another version of htmap wrote that.
   */
  async of(component: number): Promise<unknown[]> {
    const index = this.#handle.index(component);
    const call = { component: index, content: this.#inputs.contentOf(index) };
    if (!this.#classes) {
      try {
        return argumentsOf(call, undefined);
      } catch {
        // The map's classes are had by running its modules, which few inputs need.
        this.#classes = await this.#handle.results.classes();
      }
    }
    return argumentsOf(call, this.#classes);
  }
}
