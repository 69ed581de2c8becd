/**
 * What functions and classes have besides their source: properties, statics, prototypes.
 *
 * A class is evaluated again where it travels to, but its static initialisers are not: what they made
 * is there already, possibly changed since, and travels as it is.
 *
 * @module
 */

import type { AnyFunction } from "../../codec/graph/class_registry.ts";
import { constantOf } from "./constants.ts";
import {
  addFunctionPatch,
  addPatch,
  addPrototypePatch,
  expectedOf,
  functionPrototype,
  givenToFunction,
  hasUsualConstructor,
  isUsualOfFunction,
  lengthOf,
  methodName,
} from "./function_properties.ts";
import { privateReplacements, shapeOfNode } from "./private_members.ts";
import { cannotCapture, REASONS } from "./refuse.ts";
import { child, isClass, list, nameOf, type Node } from "../engine/syntax.ts";
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
  const { entry: { func, path }, found, number } = reading;
  if (isClass(found.node)) return classMembers(reading, graph);
  const expected = expectedOf(found.node, found.member, func);
  addFunctionPatch(graph, func, { ...expected, number }, path);
  addPrototypePatch(graph, func, { node: found.node, number }, path);
  return { replacements: [], needs: [] };
}

function classMembers(reading: Reading, graph: Collector): Members {
  const { entry: { func: type, path }, found, number } = reading;
  const replacements: Replacement[] = [];
  const needs: number[] = [];
  const parent: object | null = Object.getPrototypeOf(type);
  const superClass = child(found.node, "superClass");
  const isDerived = superClass !== undefined && typeof parent === "function" &&
    parent !== Function.prototype;
  if (isDerived) {
    const base = graph.add(parent, [...path, "[super class]"]);
    needs.push(base);
    replacements.push({ ...rangeOf(superClass), text: knownText(base) });
  }
  const shape = shapeOfNode(found.node);
  if (shape) {
    replacements.push(...privateReplacements(found.node, shape));
    if (shape.statics.length > 0) graph.addStatics(type, number, path);
  }
  const statics = new Methods(type);
  const methods = new Methods(Reflect.get(type, "prototype"));
  for (const member of list(child(found.node, "body")!, "body")) {
    if (member.type === "StaticBlock") replacements.push({ ...rangeOf(member), text: "" });
    else if (member.type === "PropertyDefinition") {
      if (member["static"] === true) replacements.push(withoutValue(member));
      else if (member["computed"] === true) {
        const change = fieldKey(member, reading, graph);
        needs.push(...knownIn(change.text));
        replacements.push(change);
      }
    } else if (member["kind"] !== "constructor") {
      const key = keyOf(member, reading, graph, replacements);
      const symbol = typeof key === "symbol" ? graph.known(key) : undefined;
      if (symbol !== undefined) needs.push(symbol);
      const side = member["static"] === true ? statics : methods;
      if (key !== undefined) enterMember(side, key, member, reading, graph);
    }
  }
  const prototypes = isDerived
    ? [() => parent, () => inheritedAtFirst(parent, graph)]
    : [() => Function.prototype, () => superClass ? null : Object.prototype];
  patchClass(reading, graph, { statics, methods, prototypes });
  return { replacements, needs };
}

/**
 * What the prototype of a class inherits from where the class is written out. A base that was given
 * its prototype is given it later there, so what it has at first is none of what is here.
 */
function inheritedAtFirst(base: AnyFunction, graph: Collector): unknown {
  const prototype: unknown = Reflect.get(base, "prototype");
  const number = graph.numbers.get(base);
  const isSource = graph.entries[number ?? -1]?.kind === "function";
  return !isSource || graph.isPrototype(prototype, number) ? prototype : undefined;
}

/** Notes what a class and its prototype have that its source does not give them. */
function patchClass(
  { entry: { func: type, path }, found, number }: Reading,
  graph: Collector,
  { methods, prototypes, statics }: {
    statics: Methods;
    methods: Methods;
    prototypes: (() => unknown)[];
  },
): void {
  const [ofType, ofPrototype] = prototypes;
  const expected = { ...expectedOf(found.node, undefined, type), number };
  addPatch(graph, {
    target: type,
    path,
    prototype: ofType!,
    isUsual: (key) => statics.isKept(key) || isUsualOfFunction(type, key, expected, graph),
    given: [...statics.keys, ...givenToFunction(expected)],
  });
  const prototype = methods.holder;
  addPatch(graph, {
    target: prototype,
    path: [...path, "prototype"],
    prototype: ofPrototype!,
    isUsual: (key) =>
      methods.isKept(key) || key === "constructor" && hasUsualConstructor(prototype, type),
    given: [...methods.keys, "constructor"],
  });
}

/** The methods and accessors that the source of a class gives to it, or to its prototype. */
class Methods {
  readonly #declared = new Map<string | symbol, Set<Part>>();
  readonly #kept = new Map<string | symbol, Set<Part>>();

  constructor(readonly holder: object) {}

  get keys(): Iterable<string | symbol> {
    return this.#declared.keys();
  }

  declare(key: string | symbol, part: Part): void {
    addTo(this.#declared, key, part);
  }

  keep(key: string | symbol, part: Part): void {
    addTo(this.#kept, key, part);
  }

  /** Whether a property is what its source makes it, both halves of an accessor. */
  isKept(key: string | symbol): boolean {
    const descriptor = Object.getOwnPropertyDescriptor(this.holder, key);
    const declared = this.#declared.get(key);
    if (!descriptor || !declared || descriptor.enumerable || !descriptor.configurable) return false;
    const isThere = (part: Part): boolean => this.#kept.get(key)?.has(part) === true;
    if ("value" in descriptor) return descriptor.writable === true && isThere("value");
    return (["get", "set"] as const).every((part) =>
      descriptor[part] ? isThere(part) : !declared.has(part)
    );
  }
}

type Part = MemberState["part"];

function addTo(map: Map<string | symbol, Set<Part>>, key: string | symbol, part: Part): void {
  const parts = map.get(key);
  if (parts) parts.add(part);
  else map.set(key, new Set([part]));
}

/** Which part of a property a method or accessor is. */
export function partOf(member: Node): Part {
  const kind = member["kind"];
  return kind === "get" || kind === "set" ? kind : "value";
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
  const value = constantOf(key, reading);
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
  // It was replaced or deleted, and what its key was nobody knows any more.
  replacements.push({ ...rangeOf(member), text: "" });
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

/** Enters a method of the source, if the class still has it: then it comes with the class. */
function enterMember(
  side: Methods,
  key: string | symbol,
  member: Node,
  reading: Reading,
  graph: Collector,
): void {
  const part = partOf(member);
  side.declare(key, part);
  const func: unknown = Object.getOwnPropertyDescriptor(side.holder, key)?.[part];
  if (typeof func !== "function" || sourceOf(func) !== memberText(member, reading)) return;
  side.keep(key, part);
  const isStatic = member["static"] === true;
  const of = reading.number;
  const state: MemberState = { kind: "member", of, isStatic, key: keyText(key, graph), part };
  const path = [...reading.entry.path, String(key)];
  const number = graph.numbers.get(func) ??
    graph.enter(func, { kind: "function", func, path, state });
  const entry = graph.entries[number];
  if (entry?.kind === "function") entry.state = state;
  const node = child(member, "value")!;
  const name = methodName(key, member["kind"]);
  const expected = { name, number, length: lengthOf(node), prototype: functionPrototype(node) };
  // Only generators have one.
  graph.addPrototype(func, number);
  addFunctionPatch(graph, func, expected, path);
  addPrototypePatch(graph, func, { node, number }, path);
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
