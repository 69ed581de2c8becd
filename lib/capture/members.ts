/**
 * What functions and classes have besides their source: properties, statics, prototypes.
 *
 * A class is evaluated again where it travels to, but its static initialisers are not: what they made
 * is there already, possibly changed since, and travels as it is.
 *
 * @module
 */

import type { AnyFunction } from "../codec/classes.ts";
import { privateReplacements, shapeOfNode } from "./privates.ts";
import { cannotCapture, REASONS } from "./refuse.ts";
import { child, isClass, list, nameOf, type Node } from "./syntax.ts";
import type { Collector, MemberState, Reading, Replacement } from "./types.ts";

/** What must be changed in a function's source, and be there before it. */
export interface Members {
  readonly replacements: Replacement[];
  readonly needs: number[];
}

/** The entries a text refers to. */
function knownIn(text: string): number[] {
  return Array.from(text.matchAll(/\0known\((\d+)\)/g), ([, number]) => Number(number));
}

/** Stands for an entry of the table, by number, until the table's own name is known. */
export function knownText(number: number): string {
  return `\u0000known(${number})`;
}

/**
 * Adds what a function has besides its source to a graph.
 *
 * @param reading The function.
 * @param graph Where it goes.
 * @returns What that changes in its source.
 */
export function functionMembers(reading: Reading, graph: Collector): Members {
  if (isClass(reading.found.node)) return classMembers(reading, graph);
  const { func, path } = reading.entry;
  const expected = functionPrototype(reading.found.node);
  addPatch(graph, func, ownKeys(func, FUNCTION_KEYS), expected, path);
  const prototype: unknown = Object.getOwnPropertyDescriptor(func, "prototype")?.value;
  if (typeof prototype === "object" && prototype !== null) {
    const isOwn = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value === func;
    const keys = ownKeys(prototype, isOwn ? ["constructor"] : []);
    const usual = reading.found.node["generator"] === true
      ? Object.getPrototypeOf(Reflect.get(expected, "prototype")) &&
        Reflect.get(expected, "prototype")
      : Object.prototype;
    addPatch(graph, prototype, keys, usual, [...path, "prototype"]);
  }
  return { replacements: [], needs: [] };
}

const FUNCTION_KEYS = ["length", "name", "prototype", "arguments", "caller"];

/** What a function of this form inherits from, unless something was done to it. */
function functionPrototype(node: Node): object {
  const isAsync = node["async"] === true;
  if (node["generator"] === true) {
    return Object.getPrototypeOf(isAsync ? async function* () {} : function* () {});
  }
  return isAsync ? Object.getPrototypeOf(async function () {}) : Function.prototype;
}

function ownKeys(target: object, usual: readonly (string | symbol)[]): (string | symbol)[] {
  return Reflect.ownKeys(target).filter((key) => !usual.includes(key));
}

function addPatch(
  graph: Collector,
  target: object,
  keys: (string | symbol)[],
  expected: unknown,
  path: readonly string[],
): void {
  const prototype: object | null = Object.getPrototypeOf(target);
  const isChanged = prototype !== expected;
  if (keys.length === 0 && !isChanged && Object.isExtensible(target)) return;
  graph.patch({ target, keys, path, prototype: isChanged ? prototype : undefined });
}

function classMembers(reading: Reading, graph: Collector): Members {
  const { entry, found, number } = reading;
  const { path } = entry;
  const type = entry.func;
  const prototype: object = Reflect.get(type, "prototype");
  const replacements: Replacement[] = [];
  const needs: number[] = [];
  const parent: object | null = Object.getPrototypeOf(type);
  const superClass = child(found.node, "superClass");
  const isDerived = superClass !== undefined && typeof parent === "function" &&
    parent !== Function.prototype;
  if (isDerived) {
    const base = graph.add(parent, [...entry.path, "[super class]"]);
    needs.push(base);
    replacements.push({ ...rangeOf(superClass), text: knownText(base) });
  }
  const shape = shapeOfNode(found.node);
  if (shape) {
    replacements.push(...privateReplacements(found.node, shape));
    if (shape.statics.length > 0) graph.addStatics(type, number, path);
  }
  const statics = new Set<string | symbol>(["length", "name", "prototype"]);
  const methods = new Set<string | symbol>(["constructor"]);
  for (const member of list(child(found.node, "body")!, "body")) {
    if (member.type === "StaticBlock") {
      replacements.push({ ...rangeOf(member), text: "" });
      continue;
    }
    const isStatic = member["static"] === true;
    if (member.type === "PropertyDefinition") {
      if (isStatic) replacements.push(withoutValue(member));
      else if (member["computed"] === true) {
        const change = fieldKey(member, reading, graph);
        needs.push(...knownIn(change.text));
        replacements.push(change);
      }
      continue;
    }
    const key = keyOf(member, reading, graph, replacements);
    const symbol = typeof key === "symbol" ? graph.known(key) : undefined;
    if (symbol !== undefined) needs.push(symbol);
    if (key === undefined || member["kind"] === "constructor") continue;
    const holder = isStatic ? type : prototype;
    if (keepsMember(holder, key, member, reading, graph, number)) {
      (isStatic ? statics : methods).add(key);
    }
  }
  addPatch(graph, type, ownKeys(type, [...statics]), isDerived ? parent : Function.prototype, path);
  const above: unknown = isDerived
    ? Reflect.get(parent, "prototype")
    : superClass
    ? null
    : Object.prototype;
  addPatch(graph, prototype, ownKeys(prototype, [...methods]), above, [...path, "prototype"]);
  return { replacements, needs };
}

function rangeOf(node: Node): { start: number; end: number } {
  return { start: node.start, end: node.end };
}

/** Puts the name of a field in place of what computes it, which would be too early there. */
function fieldKey(member: Node, reading: Reading, graph: Collector): Replacement {
  const key = child(member, "key")!;
  const isFixed = key.type === "Literal" || key.type === "MemberExpression" &&
      nameOf(child(key, "object")) === "Symbol";
  if (isFixed) return { ...rangeOf(key), text: reading.script.source.slice(key.start, key.end) };
  const name = nameOf(key);
  const scope = reading.details.scopes.find(({ variables }) => Object.hasOwn(variables, name));
  const value: unknown = scope && Reflect.get(scope.variables, name);
  if (typeof value === "number") return { ...rangeOf(key), text: String(value) };
  if (typeof value !== "string" && typeof value !== "symbol") {
    throw cannotCapture(reading.entry.path, REASONS.computedField);
  }
  return { ...rangeOf(key), text: keyText(value, graph) };
}

/** Takes away what a static field is set to; a private one stays declared. */
function withoutValue(member: Node): Replacement {
  const key = child(member, "key")!;
  if (key.type !== "PrivateIdentifier") return { ...rangeOf(member), text: "" };
  return { start: key.end, end: member.end, text: ";" };
}

/**
 * The key of a member as it is now. A computed key is put in the source as what it was.
 *
 * @returns The key; `undefined` for a private member.
 */
function keyOf(
  member: Node,
  reading: Reading,
  graph: Collector,
  replacements: Replacement[],
): string | symbol | undefined {
  const key = child(member, "key")!;
  if (key.type === "PrivateIdentifier") return undefined;
  if (member["computed"] !== true) return nameOf(key) || String(key["value"]);
  const holder: object = member["static"] === true
    ? reading.entry.func
    : Reflect.get(reading.entry.func, "prototype");
  const text = memberText(member, reading);
  for (const candidate of Reflect.ownKeys(holder)) {
    if (!functionsAt(holder, candidate).some((func) => sourceOf(func) === text)) continue;
    replacements.push({ ...rangeOf(key), text: keyText(candidate, graph) });
    return candidate;
  }
  return undefined;
}

/** An expression for a key. */
export function keyText(key: string | symbol, graph: Collector): string {
  if (typeof key === "string") return JSON.stringify(key);
  const registered = Symbol.keyFor(key);
  if (registered !== undefined) return `Symbol.for(${JSON.stringify(registered)})`;
  const number = graph.known(key);
  return number === undefined ? String(key).slice("Symbol(".length, -1) : knownText(number);
}

/** Whether a method of the source is still what the class has; if so it comes with the class. */
function keepsMember(
  holder: object,
  key: string | symbol,
  member: Node,
  reading: Reading,
  graph: Collector,
  of: number,
): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  const kind = member["kind"];
  const part = kind === "get" ? "get" : kind === "set" ? "set" : "value";
  const func: unknown = descriptor?.[part];
  if (typeof func !== "function" || sourceOf(func) !== memberText(member, reading)) return false;
  const isStatic = member["static"] === true;
  const state: MemberState = { kind: "member", of, isStatic, key: keyText(key, graph), part };
  const number = graph.numbers.get(func);
  const entry = number === undefined ? undefined : graph.entries[number];
  const path = [...reading.entry.path, String(key)];
  if (entry?.kind === "function") entry.state = state;
  else if (number === undefined) graph.enter(func, { kind: "function", func, path, state });
  // A class has each of its methods once, under one key, without properties of their own.
  return descriptor !== undefined && isUntouched(descriptor, part);
}

function isUntouched(descriptor: PropertyDescriptor, part: "value" | "get" | "set"): boolean {
  return descriptor.configurable === true && descriptor.enumerable === false &&
    (part !== "value" || descriptor.writable === true);
}

function functionsAt(holder: object, key: string | symbol): AnyFunction[] {
  const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key) ?? {};
  return [value, get, set].filter((one): one is AnyFunction => typeof one === "function");
}

function sourceOf(func: AnyFunction): string {
  return Function.prototype.toString.call(func);
}

function memberText(member: Node, { script }: Reading): string {
  const found = script.functionOf(child(member, "value")!);
  return script.source.slice(found ? script.textStart(found) : member.start, member.end);
}
