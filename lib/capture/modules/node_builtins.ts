/**
 * What the `node:` modules of this process are and have, by identity: under whatever name a script keeps
 * a module, its namespace, or an object of it, that is found there again, and not taken apart.
 *
 * A module that nothing here has loaded can be held by nothing, so none is loaded for this.
 *
 * @module
 */

import { builtinModules } from "node:module";
import { types } from "node:util";

/** A value of a `node:` module: the module, without `node:`, and the way from there. */
export interface NodePlace {
  readonly name: string;
  readonly path: readonly string[];
}

/** All modules there may be here. What is internal cannot be had. */
const NAMES: ReadonlySet<string> = new Set(
  builtinModules.map((name) => name.replace(/^node:/, ""))
    .filter((name) => !name.startsWith("internal/")),
);

/** Those that are part of the runtime and run no script when they are first asked for. */
const ALWAYS = ["buffer", "events", "sys", "util/types"];

/**
 * Modules that have data of this process, which is captured as it is; with the objects of them that mean
 * the same everywhere.
 */
const OF_PROCESS: ReadonlyMap<string, readonly string[]> = new Map([
  ["process", ["env"]],
  ["worker_threads", []],
  ["cluster", []],
  ["module", ["constants"]],
]);

/** Objects that modules make once they are first asked for, and what they need for that is little. */
const MADE_WHEN_ASKED: ReadonlySet<string> = new Set(["globalAgent", "promises"]);

/** The `node:` modules of this process. */
class NodeBuiltins {
  readonly #places = new Map<unknown, NodePlace>();
  readonly #taken = new Set<string>();
  #seen = 0;

  /**
   * Takes in the modules that are loaded.
   *
   * @param scripts All scripts of this process, in the order in which they were loaded.
   */
  takeLoaded(scripts: IteratorObject<{ readonly url: string }>): void {
    if (this.#seen === 0) { for (const name of ALWAYS) this.#take(name); }
    for (const { url } of scripts.drop(this.#seen)) {
      this.#seen++;
      const name = /^(?:node:|ext:deno_node\/)([^.]+)(?:\.\w+)?$/.exec(url)?.[1];
      if (name !== undefined && NAMES.has(name)) this.#take(name);
    }
  }

  /**
   * Finds an object or a symbol.
   *
   * @param value Any value.
   * @returns Where it is, or `undefined` if no module that was taken in has it.
   */
  find(value: unknown): NodePlace | undefined {
    return this.#places.get(value);
  }

  /**
   * Finds a function that is known to be native.
   *
   * @param func The function.
   * @returns Where it is, or `undefined` if no module has it.
   */
  findFunction(func: object): NodePlace | undefined {
    // What is not loaded comes last, for it is loaded for this.
    for (const name of new Set([...this.#taken, ...NAMES])) {
      const module = moduleOf(name);
      const path = search(module, func, 3) ?? behindGetter(module, func);
      if (path) return { name, path };
    }
    return undefined;
  }

  /**
   * Finds the module of a namespace object.
   *
   * @param namespace The namespace object.
   * @returns The name of the module, or `undefined` if it is of none.
   */
  async nameOf(namespace: object): Promise<string | undefined> {
    const place = this.find(Reflect.get(namespace, "default"));
    if (place?.path.length !== 0) return undefined;
    // Some modules are another's under a second name.
    for (const name of [place.name, ...this.#taken]) {
      if (moduleOf(name) === moduleOf(place.name) && await import(`node:${name}`) === namespace) {
        return name;
      }
    }
    return undefined;
  }

  /**
   * Finds a function that only the namespace of a module has.
   *
   * @param func A native function.
   * @returns The module and the name of the export, or `undefined` if no loaded module has it.
   */
  async exportOf(func: object): Promise<NodePlace | undefined> {
    for (const name of this.#taken) {
      const namespace: object = await import(`node:${name}`);
      const key = Object.keys(namespace).find((one) => Reflect.get(namespace, one) === func);
      if (key !== undefined) return { name, path: [key] };
    }
    return undefined;
  }

  #take(name: string): void {
    if (this.#taken.has(name)) return;
    const module = moduleOf(name);
    if (!isObject(module)) return;
    this.#taken.add(name);
    this.#add(module, { name, path: [] });
    const keys = OF_PROCESS.get(name) ?? Object.getOwnPropertyNames(module);
    for (const key of keys) this.#addInner(module, key, { name, path: [key] }, 1);
  }

  /** Adds what a property holds. Functions are sought when one is met, and lists are data. */
  #addInner(holder: object, key: string, place: NodePlace, depth: number): void {
    const inner = MADE_WHEN_ASKED.has(key) ? Reflect.get(holder, key) : dataProperty(holder, key);
    if (typeof inner === "symbol") return this.#add(inner, place);
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return;
    this.#add(inner, place);
    if (depth === 0 || types.isProxy(inner) || !isPlain(inner)) return;
    for (const one of Object.getOwnPropertyNames(inner)) {
      this.#addInner(inner, one, { ...place, path: [...place.path, one] }, depth - 1);
    }
  }

  #add(value: object | symbol, place: NodePlace): void {
    const known = this.#places.get(value);
    // What is a module itself needs no other way to it.
    if (!known || known.path.length > place.path.length) this.#places.set(value, place);
  }
}

function moduleOf(name: string): unknown {
  return process.getBuiltinModule(`node:${name}`);
}

/** The way from a module to a function. */
function search(place: unknown, func: object, depth: number): string[] | undefined {
  if (place === func) return [];
  if (!isObject(place) || types.isProxy(place) || depth === 0) return undefined;
  const keys = Object.getOwnPropertyNames(place);
  const key = keys.find((one) => dataProperty(place, one) === func);
  if (key !== undefined) return [key];
  for (const one of keys) {
    const inner = dataProperty(place, one);
    if (!isObject(inner) || inner === globalThis) continue;
    const path = search(inner, func, depth - 1);
    if (path) return [one, ...path];
  }
  return undefined;
}

/** The way to a function that is made once it is first asked for, under its own name. */
function behindGetter(module: unknown, func: object): string[] | undefined {
  const name: unknown = Reflect.get(func, "name");
  if (!isObject(module) || typeof name !== "string") return undefined;
  const isThere = Object.getOwnPropertyDescriptor(module, name)?.get !== undefined;
  return isThere && Reflect.get(module, name) === func ? [name] : undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

function dataProperty(holder: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

let builtins: NodeBuiltins | undefined;

/** @returns The `node:` modules of this process. */
export function nodeBuiltins(): NodeBuiltins {
  return builtins ??= new NodeBuiltins();
}
