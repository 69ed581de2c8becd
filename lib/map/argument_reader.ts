/**
 * The arguments of chosen components, read back.
 *
 * @module
 */

import { CorruptData, MapWasRemoved } from "../base/errors.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import { InputReader } from "../store/input_reader.ts";
import { argumentsOf } from "../store/inputs.ts";
import type { MapHandle } from "./handle.ts";

const ADVICE =
  "Get from the map what its components brought back, which does not need the inputs, then remove it and make it again";

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
   * @throws {MapWasRemoved} If the map is gone.
   */
  async of(component: number): Promise<unknown[]> {
    const index = this.#handle.index(component);
    const call = { component: index, content: this.#contentOf(index) };
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

  #contentOf(component: number): Uint8Array {
    try {
      return this.#inputs.contentOf(component);
    } catch (error) {
      // Running a component again takes the same file, which mends nothing.
      if (error instanceof CorruptData) throw new CorruptData(error.source, error.reason, ADVICE);
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      if (!this.#handle.exists) throw new MapWasRemoved(this.#handle.tag);
      throw new CorruptData(`The input of component ${component}`, "its file is not there", ADVICE);
    }
  }
}
