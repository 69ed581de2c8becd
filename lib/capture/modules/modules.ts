/**
 * Which modules go by reference, and which are the user's own script.
 *
 * @module
 */

import { createRequire } from "node:module";
import { loadDeadline } from "../../deps.ts";
import type { ScriptInfo } from "../engine/inspector.ts";
import { runAs } from "../engine/translated.ts";

/** How long a module that is loaded may take to be got, in milliseconds. */
const LONGEST_LOAD = 200;

/** Modules that run only where a map is made: never on an execute node. */
class Modules {
  readonly #entries = new Set<string>();
  readonly #namespaces = new Map<string, Promise<object | undefined>>();
  readonly #urls = new WeakMap<object, string>();
  #required: object | undefined;
  #facadeOf: ((url: string) => string | undefined) | undefined;

  constructor() {
    if (URL.canParse(Deno.mainModule)) this.#entries.add(Deno.mainModule);
  }

  /**
   * Marks a module as the user's script, which makes maps and must not run again.
   *
   * @param url Its URL.
   */
  addEntry(url: string): void {
    this.#entries.add(url);
  }

  /** Tells whether a module is the user's script, or is in the memory of this process only. */
  isEntry(url: string): boolean {
    return this.#entries.has(url) || url.startsWith("blob:");
  }

  /** The URL of a module whose namespace object was loaded here. */
  urlOf(namespace: object): string | undefined {
    return this.#urls.get(namespace);
  }

  /**
   * Gives the namespace object of a module.
   *
   * @param url The URL of a module that is loaded.
   * @returns The namespace, or `undefined` if it cannot be had.
   */
  namespaceOf(url: string): Promise<object | undefined> {
    let namespace = this.#namespaces.get(url);
    if (!namespace) this.#namespaces.set(url, namespace = this.#load(url));
    return namespace;
  }

  /**
   * Notes the CommonJS modules of this process, which the binary runs itself.
   *
   * @param cache The modules, by their paths.
   * @param facadeOf Gives the URL of an ES module that has what a CommonJS module exports.
   */
  setCommonJs(cache: object, facadeOf: (url: string) => string | undefined): void {
    this.#required = cache;
    this.#facadeOf = facadeOf;
  }

  /** Tells whether something is the `require` of a module, or was made by `createRequire`. */
  isRequire(value: unknown): boolean {
    return typeof value === "function" && typeof Reflect.get(value, "resolve") === "function" &&
      Reflect.get(value, "cache") === this.#cache();
  }

  /** The CommonJS modules of this process, by their paths. */
  #cache(): object {
    return this.#required ??= createRequire(import.meta.url).cache;
  }

  /** Gives the paths of the modules that a CommonJS module has required here. */
  requiredBy(path: string): string[] {
    const module: unknown = Reflect.get(this.#cache(), path);
    const children: unknown = Reflect.get(Object(module), "children");
    if (!Array.isArray(children)) return [];
    return children.map((one) => Object(one).filename).filter((one) =>
      typeof one === "string" && one.startsWith("/")
    );
  }

  #importableAs(url: string): string {
    const made = runAs(url);
    return made === url ? this.#facadeOf?.(url) ?? url : made;
  }

  /** Gets a loaded module. One that is still being evaluated would wait for itself: it is given up. */
  async #load(url: string): Promise<object | undefined> {
    const { deadline } = await loadDeadline();
    try {
      const namespace: unknown = await deadline(import(this.#importableAs(url)), LONGEST_LOAD);
      if (typeof namespace !== "object" || namespace === null) return undefined;
      this.#urls.set(namespace, url);
      return namespace;
    } catch {
      return undefined;
    }
  }
}

/**
 * Tells whether a script is a module that was imported, ES or CommonJS: not the user's script itself,
 * and not what was made by `eval` or `new Function`.
 *
 * @param info The script.
 * @returns Whether it is.
 */
export function isOfModule(info: ScriptInfo): boolean {
  if (info.url === "" || modulesOf().isEntry(info.url)) return false;
  return info.isModule || isCommonJs(info);
}

/** Whether a script is a CommonJS module. */
export function isCommonJs({ url, isModule }: ScriptInfo): boolean {
  return !isModule && /^file:.*\.c?js$/.test(url);
}

/**
 * Finds the package a module is a file of.
 *
 * @param url The URL of a module.
 * @returns The name of the package, or `undefined` if it is of none.
 */
export function packageOf(url: string): string | undefined {
  return INSTALLED.exec(url)?.[1] ?? CACHED.exec(url)?.[1];
}

/** Whether a module is a file of a package, in which imports follow Node's rules. */
export function isInPackage(url: string): boolean {
  return packageOf(url) !== undefined;
}

/** In a `node_modules` directory. */
const INSTALLED = /.*\/node_modules\/((?:@[^/]+\/)?[^/@.][^/@]*)\//;
/** In Deno's cache, or the binary's. */
const CACHED = /\/npm\/(?:(?!@)[^/]+\/)?((?:@[^/]+\/)?[^/@]+)\/\d[^/]*\//;

let modules: Modules | undefined;

/** @returns What is known of the modules of this process. */
export function modulesOf(): Modules {
  return modules ??= new Modules();
}
