/**
 * Functions by reference: of a module, by the name it exports them under.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { shown } from "../base/arguments.ts";
import { InvalidArgument } from "../base/errors.ts";
import { LATE_IMPORT } from "./engine/translated.ts";
import { setReference } from "./modules/references.ts";

/**
 * A function that is given by where it is, as `fromModule` and `program` make it. It can be mapped, be
 * called here, and be used inside a mapped function.
 */
export interface FunctionReference<A extends unknown[] = unknown[], O = unknown> {
  /** Calls the function. */
  (...args: A): Promise<O>;
  /** The name of the export, or of the program. */
  readonly name: string;
  /** How many arguments a program needs for its places; 0 for a function that was not loaded. */
  readonly length: number;
}

/** What htmap can map: any function, also one made by `fromModule` or `program`. */
export type MapFunction<A extends unknown[] = unknown[], O = unknown> = (
  ...args: A
) => O | Promise<O>;

/**
 * Makes a function to map of an export of a module, which is bundled with all it imports.
 *
 * Nothing of the module runs where the map is made, unless the function is called there: then the
 * module is imported.
 *
 * @param specifier The URL of the module, as text, which `import.meta.resolve("./work.ts")` gives, or as a
 *   `URL`; or its whole path.
 * @param exportName The name of the export.
 * @returns The function, to be given to `map`, or to be called.
 * @throws {errors.InvalidArgument} If the specifier is none of these, or the name is no text.
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
 * console.log(await simulate(4)); // false
 * await simulated.remove();
 * ```
 */
export function fromModule<A extends unknown[] = unknown[], O = unknown>(
  specifier: string | URL,
  exportName = "default",
): FunctionReference<A, O> {
  const url = urlOf(specifier, exportName);
  const call = async (...args: A): Promise<O> => {
    const func: unknown = Reflect.get(Object(await importModule(url)), exportName);
    if (typeof func === "function") return await func(...args);
    throw new InvalidArgument(
      `What ${url} exports as ${exportName} is no function, but ${
        shown(func)
      }. Give fromModule() the ` +
        "name of another export",
    );
  };
  setReference(call, { kind: "module", url, exportName });
  return Object.defineProperty(call, "name", { value: exportName, configurable: true });
}

function urlOf(specifier: unknown, exportName: unknown): string {
  if (typeof exportName !== "string") {
    throw new InvalidArgument(
      `fromModule() takes the name of an export as text, but it was given ${
        shown(exportName)
      }. Leave it out for the default export`,
    );
  }
  if (specifier instanceof URL) return specifier.href;
  if (typeof specifier === "string") {
    if (specifier.startsWith("/")) return pathToFileURL(specifier).href;
    if (URL.canParse(specifier)) return specifier;
  }
  const module = typeof specifier === "string" ? JSON.stringify(specifier) : '"./work.ts"';
  throw new InvalidArgument(
    `fromModule() takes the URL or the whole path of a module, but it was given ${
      shown(specifier)
    }. Write ` +
      `fromModule(import.meta.resolve(${module}), ${JSON.stringify(exportName)})`,
  );
}

/** Imports a module: in the binary that is what translates TypeScript. */
async function importModule(url: string): Promise<unknown> {
  const translating: unknown = Reflect.get(globalThis, LATE_IMPORT);
  return typeof translating === "function" ? await translating(url, url) : await import(url);
}
