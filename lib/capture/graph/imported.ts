/**
 * What goes by reference because a module exports it.
 *
 * @module
 */

import { isClassValue } from "../engine/is_class.ts";
import { exportsOf, type Place, valueAt } from "../modules/exports.ts";
import { SYMBOL } from "./wanted_class.ts";
import type { ScriptInfo } from "../engine/inspector.ts";
import { isOfModule, modulesOf, packageOf } from "../modules/modules.ts";
import { isHtmap, isOwnModule, OWN_URL } from "../modules/own.ts";
import type { ImportedName, Script } from "../engine/scripts.ts";
import type { Collector } from "./types.ts";

/** Finds functions, classes and objects of imported modules. */
export class ImportedValues {
  /** The scripts and modules whose variables and exports were looked at. */
  readonly #searched = new Set<string>();

  constructor(readonly graph: Collector) {}

  /**
   * Finds the way to a function through the exports of modules.
   *
   * @param func The function.
   * @param info The script it was written in.
   * @returns Where it is, or `undefined` if no export leads to it.
   */
  async placeOf(func: object, info: ScriptInfo): Promise<Place | undefined> {
    if (!isOfModule(info)) return undefined;
    // What htmap exports is there already where the function runs, by whatever name the script has it.
    await this.#addModule(isOwnModule(info.url) ? { ...info, url: OWN_URL } : info);
    return this.graph.exports.placeOf(func);
  }

  /**
   * Finds the export of a module that is a certain object.
   *
   * @param info The script of the module.
   * @param value Any value.
   * @returns Where it is, or `undefined` if the module does not export it.
   */
  async exportOf(info: ScriptInfo, value: unknown): Promise<Place | undefined> {
    const isObject = typeof value === "function" || (typeof value === "object" && value !== null);
    if (!isObject || !info.isModule || !isOfModule(info)) return undefined;
    await this.#addModule(info);
    const place = this.graph.exports.placeOf(value);
    return place?.path.length === 0 ? place : undefined;
  }

  /**
   * Has the map know the classes an import leads to, so that their instances travel as such.
   *
   * @param from The URL of the script that imports.
   * @param name What it imports.
   * @param path The way to it, for messages.
   */
  async addClasses(from: string, name: ImportedName, path: readonly string[]): Promise<void> {
    if (isHtmap(name.specifier, from)) return; // it is the same there
    const { graph } = this;
    const imported = graph.exports.under(from, name);
    const first = imported.find(([value]) => typeof value === "function")?.[0];
    if (typeof first === "function") await this.#addReachable(first);
    await this.#addExported(from, name);
    for (const [func, place] of imported) {
      if (typeof func !== "function" || graph.numbers.has(func) || !isClassValue(func)) continue;
      if (place.path.length > 0 && !await this.#scriptOf(func)) continue;
      const expression = graph.imports.at(place, true);
      graph.enter(func, { kind: "function", func, path, state: { kind: "reference", expression } });
      graph.enter(func.prototype, { kind: "builtin", expression: `${expression}?.prototype` });
    }
  }

  /**
   * Notes the classes that a function of a module can reach, since what it gives may be made of them,
   * and the symbols, by which it may know objects.
   */
  async #addReachable(func: object): Promise<void> {
    const { inspector, held } = this.graph;
    const { scopes, location } = await inspector.details(func);
    if (!location || this.#searched.has(location.scriptId)) return;
    this.#searched.add(location.scriptId);
    const info = inspector.script(location.scriptId);
    const urls = info ? await this.#urlsOf(info) : [];
    for (const { variables } of scopes) {
      for (const name of Object.getOwnPropertyNames(variables)) {
        const value = valueAt(variables, name);
        if (typeof value !== "symbol") await this.#addHeld(value);
        else if (!held.has(value)) held.set(value, { name, shape: SYMBOL, urls });
      }
    }
  }

  /** Notes the classes that a module exports: what its functions give may be made of them. */
  async #addExported(from: string, { specifier, attributes }: ImportedName): Promise<void> {
    const url = "type" in attributes ? undefined : this.#absolute(specifier, from);
    if (url === undefined || this.#searched.has(url) || modulesOf().isEntry(url)) return;
    this.#searched.add(url);
    const namespace = await modulesOf().namespaceOf(url);
    for (const name of namespace ? exportsOf(namespace) : []) {
      if (namespace) await this.#addHeld(valueAt(namespace, name));
    }
  }

  /** The address of what a script imports; `undefined` if only the bundler can tell. */
  #absolute(specifier: string, from: string): string | undefined {
    if (URL.canParse(specifier)) return specifier;
    if (/^\.{0,2}\//.test(specifier)) return URL.parse(specifier, from)?.href;
    try {
      const url = import.meta.resolve(specifier);
      // Elsewhere a bare name may mean another module, which must not be loaded for this.
      const isLoaded = this.graph.inspector.scripts().some((script) => script.url === url);
      return isLoaded || /^(?:npm|jsr):/.test(url) ? url : undefined;
    } catch {
      return undefined;
    }
  }

  async #addHeld(type: unknown): Promise<void> {
    const { held } = this.graph;
    if (typeof type !== "function" || held.has(type) || !isClassValue(type)) return;
    const info = await this.#scriptOf(type);
    if (!info) return;
    held.set(type, { name: type.name, shape: undefined, urls: await this.#urlsOf(info) });
  }

  /** The URLs a module may have in a bundle. */
  async #urlsOf({ url, scriptId }: ScriptInfo): Promise<string[]> {
    // A package's files were not translated, and may be long.
    if (packageOf(url) !== undefined) return [url];
    try {
      const origin = await (await this.graph.scripts.get(scriptId)).origin();
      return [url, ...origin.sources().map((source) => source.url)];
    } catch {
      // A script that cannot be parsed matters only if something of it has to be written out.
      return [url];
    }
  }

  /** The script of a function, if that is a module. */
  async #scriptOf(func: object): Promise<ScriptInfo | undefined> {
    const { inspector } = this.graph;
    const { location } = await inspector.details(func);
    const info = location && inspector.script(location.scriptId);
    return info && isOfModule(info) ? info : undefined;
  }

  async #addModule({ url, isModule }: ScriptInfo): Promise<void> {
    // Any other file that was required might be taken for an ES module, and run again.
    const isSafe = isModule || url.endsWith(".cjs") || packageOf(url) !== undefined;
    if (isSafe) await this.graph.exports.addModule(url);
  }
}

/** Whether a module may make maps itself: then it must not run where they run. */
export function importsHtmap(script: Script): boolean {
  return script.imports.values().some(({ specifier }) => isHtmap(specifier, script.url));
}
