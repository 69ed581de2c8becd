/**
 * The properties of functions and prototypes: which of them their source gives them by itself.
 *
 * @module
 */

import { child, isClass, list, nameOf, type Node } from "../engine/syntax.ts";
import type { Collector, Patch } from "./types.ts";

/** What a function is written out as. */
export interface Expected {
  /** The name it gets. */
  readonly name: string;
  /** How many arguments it says it takes. */
  readonly length: number;
  /** Its number, by which its prototype is known; what was bound is made without one. */
  readonly number?: number | undefined;
  /** What it inherits from. */
  readonly prototype: unknown;
}

/** A target whose properties may have been changed. */
interface Target {
  readonly target: object;
  readonly path: readonly string[];
  /** Gives what it inherits from, by its source. */
  readonly prototype: () => unknown;
  /** Whether its source gives it a property just as it is. */
  readonly isUsual: (key: string | symbol) => boolean;
  /** The properties its source gives it. */
  readonly given: Iterable<string | symbol>;
}

/** Notes what an object has, lacks or inherits that its source says otherwise. */
export function addPatch(graph: Collector, one: Target): void {
  // Not at once: whose a prototype is that several functions have turns out when all of them were met.
  graph.patch(one.target, () => patchOf(one));
}

function patchOf(one: Target): Patch | undefined {
  const { isUsual, path, target } = one;
  const prototype: object | null = Object.getPrototypeOf(target);
  const isChanged = prototype !== one.prototype();
  const keys = Reflect.ownKeys(target).filter((key) => !isUsual(key));
  const removed = [...one.given].filter((key) => !Object.hasOwn(target, key));
  const isAsGiven = keys.length === 0 && removed.length === 0 && !isChanged;
  if (isAsGiven && Object.isExtensible(target)) return undefined;
  return { target, keys, removed, path, prototype: isChanged ? prototype : undefined };
}

/** Notes what a function has that it does not get by being written out. */
export function addFunctionPatch(
  graph: Collector,
  func: object,
  expected: Expected,
  path: readonly string[],
): void {
  addPatch(graph, {
    target: func,
    path,
    prototype: () => expected.prototype,
    isUsual: (key) => isUsualOfFunction(func, key, expected, graph),
    given: givenToFunction(expected),
  });
}

/** Notes what the prototype that a function was made with has that it does not get by that. */
export function addPrototypePatch(
  graph: Collector,
  func: object,
  { node, number }: { node: Node; number: number },
  path: readonly string[],
): void {
  const prototype: unknown = Object.getOwnPropertyDescriptor(func, "prototype")?.value;
  if (!graph.isPrototype(prototype, number)) return;
  const target = Object(prototype);
  const isGenerator = node["generator"] === true;
  const one: Target = {
    target,
    path: [...path, "prototype"],
    prototype: () =>
      isGenerator ? Reflect.get(functionPrototype(node), "prototype") : Object.prototype,
    isUsual: (key) => key === "constructor" && hasUsualConstructor(target, func),
    given: isGenerator ? [] : ["constructor"],
  };
  graph.patch(target, () => graph.isPrototype(target, number) ? patchOf(one) : undefined);
}

/** The properties every function is given. One without a name does as well without the property. */
export function givenToFunction({ name }: Expected): string[] {
  return name === "" ? ["length"] : ["length", "name"];
}

/** Whether a function has a property just because it is a function. */
export function isUsualOfFunction(
  func: object,
  key: string | symbol,
  expected: Expected,
  graph: Collector,
): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(func, key);
  switch (key) {
    case "name":
    case "length":
      return descriptor?.value === expected[key] && hasAttributes(descriptor, false, true);
    case "prototype": {
      const isOwn = graph.isPrototype(descriptor?.value, expected.number);
      const isClassValue = /^class\b/.test(Function.prototype.toString.call(func));
      return isOwn && hasAttributes(descriptor, !isClassValue, false);
    }
    case "arguments":
    case "caller":
      // Functions of old have these, and they cannot be given to others.
      return descriptor?.value === null && hasAttributes(descriptor, false, false);
    default:
      return false;
  }
}

/** Whether a prototype has the `constructor` that every function's prototype has. */
export function hasUsualConstructor(prototype: object, func: object): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, "constructor");
  return descriptor?.value === func && hasAttributes(descriptor, true, true);
}

function hasAttributes(
  descriptor: PropertyDescriptor | undefined,
  writable: boolean,
  configurable: boolean,
): boolean {
  return descriptor?.writable === writable && !descriptor.enumerable &&
    descriptor.configurable === configurable;
}

/** The name that a function is written out under. */
export function writtenName(func: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(func, "name")?.value;
  return typeof name === "string" ? name : "";
}

/** What a function or class is, once it is written out under a name. */
export function expectedOf(node: Node, member: Node | undefined, func: object): Expected {
  const id = child(node, "id");
  const written = writtenName(func);
  const kind = String(member?.["kind"]);
  const isAccessor = kind === "get" || kind === "set";
  const name = id && node.type !== "FunctionDeclaration"
    ? nameOf(id)
    : isAccessor && !written.startsWith(`${kind} `)
    ? `${kind} ${written}`
    : written;
  return { name, length: lengthOf(node), prototype: functionPrototype(node) };
}

/** What the methods of a class are called, by their keys. */
export function methodName(key: string | symbol, kind: unknown): string {
  const prefix = kind === "get" || kind === "set" ? `${kind} ` : "";
  if (typeof key === "string") return prefix + key;
  return prefix + (key.description === undefined ? "" : `[${key.description}]`);
}

/** How many parameters a function or a class's constructor has, before the first default or rest. */
export function lengthOf(node: Node): number {
  if (!isClass(node)) {
    const params = list(node, "params");
    const end = params.findIndex(({ type }) => /^(?:AssignmentPattern|RestElement)$/.test(type));
    return end < 0 ? params.length : end;
  }
  const members = list(child(node, "body")!, "body");
  const constructor = members.find((member) => member["kind"] === "constructor");
  return constructor ? lengthOf(child(constructor, "value")!) : 0;
}

/** What a function of this form inherits from, unless something was done to it. */
export function functionPrototype(node: Node): object {
  const isAsync = node["async"] === true;
  if (node["generator"] === true) {
    return Object.getPrototypeOf(isAsync ? async function* () {} : function* () {});
  }
  return isAsync ? Object.getPrototypeOf(async function () {}) : Function.prototype;
}
