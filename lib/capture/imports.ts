/**
 * What captured functions import: built-in modules stay imports, htmap itself is given by the
 * executor, and everything else is bundled, all of it together, so that a module is there once.
 *
 * @module
 */

import { isBuiltin } from "node:module";
import type { BundleEntry } from "./bundle.ts";
import type { Place } from "./exports.ts";
import { isHtmap } from "./own.ts";
import { modulesOf } from "./modules.ts";
import type { ImportedName, Script } from "./scripts.ts";

/** Stands for the bundled modules in expressions, until the generated module's own name is known. */
export const BUNDLE = "\u0000bundle";

/** Stands for what the executor gives. */
export const HOST = "\u0000host";

/** Collects imports, and gives the expressions that stand for them. */
export class ImportTable {
  /** What is to be bundled. */
  readonly entries: BundleEntry[] = [];
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
    if (isHtmap(specifier, script.url)) return member(`${HOST}.htmap`, imported);
    if (isBuiltin(specifier)) {
      const bare = specifier.replace(/^node:/, "");
      const module = `process.getBuiltinModule(${JSON.stringify(`node:${bare}`)})`;
      return imported === "default" ? module : member(module, imported);
    }
    return this.#bundled({ ...name, from: script.url });
  }

  /**
   * Gives an expression for an export of a module that is known by its URL.
   *
   * @param url The URL.
   * @param imported The name of the export, or `*` for all.
   * @returns The expression.
   */
  exported(url: string, imported: string): string {
    return this.#bundled({ from: url, specifier: url, imported, attributes: {} });
  }

  /**
   * Gives an expression for something an export leads to.
   *
   * @param place Where it is.
   * @param isOptional Whether it may be missing where the map runs; it is then `undefined`.
   * @returns The expression.
   */
  at({ from, name, path }: Place, isOptional = false): string {
    const root = this.#bundled({ ...name, from });
    const link = isOptional ? "?." : "";
    return root + path.map((key) => `${link}[${JSON.stringify(key)}]`).join("");
  }

  /**
   * Gives an expression for a module's namespace object that was met as a value.
   *
   * @param namespace The namespace object.
   * @returns The expression, or `undefined` if no script was seen to import it.
   */
  namespaceExpression(namespace: object): string | undefined {
    const url = modulesOf().urlOf(namespace);
    return url === undefined ? undefined : this.exported(url, "*");
  }

  #bundled(entry: BundleEntry): string {
    const key = JSON.stringify([entry.from, entry.specifier, entry.imported]);
    let expression = this.#known.get(key);
    if (expression === undefined) {
      expression = `${BUNDLE}.$${this.entries.length}`;
      this.#known.set(key, expression);
      this.entries.push(entry);
    }
    return expression;
  }
}

function member(object: string, name: string): string {
  if (name === "*") return object;
  return /^[A-Za-z_$][\w$]*$/.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;
}
