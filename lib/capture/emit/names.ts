/**
 * The names that a generated module's variables have: those of the user's source, as far as they can.
 *
 * @module
 */

import { BUNDLE, HOST } from "../modules/imports.ts";
import type { Cell, SourceState } from "../graph/types.ts";

/** The names in a generated module. */
export class ModuleNames {
  /** What begins each name that is the module's own: none of the user's begins so. */
  readonly prefix: string;
  /** Names for what never changes, by the expression: the engine's messages say these. */
  readonly aliases = new Map<string, string>();
  readonly #cells = new Map<Cell, string>();
  readonly #used = new Set<string>();
  readonly #taken = new Set<string>();

  /**
   * @param cells The captured variables.
   * @param sources The functions that are written out.
   * @param fixed The names of the bundle's exports that never change.
   */
  constructor(
    cells: readonly Cell[],
    sources: readonly SourceState[],
    fixed: ReadonlySet<string>,
  ) {
    for (const { uses, globals, found } of sources) {
      for (const { name } of uses) this.#used.add(name);
      for (const name of globals) this.#taken.add(name);
      for (const { name, start } of found.script.analysis.references) {
        if (start >= found.node.start && start < found.node.end) this.#used.add(name);
      }
    }
    let prefix = "$";
    while ([...this.#used].some((name) => name.startsWith(prefix))) prefix += "$";
    this.prefix = prefix;
    for (const cell of cells) this.#cells.set(cell, this.#free(cell.name));
    for (const { name, target } of sources.flatMap(({ uses }) => uses)) {
      if (typeof target !== "string" || this.aliases.has(target)) continue;
      if (isFixed(target, fixed)) this.aliases.set(target, this.#free(name));
    }
  }

  /** The name of a variable. */
  of(cell: Cell): string {
    return this.#cells.get(cell)!;
  }

  /** A name that nothing else has, as much like another as it can be. */
  #free(wanted: string): string {
    // What the module itself uses of the platform must not be hidden from it.
    const isFree = (one: string): boolean =>
      !this.#taken.has(one) && !RESERVED.has(one) && !Object.hasOwn(globalThis, one);
    let name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(wanted) ? wanted : `${this.prefix}v`;
    for (let n = 1; !isFree(name); n++) {
      name = `${wanted}$${n}`.replace(/[^\p{ID_Continue}$]/gu, "_");
      if (this.#used.has(name)) name = `${this.prefix}${name}`;
    }
    this.#taken.add(name);
    return name;
  }
}

/** Whether an expression gives the same whenever it is asked for, once all modules are there. */
function isFixed(target: string, fixed: ReadonlySet<string>): boolean {
  const exported = new RegExp(`^${BUNDLE}\\.(\\$\\d+)$`).exec(target)?.[1];
  if (exported !== undefined) return fixed.has(exported);
  return target.startsWith("process.getBuiltinModule(") || target.startsWith(`${HOST}.htmap`);
}

/** Words that cannot name a variable in a module, though they can be names in a script. */
const RESERVED = new Set(
  "await yield let static implements interface package private protected public arguments eval"
    .split(" "),
);
