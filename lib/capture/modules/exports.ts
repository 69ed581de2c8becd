/**
 * What modules export, by identity: a function of a module that the script keeps under another name,
 * or in an object, is still the module's.
 *
 * @module
 */

import { isBuiltin } from "node:module";
import { types } from "node:util";
import type { AnyFunction } from "../../codec/graph/class_registry.ts";
import { isClassValue } from "../engine/is_class.ts";
import type { Scope } from "../engine/inspector.ts";
import { modulesOf } from "./modules.ts";
import type { ImportedName, Script } from "../engine/scripts.ts";

/** Where something is: an export of a module, or a property of one. */
export interface Place {
  /** The URL of the module that imports it. */
  readonly from: string;
  /** The export. */
  readonly name: ImportedName;
  /** The way from there. */
  readonly path: readonly string[];
}

/** An import of a whole module. */
export interface WholeImport {
  /** What is imported. */
  readonly name: ImportedName;
  /** The script that imports it. */
  readonly script: Script;
}

/** How many properties deep exports are followed. */
const DEPTH = 2;
/** After so many values a module is taken for one of data. */
const LIMIT = 50_000;

/** What the modules met by one capture export. */
export class Exports {
  readonly #places = new Map<unknown, Place>();
  /** What each import leads to. */
  readonly #lists = new Map<string, [value: unknown, at: Place][]>();
  /** The functions of prototypes that do not name them. */
  readonly #owners = new Map<unknown, AnyFunction>();
  /** What scripts import as a whole, by its namespace object. */
  readonly #namespaces = new Map<unknown, WholeImport>();
  readonly #seen = new Set<unknown>();
  /** What was taken in and not followed yet. */
  readonly #pending: [value: unknown, at: Place][] = [];

  /**
   * Takes in what a script imports, as its variables have it.
   *
   * @param script The script.
   * @param scopes The scopes of one of its functions.
   */
  addImports(script: Script, scopes: readonly Scope[]): void {
    if (this.#seen.has(script)) return;
    this.#seen.add(script);
    const variables = scopes.find(({ kind }) => kind === "Module")?.variables;
    for (const [local, name] of script.imports) {
      if (!variables || !Object.hasOwn(variables, local)) continue;
      const value = valueAt(variables, local);
      if (name.imported === "*" && !this.#namespaces.has(value)) {
        this.#namespaces.set(value, { name, script });
      }
      if (isForeign(name)) continue;
      this.#pending.push([value, { from: script.url, name, path: [] }]);
    }
  }

  /**
   * Takes in what a module exports.
   *
   * @param url Its URL.
   */
  async addModule(url: string): Promise<void> {
    if (this.#seen.has(url)) return;
    this.#seen.add(url);
    const namespace = await modulesOf().namespaceOf(url);
    if (!namespace) return;
    const name = { specifier: url, imported: "*", attributes: {} };
    this.#pending.push([namespace, { from: url, name, path: [] }]);
  }

  /**
   * Finds where a value is.
   *
   * @param value Any value.
   * @returns Where it is, or `undefined` if no module that was taken in exports it.
   */
  placeOf(value: unknown): Place | undefined {
    this.#settle();
    return this.#places.get(value);
  }

  /**
   * Finds the import that gives a namespace object.
   *
   * @param namespace The namespace object.
   * @returns The import, or `undefined` if no script that was read has one.
   */
  importOf(namespace: object): WholeImport | undefined {
    return this.#namespaces.get(namespace);
  }

  /**
   * Finds the function a prototype is of that does not say so itself.
   *
   * @param prototype Any value.
   * @returns The function, or `undefined` if no module that was taken in exports it.
   */
  ownerOf(prototype: unknown): AnyFunction | undefined {
    this.#settle();
    return this.#owners.get(prototype);
  }

  /**
   * Gives all that an import leads to.
   *
   * @param from The URL of the script that imports.
   * @param name What it imports.
   * @returns The values, with where they are.
   */
  under(from: string, { specifier, imported }: ImportedName): [value: unknown, at: Place][] {
    this.#settle();
    const list = this.#lists.get(keyOf(from, specifier, imported));
    if (list) return list;
    const whole = this.#lists.get(keyOf(from, specifier, "*")) ?? [];
    return whole.filter(([, { name }]) => name.imported === imported);
  }

  /** Follows what was taken in, now that it is asked for: most functions need nothing of it. */
  #settle(): void {
    for (const [root, place] of this.#pending.splice(0)) this.#add(root, place);
  }

  /** Follows a value, the nearest first, so that each has the shortest way to it. */
  #add(root: unknown, at: Place): void {
    const queue: [value: unknown, at: Place][] = [[root, at]];
    const seen = new Map<unknown, Place>();
    for (let next = 0; next < queue.length && seen.size < LIMIT; next++) {
      const [value, place] = queue[next]!;
      if (!canHaveIdentity(value) || seen.has(value)) continue;
      const isRoot = types.isModuleNamespaceObject(value);
      if (!isRoot) this.#addValue(value, place);
      seen.set(value, place);
      const isDeep = typeof value === "function" && place.path.length > 0;
      if (isRoot ? place.name.imported === "*" : place.path.length < DEPTH && !isDeep) {
        queue.push(...inside(value, place));
      }
    }
    this.#lists.set(keyOf(at.from, at.name.specifier, at.name.imported), [...seen]);
  }

  #addValue(value: object | symbol, place: Place): void {
    if (!this.#places.has(value)) this.#places.set(value, place);
    if (typeof value === "function" && isClassValue(value)) {
      const { prototype } = value;
      if (!Object.hasOwn(prototype, "constructor")) this.#owners.set(prototype, value);
    }
  }
}

function keyOf(from: string, specifier: string, imported: string): string {
  return JSON.stringify([from, specifier, imported]);
}

/** Whether an import is not of a module that would be bundled or is htmap itself, or of mere data. */
function isForeign({ specifier, attributes }: ImportedName): boolean {
  return isBuiltin(specifier) || "type" in attributes;
}

function canHaveIdentity(value: unknown): value is object | symbol {
  return typeof value === "function" || typeof value === "symbol" ||
    (typeof value === "object" && value !== null);
}

/** What a value has: the exports of a namespace, or the values of its own properties. */
function inside(value: object | symbol, place: Place): [value: unknown, at: Place][] {
  if (typeof value === "symbol" || types.isProxy(value)) return [];
  if (types.isModuleNamespaceObject(value)) {
    return exportsOf(value).filter((key) => key !== "module.exports")
      .map((key) => [valueAt(value, key), { ...place, name: { ...place.name, imported: key } }]);
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return [];
  const found: [unknown, Place][] = [];
  for (const key of Object.getOwnPropertyNames(value)) {
    const inner: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (key === "prototype" && typeof value === "function") {
      // A function that makes objects of a class it hides shows the class so.
      const type = Object.getOwnPropertyDescriptor(Object(inner), "constructor")?.value;
      if (type !== value) {
        found.push([type, { ...place, path: [...place.path, key, "constructor"] }]);
      }
    } else if (canHaveIdentity(inner) && key !== "constructor") {
      found.push([inner, { ...place, path: [...place.path, key] }]);
    }
  }
  return found;
}

/** The names that a module exports, of what has no value yet among them: listing keys would ask for it. */
export function exportsOf(namespace: object): string[] {
  return Reflect.ownKeys(namespace).filter((key) => typeof key === "string");
}

/** A variable, or an export; `undefined` if it has no value yet. */
export function valueAt(from: object, name: string): unknown {
  try {
    return Reflect.get(from, name);
  } catch {
    return undefined;
  }
}
