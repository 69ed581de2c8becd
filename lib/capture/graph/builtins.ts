/**
 * What every process has already: the built-ins, found by the way one reaches them.
 *
 * @module
 */

import { platformPath } from "../../base/platform_classes.ts";
import { nodeBuiltins, type NodePlace } from "../modules/node_builtins.ts";

/** A way to reach a built-in: an expression that needs nothing but globals and `node:` modules. */
export type Expression = string;

/** Globals that hold objects, which their prototypes do not lead to. */
const NAMESPACES = [
  "globalThis",
  "Math",
  "JSON",
  "Reflect",
  "Intl",
  "Atomics",
  "WebAssembly",
  "Temporal",
  "console",
  "performance",
];

/** Globals that are loaded when first read, by the class of what they hold. */
const LAZY: ReadonlyMap<string, string> = new Map([
  ["Crypto", "crypto"],
  ["SubtleCrypto", "crypto.subtle"],
  ["Navigator", "navigator"],
  ["process", "process"],
  ["Storage", "localStorage"],
  ["CacheStorage", "caches"],
]);

/** The enumerable properties of the global object that are the platform's. */
const ENUMERABLE_GLOBALS: ReadonlySet<string> = new Set(
  ("clearInterval clearTimeout setInterval setTimeout setImmediate clearImmediate alert confirm " +
    "prompt onerror onload onbeforeunload onunload onunhandledrejection onrejectionhandled console " +
    "fetch performance queueMicrotask structuredClone reportError createImageBitmap crypto " +
    "navigator location self window global process localStorage sessionStorage caches name " +
    "atob btoa closed addEventListener removeEventListener dispatchEvent Deno Buffer")
    .split(" "),
);

/** Finds built-ins by identity. */
export class Builtins {
  #table: Map<unknown, Expression> | undefined;

  /**
   * Finds the way to a built-in.
   *
   * @param value A function or an object.
   * @returns An expression for it, or `undefined` if it is none or cannot be reached.
   */
  find(value: object): Expression | undefined {
    return this.#all().get(value) ?? this.#lazy(value);
  }

  /**
   * Finds the way to a function that is known to be a built-in, looking further than `find`.
   *
   * @param func A function that has no source of its own.
   * @returns An expression for it, or `undefined` if no global name and no module reaches it.
   */
  findFunction(func: object): Expression | undefined {
    return this.find(func) ?? nodeExpression(nodeBuiltins().findFunction(func));
  }

  /**
   * Finds the way to a `node:` module, or to an object or a symbol that one has.
   *
   * @param value Any value.
   * @returns An expression for it, or `undefined` if no module that is loaded has it.
   */
  findOfNode(value: object | symbol): Expression | undefined {
    return nodeExpression(nodeBuiltins().find(value));
  }

  /**
   * Tells whether a property of the global object is one of the platform's.
   *
   * @param name Its name.
   * @returns `false` if a script put it there.
   */
  isPlatformGlobal(name: string): boolean {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    return descriptor === undefined || !descriptor.enumerable || ENUMERABLE_GLOBALS.has(name);
  }

  #all(): Map<unknown, Expression> {
    if (this.#table) return this.#table;
    const table = this.#table = new Map<unknown, Expression>();
    const add = (value: unknown, expression: Expression): boolean => {
      if (!isObject(value) || table.has(value)) return false;
      table.set(value, expression);
      return true;
    };
    const names = Object.getOwnPropertyNames(globalThis);
    for (const name of [...NAMESPACES, ...names, "Deno"]) {
      const value = dataProperty(globalThis, name);
      const isBuiltIn = names.includes(name) && this.isPlatformGlobal(name);
      if (!isBuiltIn || !add(value, name)) continue;
      if (value !== globalThis) addMembers(value, name, add, 2);
    }
    addHidden(add);
    return table;
  }

  #lazy(value: object): Expression | undefined {
    const type: unknown = Reflect.get(value, "constructor");
    const path = typeof type === "function" ? LAZY.get(type.name) : undefined;
    if (path !== undefined && reach(path) === value) return path;
    if (typeof value !== "function") {
      const owner = platformPath(value);
      return owner === undefined ? undefined : `${owner}.prototype`;
    }
    for (const place of ["", "Deno.", "Intl.", "crypto.subtle.", "crypto."]) {
      // A function that a script made a global of is no built-in.
      if (place === "" && !this.isPlatformGlobal(value.name)) continue;
      if (value.name !== "" && reach(place + value.name) === value) return place + value.name;
    }
    return undefined;
  }
}

/** An expression for what a `node:` module has. */
function nodeExpression(place: NodePlace | undefined): Expression | undefined {
  if (!place) return undefined;
  const path = place.path.map((key) => `[${JSON.stringify(key)}]`).join("");
  return `process.getBuiltinModule("node:${place.name}")${path}`;
}

/** Follows a path of names from the global object. */
function reach(path: string): unknown {
  let at: unknown = globalThis;
  for (const name of path.split(".")) {
    if (!isObject(at)) return undefined;
    at = Reflect.get(at, name);
  }
  return at;
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

function dataProperty(place: object, key: PropertyKey): unknown {
  return Object.getOwnPropertyDescriptor(place, key)?.value;
}

/** Adds what a built-in has: its static members, its prototype, and their members. */
function addMembers(
  value: unknown,
  path: Expression,
  add: (value: unknown, expression: Expression) => boolean,
  depth: number,
): void {
  if (!isObject(value)) return;
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (!descriptor) continue;
    const written = typeof key === "string" ? JSON.stringify(key) : symbolPath(key);
    if (written === undefined) continue;
    const isName = typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key);
    const at = isName ? `${path}.${String(key)}` : `${path}[${written}]`;
    if ("value" in descriptor) {
      if (add(descriptor.value, at) && depth > 0) addMembers(descriptor.value, at, add, depth - 1);
      continue;
    }
    const descriptorPath = `Object.getOwnPropertyDescriptor(${path}, ${written})`;
    add(descriptor.get, `${descriptorPath}.get`);
    add(descriptor.set, `${descriptorPath}.set`);
  }
}

function symbolPath(key: symbol): Expression | undefined {
  const match = /^Symbol\(Symbol\.(\w+)\)$/.exec(String(key));
  return match && Reflect.get(Symbol, match[1]!) === key ? `Symbol.${match[1]}` : undefined;
}

/** Adds built-ins that no global name leads to, but syntax does. */
function addHidden(add: (value: unknown, expression: Expression) => boolean): void {
  const roots: readonly (readonly [object, Expression])[] = [
    [async function () {}, "(async function () {})"],
    [function* () {}, "(function* () {})"],
    [async function* () {}, "(async function* () {})"],
    [Uint8Array, "Uint8Array"],
    [[][Symbol.iterator](), "[][Symbol.iterator]()"],
    [new Map().entries(), "new Map().entries()"],
    [new Set().values(), "new Set().values()"],
    [""[Symbol.iterator](), '""[Symbol.iterator]()'],
  ];
  for (const [root, path] of roots) {
    const prototype: unknown = Object.getPrototypeOf(root);
    const at = `Object.getPrototypeOf(${path})`;
    if (add(prototype, at)) addMembers(prototype, at, add, 2);
  }
}
