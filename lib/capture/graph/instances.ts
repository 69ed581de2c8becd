/**
 * Tells apart the variables of different calls: two closures made by one call share its variables,
 * two made by different calls do not, though they look the same in the source.
 *
 * @module
 */

import type { HeapPicture } from "../engine/heap.ts";
import type { Inspector, Scope } from "../engine/inspector.ts";
import type { LexicalScope } from "../engine/scope.ts";
import type { Script } from "../engine/scripts.ts";
import type { Cell } from "./types.ts";

/** A variable that a function was found to close over. */
export interface Found {
  readonly script: Script;
  /** The scope in the source that declares it, if the script itself does. */
  readonly scope: LexicalScope | undefined;
  readonly name: string;
  /** The scope as the engine has it. */
  readonly found: Scope;
  /** Which of the function's scopes it is, from the innermost. */
  readonly depth: number;
  readonly func: object;
}

/** The variables of one call, or of one run of a block. */
export interface Instance {
  /** The captured variables, by name. */
  readonly cells: Map<string, Cell>;
  readonly variables: object;
  readonly func: object;
  readonly depth: number;
}

/** The instances of one scope in the source. */
interface Group {
  readonly all: Instance[];
  /** By the id of the scope in the heap, once two of them looked the same. */
  byHeap: Map<number, Instance> | undefined;
}

/** Keeps the instances of all scopes met. */
export class Instances {
  readonly #groups = new Map<unknown, Group>();
  /** The instance of each scope of each function that was looked up before. */
  readonly #found = new Map<object, Map<number, Instance>>();
  /** The scopes of functions that the heap was asked for. */
  readonly #scopes = new Map<object, readonly number[]>();

  #heap: Promise<HeapPicture> | undefined;

  constructor(readonly inspector: Inspector) {}

  /**
   * Finds the instance a variable belongs to.
   *
   * @param found The variable.
   * @returns The same instance for all functions that share the variable.
   */
  async keyOf(found: Found): Promise<Instance> {
    const known = this.#found.get(found.func)?.get(found.depth);
    if (known) return known;
    const instance = await this.#find(found);
    let byDepth = this.#found.get(found.func);
    if (!byDepth) this.#found.set(found.func, byDepth = new Map());
    byDepth.set(found.depth, instance);
    return instance;
  }

  async #find(found: Found): Promise<Instance> {
    const { kind, variables } = found.found;
    const isTop = kind === "Module" || kind === "Script";
    const key = isTop
      ? `${kind} ${kind === "Module" ? found.script.info.scriptId : ""}`
      : found.scope ?? found.script;
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, group = { all: [], byHeap: undefined });
    const known = isTop ? group.all[0] : await this.#among(group, found);
    if (known) return known;
    const instance: Instance = {
      cells: new Map(),
      variables,
      func: found.func,
      depth: found.depth,
    };
    group.all.push(instance);
    const scope = group.byHeap && await this.#scopeOf(instance);
    if (scope !== undefined) group.byHeap?.set(scope, instance);
    return instance;
  }

  async #among(group: Group, found: Found): Promise<Instance | undefined> {
    if (!group.byHeap) {
      const names = Object.getOwnPropertyNames(found.found.variables);
      const equal = group.all.find((one) => areEqual(one.variables, found.found.variables, names));
      // Where nothing is ever assigned, equal variables can be shared without anyone noticing.
      if (!equal || !isAssigned(found, names)) return equal;
      // Only the heap tells equal variables of one call from those of another.
      group.byHeap = new Map();
      for (const one of group.all) {
        const scope = await this.#scopeOf(one);
        if (scope !== undefined) group.byHeap.set(scope, one);
      }
    }
    const scope = await this.#scopeOf(found);
    return scope === undefined ? undefined : group.byHeap.get(scope);
  }

  /** The id of a scope of a function in the heap. */
  async #scopeOf({ depth, func }: { depth: number; func: object }): Promise<number | undefined> {
    let scopes = this.#scopes.get(func);
    if (!scopes) {
      this.#heap ??= this.inspector.heap();
      scopes = (await this.#heap).scopesOf(await this.inspector.heapId(func));
      this.#scopes.set(func, scopes);
    }
    return scopes[depth];
  }

  /** Forgets the picture of the heap, which is large. */
  forgetHeap(): void {
    this.#heap = undefined;
  }
}

function areEqual(one: object, other: object, names: readonly string[]): boolean {
  return names.every((name) => Object.is(valueIn(one, name), valueIn(other, name)));
}

/** The value of a variable; a mark for one that is not there, or has no value yet. */
function valueIn(variables: object, name: string): unknown {
  try {
    return Object.hasOwn(variables, name) ? Reflect.get(variables, name) : Instances;
  } catch {
    return Instances;
  }
}

/** Whether any of a scope's variables is assigned to after its declaration. */
function isAssigned(found: Found, names: readonly string[]): boolean {
  const { scope, script } = found;
  if (!scope) return true;
  return script.analysis.references.some((use) =>
    use.isWritten && use.scope === scope && names.includes(use.name)
  );
}
