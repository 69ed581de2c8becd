/**
 * Functions by reference: of a module, by the name it exports them under.
 *
 * @module
 */

import { InvalidArgument } from "../base/errors.ts";

/** A function that is not given itself, but by where it is. */
export class FunctionReference<A extends unknown[] = unknown[], O = unknown> {
  /** Only for the type checker: what the function takes and gives. */
  declare protected readonly signature: (...args: A) => O;

  /**
   * Takes where the function is. Users call `fromModule`.
   *
   * @param specifier The URL or path of the module.
   * @param exportName The name it exports the function under.
   */
  constructor(readonly specifier: string, readonly exportName: string) {}
}

/** What htmap can map: a function, or one made by `fromModule` or `program`. */
export type MapFunction<A extends unknown[] = unknown[], O = unknown> =
  | ((...args: A) => O | Promise<O>)
  | FunctionReference<A, O>;

/**
 * Makes a function to map of an export of a module, which is bundled with all it imports.
 *
 * Nothing of the module runs where the map is made.
 *
 * @param specifier The URL of the module; `import.meta.resolve("./work.ts")` gives it.
 * @param exportName The name of the export.
 * @returns The function, to be given to `map`.
 * @throws {errors.InvalidArgument} If the specifier is neither a URL nor a whole path.
 *
 * @example
 * ```ts
 * // work.ts
 * export const simulate = (seed: number) => Math.sin(seed) > 0;
 * ```
 *
 * ```ts
 * import * as htmap from "htmap";
 *
 * const url = import.meta.resolve("./work.ts");
 * const simulate = htmap.fromModule<[number], boolean>(url, "simulate");
 * const simulated = await htmap.map(simulate, [1, 2, 4]);
 * console.log(await simulated.toArray()); // [true, true, false]
 * await simulated.remove();
 * ```
 */
export function fromModule<A extends unknown[] = unknown[], O = unknown>(
  specifier: string,
  exportName = "default",
): FunctionReference<A, O> {
  if (!URL.canParse(specifier) && !specifier.startsWith("/")) {
    throw new InvalidArgument(
      `fromModule() takes the URL or the whole path of a module, but it was given ${
        JSON.stringify(specifier)
      }. Write ` +
        `fromModule(import.meta.resolve(${JSON.stringify(specifier)}), ${
          JSON.stringify(exportName)
        })`,
    );
  }
  return new FunctionReference<A, O>(specifier, exportName);
}
