/**
 * Tells apart the variables of different calls: two closures made by one call share its variables,
 * two made by different calls do not, though they look the same in the source.
 *
 * @module
 */

import type { HeapPicture } from "./heap.ts";
import type { Inspector, Scope } from "./inspector.ts";
import type { LexicalScope } from "./scope.ts";
import type { Script } from "./scripts.ts";
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

/** Keeps the instances of all scopes met. */
export class Instances {
  readonly #instances = new Map<unknown, Instance[]>();
  /** The instance of each scope of each function that was looked up before. */
  readonly #found = new Map<object, Map<number, Instance>>();

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
    const isTop = found.found.kind === "Module" || found.found.kind === "Script";
    const key = isTop
      ? `${found.found.kind} ${
        isTop && found.found.kind === "Module" ? found.script.info.scriptId : ""
      }`
      : found.scope ?? found.script;
    let instances = this.#instances.get(key);
    if (!instances) this.#instances.set(key, instances = []);
    for (const instance of instances) {
      if (isTop || await this.#isSame(instance, found)) return instance;
    }
    const instance: Instance = {
      cells: new Map(),
      variables: found.found.variables,
      func: found.func,
      depth: found.depth,
    };
    instances.push(instance);
    return instance;
  }

  async #scopesOf(func: object): Promise<number[]> {
    this.#heap ??= this.inspector.heap();
    return (await this.#heap).scopesOf(await this.inspector.heapId(func));
  }

  /** Forgets the picture of the heap, which is large. */
  forgetHeap(): void {
    this.#heap = undefined;
  }

  async #isSame(instance: Instance, found: Found): Promise<boolean> {
    const { variables } = found.found;
    const names = Object.getOwnPropertyNames(variables);
    for (const name of names) {
      if (!Object.is(valueIn(variables, name), valueIn(instance.variables, name))) return false;
    }
    // Where nothing is ever assigned, equal variables can be shared without anyone noticing.
    if (!isAssigned(found, names)) return true;
    // Only the heap tells equal variables of one call from those of another.
    const [one, other] = [await this.#scopesOf(found.func), await this.#scopesOf(instance.func)];
    return one[found.depth] !== undefined && one[found.depth] === other[instance.depth];
  }
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
