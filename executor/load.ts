/**
 * Loads a map's function where it is to run.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { errorText } from "../lib/base/error_text.ts";
import { HTMapError } from "../lib/base/errors.ts";
import { isThere } from "../lib/base/files.ts";
import type { AnyFunction, ClassRegistry, FilesFound } from "../lib/codec/codec.ts";
import {
  type HostParts,
  type LoadedModule,
  loadModule,
} from "../lib/store/function/load_module.ts";
import { classesOfInputs, withFirst } from "../lib/store/function/mended_classes.ts";
import { blobPlace, redirectWorkers } from "../lib/store/function/workers.ts";
import type { ModuleHost } from "../lib/wire/module.ts";
import { BROUGHT_FILES, FIRST_FUNCTION_FILE, FIRST_VALUES_FILE } from "../lib/wire/names.ts";
import * as htmap from "./api.ts";
import { bringFiles } from "./brought_files.ts";

const printError = console.error;

/** A function, ready to be called. */
export interface LoadedFunction {
  /** The classes of the map, for its outputs. */
  readonly classes: ClassRegistry;
  /** The same, for its inputs, which another version of it may have written. */
  readonly inputClasses: ClassRegistry;
  /**
   * Calls the function.
   *
   * @param args Its arguments.
   * @returns What it gives once it is awaited; for a generator, the array of what it yields.
   */
  call(args: readonly unknown[]): Promise<unknown>;
}

/**
 * Loads a function.
 *
 * @param modulePath The path of the map's module.
 * @param valuesPath The path of its captured values.
 * @param found Finds the files that have come along with them.
 * @returns The function.
 * @throws {CorruptData} If the values are not what was captured.
 */
export async function loadFunction(
  modulePath: string,
  valuesPath: string,
  found?: FilesFound,
): Promise<LoadedFunction> {
  const place = `${dirname(resolve(modulePath))}/${BROUGHT_FILES}`;
  const files: ModuleHost["files"] = (contents, workers) => bringFiles(contents, workers, place);
  if (Deno.build.standalone) redirectWorkers(blobPlace);
  const parts = { htmap, files };
  const first = await loadFirst(dirname(resolve(modulePath)), parts);
  const loaded = await loadModule(modulePath, valuesPath, parts, found);
  const { root, classes } = loaded;
  if (typeof root !== "function") {
    throw new HTMapError(
      `What was mapped is no function, but ${
        Deno.inspect(root, { depth: 0 })
      }. Export a function ` +
        "under that name, or give the name of another export",
    );
  }
  return {
    classes: withFirst(classes, first?.classes),
    inputClasses: first === undefined ? classes : classesOfInputs(loaded, first ?? undefined),
    call: (args) => call(root, args),
  };
}

/**
 * Loads the first version of the function, if it came along with a later one: for the classes of the inputs.
 *
 * @returns What it knows; `null` if it cannot be loaded, which may be why there is a later one.
 */
async function loadFirst(
  directory: string,
  parts: HostParts,
): Promise<LoadedModule | null | undefined> {
  const module = `${directory}/${FIRST_FUNCTION_FILE}`;
  if (!isThere(module)) return undefined;
  try {
    return await loadModule(module, `${directory}/${FIRST_VALUES_FILE}`, parts);
  } catch (error) {
    const { name, message } = errorText(error);
    printError(
      `The classes of the function that the map was made with could not be loaded, so those of the one that ` +
        `runs are taken, by their names: ${name}: ${message}`,
    );
    return null;
  }
}

async function call(func: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  const result: unknown = await Reflect.apply(func, undefined, args);
  if (typeof result !== "object" || result === null) return result;
  const tag: unknown = Reflect.get(result, Symbol.toStringTag);
  if (tag !== "Generator" && tag !== "AsyncGenerator") return result;
  const items: unknown[] = [];
  for await (const item of result as AsyncIterable<unknown>) items.push(item);
  return items;
}
