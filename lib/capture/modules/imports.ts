/**
 * What captured functions import: built-in modules stay imports, htmap itself is given by the
 * executor, and everything else is bundled, all of it together, so that a module is there once.
 *
 * @module
 */

import { isBuiltin } from "node:module";
import type { Place } from "./exports.ts";
import { hostMember } from "../../wire/module.ts";
import { isHtmap } from "./own.ts";
import { isInPackage } from "./modules.ts";
import type { ImportSource } from "../engine/import_syntax.ts";
import type { ImportedName, Script } from "../engine/scripts.ts";

/** Stands for the bundled modules in expressions, until the generated module's own name is known. */
export const BUNDLE = "\u0000bundle";

/** Stands for what the executor gives. */
export const HOST = "\u0000host";

/** Stands for the namespace objects of `node:` modules. */
export const NODE = "\u0000node";

/** One export of a module that is to be in a bundle. */
export interface BundleEntry extends ImportSource {
  /** The URL of the module it is written in. */
  readonly from: string;
  /** What is wanted of it: a name, `default`, or `*`. */
  readonly imported: string;
  /** Whether it is only to be evaluated once it is reached. */
  readonly isDynamic: boolean;
}

/** What is wanted of a module whose `require` a function uses. */
export const REQUIRE = "require()";

/** Collects imports, and gives the expressions that stand for them. */
export class ImportTable {
  /** What is to be bundled. */
  readonly entries: BundleEntry[] = [];
  /** The `node:` modules, with `node:`, whose namespace objects are wanted; the n-th is called `$n`. */
  readonly namespaces: string[] = [];
  readonly #known = new Map<string, string>();

  /**
   * Gives an expression for an imported name.
   *
   * @param name What is imported.
   * @param script The script that imports it.
   * @returns The expression.
   */
  expression(name: ImportedName, script: Script): string {
    const { specifier, imported } = name;
    if (isHtmap(specifier, script.url)) return member(hostMember(HOST, "htmap"), imported);
    const builtin = builtinOf(specifier, script.url);
    if (builtin !== undefined) {
      const module: unknown = process.getBuiltinModule(builtin);
      const text = `process.getBuiltinModule(${JSON.stringify(builtin)})`;
      if (imported === "default" || imported === "module.exports") return text;
      // What only the namespace object has is no property of the module.
      const isThere = imported !== "*" && Reflect.has(Object(module), imported);
      return member(isThere ? text : this.nodeNamespace(builtin), imported);
    }
    return this.#bundled({ ...name, from: script.url, isDynamic: false });
  }

  /**
   * Gives an expression for what a dynamic import gives.
   *
   * @param source What is imported.
   * @param script The script that imports it.
   * @returns An expression for a promise of the module, which is not evaluated before.
   */
  promise(source: ImportSource, script: Script): string {
    if (isHtmap(source.specifier, script.url)) {
      return `Promise.resolve(${hostMember(HOST, "htmap")})`;
    }
    const builtin = builtinOf(source.specifier, script.url);
    if (builtin !== undefined) return `import(${JSON.stringify(builtin)})`;
    return `${this.#bundled({ ...source, imported: "*", from: script.url, isDynamic: true })}()`;
  }

  /**
   * Gives an expression for an export of a module that is known by its URL.
   *
   * @param url The URL.
   * @param imported The name of the export, or `*` for all.
   * @returns The expression.
   */
  exported(url: string, imported: string): string {
    const entry = { from: url, specifier: url, imported, attributes: {} };
    return this.#bundled({ ...entry, isDynamic: false });
  }

  /**
   * Gives an expression for the `require` of a module.
   *
   * @param url The URL of the module, which is not run for it.
   * @returns The expression.
   */
  requireOf(url: string): string {
    return this.exported(url, REQUIRE);
  }

  /**
   * Gives an expression for something an export leads to.
   *
   * @param place Where it is.
   * @param isOptional Whether it may be missing where the map runs; it is then `undefined`.
   * @returns The expression.
   */
  at({ from, name, path }: Place, isOptional = false): string {
    const root = isHtmap(name.specifier, from)
      ? member(hostMember(HOST, "htmap"), name.imported)
      : this.#bundled({ ...name, from, isDynamic: false });
    const link = isOptional ? "?." : "";
    return root + path.map((key) => `${link}[${JSON.stringify(key)}]`).join("");
  }

  /**
   * Gives an expression for the namespace object of a `node:` module.
   *
   * @param name The module, with `node:`.
   * @returns The expression.
   */
  nodeNamespace(name: string): string {
    const known = this.namespaces.indexOf(name);
    return `${NODE}.$${known < 0 ? this.namespaces.push(name) - 1 : known}`;
  }

  #bundled(entry: BundleEntry): string {
    const { from, specifier, imported, isDynamic } = entry;
    const attributes = Object.entries(entry.attributes).sort();
    const key = JSON.stringify([from, specifier, imported, isDynamic, attributes]);
    let expression = this.#known.get(key);
    if (expression === undefined) {
      expression = `${BUNDLE}.$${this.entries.length}`;
      this.#known.set(key, expression);
      this.entries.push(entry);
    }
    return expression;
  }
}

/**
 * Tells whether a specifier means a built-in module, whatever a project's import map says.
 *
 * @param specifier The specifier.
 * @param from The URL of the module it is written in.
 * @returns The module, with `node:`; `undefined` for all else, a bare name that might be one among it.
 */
export function builtinOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith("node:")) return specifier;
  // No package can give another meaning to these names.
  return isInPackage(from) && isBuiltin(specifier) ? `node:${specifier}` : undefined;
}

function member(object: string, name: string): string {
  if (name === "*") return object;
  return /^[A-Za-z_$][\w$]*$/.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;
}
