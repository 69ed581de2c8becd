/**
 * Loads a map's function where it is to run.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { HTMapError } from "../lib/base/errors.ts";
import type { AnyFunction, ClassRegistry } from "../lib/codec/codec.ts";
import { loadModule } from "../lib/store/function/load_module.ts";
import { blobPlace, redirectWorkers } from "../lib/store/function/workers.ts";
import type { ModuleHost } from "../lib/wire/module.ts";
import { BROUGHT_FILES } from "../lib/wire/names.ts";
import * as htmap from "./api.ts";
import { bringFiles } from "./brought_files.ts";

/** A function, ready to be called. */
export interface LoadedFunction {
  /** The classes of the map, for its inputs and outputs. */
  readonly classes: ClassRegistry;
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
 * @returns The function.
 * @throws {CorruptData} If the values are not what was captured.
 */
export async function loadFunction(
  modulePath: string,
  valuesPath: string,
): Promise<LoadedFunction> {
  const place = `${dirname(resolve(modulePath))}/${BROUGHT_FILES}`;
  const files: ModuleHost["files"] = (contents, workers) => bringFiles(contents, workers, place);
  if (Deno.build.standalone) redirectWorkers(blobPlace);
  const parts = { htmap, files };
  const { root, classes } = await loadModule(modulePath, valuesPath, parts);
  if (typeof root !== "function") {
    throw new HTMapError(
      `What was mapped is no function, but ${
        Deno.inspect(root, { depth: 0 })
      }. Export a function ` +
        "under that name, or give the name of another export",
    );
  }
  return { classes, call: (args) => call(root, args) };
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
