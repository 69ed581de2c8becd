/**
 * Loading a map's function: its module, and the values it was captured with. It is run where the map's
 * jobs are; elsewhere its classes are what is wanted of it.
 *
 * @module
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { CorruptData } from "../../base/errors.ts";
import type { AnyFunction, ClassRegistry, FilesFound } from "../../codec/codec.ts";
import { type GeneratedModule, GLOBAL, type ModuleHost } from "../../wire/module.ts";
import { readValues } from "./captured_values.ts";
import { importLate } from "./late_import.ts";
import { programFunction } from "./program_function.ts";
import { PrivateInstances } from "./private_instances.ts";
import { SameObjects } from "./same_objects.ts";

/** What is told apart by where a function is loaded. */
export type HostParts = Pick<ModuleHost, "htmap" | "files">;

/** What was loaded. */
export interface LoadedModule {
  /** What was mapped; a function, if it is what it should be. */
  readonly root: unknown;
  /** The classes of the map, for its inputs and outputs. */
  readonly classes: ClassRegistry;
  /** All functions and classes it knows. */
  readonly functions: readonly AnyFunction[];
  /** The symbols that inputs and outputs have by number. */
  readonly symbols: readonly symbol[];
}

/**
 * Loads a map's function.
 *
 * @param modulePath The path of the map's module.
 * @param valuesPath The path of its captured values.
 * @param parts What it finds where it is.
 * @param files Finds the files that have come along with the values.
 * @returns The function and the classes of the map.
 * @throws {CorruptData} If the values are not what was captured.
 */
export async function loadModule(
  modulePath: string,
  valuesPath: string,
  parts: HostParts,
  files?: FilesFound,
): Promise<LoadedModule> {
  const known: unknown[] = [];
  const values = await Deno.readFile(valuesPath);
  const privates = new PrivateInstances();
  const same = new SameObjects();
  let hasFiles = false;
  const host: ModuleHost = {
    ...parts,
    known,
    get restoring() {
      return privates.restoring;
    },
    privates: (type, parts) => privates.add(type, parts),
    fill: (setters) => readValues(values, valuesPath, { known, setters, privates, same, files }),
    bind,
    later,
    meta,
    program: programFunction,
    import: importLate,
    importAmong: async (known, from, specifier, options) => {
      const href = URL.parse(String(specifier), from)?.href ?? "";
      return Object.hasOwn(known, href)
        ? await known[href]!()
        : await importLate(specifier, options);
    },
    async node(name) {
      const namespace: object = await import(name);
      const isRead = hasFiles && /^node:(?:fs|fs\/promises|worker_threads)$/.test(name);
      return isRead ? asModuleIsNow(name, namespace) : namespace;
    },
    async files(contents, workers) {
      hasFiles = true;
      await parts.files(contents, workers);
    },
    async commonJs(carried) {
      // Most functions have none.
      const { carriedModules } = await import("./commonjs.ts");
      return carriedModules(carried, host, importLate);
    },
  };
  // Bundled modules run when the map's module is imported; what they need of here they find there.
  Reflect.set(globalThis, Symbol.for(GLOBAL.API), host.htmap);
  Reflect.set(globalThis, Symbol.for(GLOBAL.HOST), host);
  const module: Partial<GeneratedModule> = await import(pathToFileURL(resolve(modulePath)).href);
  if (typeof module.start !== "function") {
    throw new CorruptData(modulePath, "it is not the module of a mapped function");
  }
  module.start(host);
  const functions = new Set(known.filter((value) => typeof value === "function"));
  const { symbols } = same;
  return {
    root: known[0],
    classes: classesOf(known, privates, same),
    functions: [...functions],
    symbols,
  };
}

/** A namespace that has what has been put into its module, as a namespace object itself cannot. */
function asModuleIsNow(name: string, namespace: object): object {
  const module: object = Object(process.getBuiltinModule(name));
  const getters = Object.keys(namespace).filter((key) => key !== "default").map((key) => {
    const from = key in module ? module : namespace;
    return [key, { enumerable: true, get: (): unknown => Reflect.get(from, key) }] as const;
  });
  return Object.create(null, {
    ...Object.fromEntries(getters),
    default: { enumerable: true, value: module },
    [Symbol.toStringTag]: { value: "Module" },
  });
}

/** Makes a function that was bound: what it was made of is only there when it is called. */
function bind(parts: () => unknown[], name: string, length: number): AnyFunction {
  const call = function (this: unknown, ...args: unknown[]): unknown {
    const [target, self, first] = parts();
    const all = [...first as unknown[], ...args];
    if (!new.target) return Reflect.apply(target as AnyFunction, self, all);
    const type = target as AnyFunction;
    return Reflect.construct(type, all, new.target === call ? type : new.target);
  };
  // `instanceof` asks what was bound.
  Object.defineProperty(call, Symbol.hasInstance, {
    value: (instance: unknown) => instance instanceof (parts()[0] as AnyFunction),
  });
  const bound = call.bind(undefined);
  Object.defineProperty(bound, "name", { value: name, configurable: true });
  Object.defineProperty(bound, "length", { value: length, configurable: true });
  return bound;
}

function later(func: AnyFunction, name: string): AnyFunction {
  const call = async (...args: unknown[]): Promise<unknown> => await func(...args);
  return Object.defineProperty(call, "name", { value: name, configurable: true });
}

function meta(url: string): object {
  const isFile = url.startsWith("file:");
  const filename = isFile ? fileURLToPath(url) : undefined;
  return {
    url,
    main: false,
    filename,
    dirname: filename?.replace(/\/[^/]*$/, ""),
    resolve: (specifier: string) => new URL(specifier, url).href,
  };
}

function classesOf(
  known: readonly unknown[],
  privates: PrivateInstances,
  same: SameObjects,
): ClassRegistry {
  const ids = new Map<unknown, string>();
  const makers = new Map<unknown, AnyFunction>();
  known.forEach((value, number) => {
    if (typeof value !== "function" || ids.has(value)) return;
    ids.set(value, String(number));
    if (value.prototype && !makers.has(value.prototype)) makers.set(value.prototype, value);
  });
  return {
    idOf: (type) => ids.get(type),
    classOf(id) {
      const value = known[Number(id)];
      return typeof value === "function" ? value : undefined;
    },
    makerOf: (prototype) => makers.get(prototype),
    privatesOf: (type) => privates.accessOf(type),
    sameIdOf: (value) => same.idOf(value),
    sameOf: (id) => same.of(id),
  };
}
