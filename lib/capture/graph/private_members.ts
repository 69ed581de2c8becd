/**
 * Private members: which ones a class declares, and how instances get theirs on the other side.
 *
 * Only code inside a class can reach its private members, and only its constructor can make an object
 * that has them. So the class is written out with a block that hands both to the loader, and with a
 * constructor that does nothing else while an instance is being restored.
 *
 * @module
 */

import { platformPath } from "../../base/platform_classes.ts";
import { hostCall, hostMember, privatePartsText } from "../../wire/module.ts";
import { HOST } from "../modules/imports.ts";
import type { Inspector } from "../engine/inspector.ts";
import { child, isClass, isNode, list, nameOf, type Node } from "../engine/syntax.ts";
import type { Replacement } from "./types.ts";

/** The private members a class declares. */
export interface PrivateShape {
  /** The names of the fields, in the order of the source. */
  readonly fields: readonly string[];
  /** The names of the static fields. */
  readonly statics: readonly string[];
  /** Whether instances have any private member, methods and accessors among them. */
  readonly marksInstances: boolean;
  /** Whether the class extends another. */
  readonly isDerived: boolean;
  /** How many parameters the constructor has, without a rest parameter. */
  readonly parameters: number;
}

/** Parses JavaScript. */
export type Parse = (source: string, options: { ecmaVersion: "latest" }) => unknown;

/** Reads private members of live objects and classes. */
export class PrivateMembers {
  readonly #shapes = new WeakMap<object, PrivateShape | null>();

  constructor(readonly inspector: Inspector, readonly parse: Parse) {}

  /**
   * Finds out which private members a class declares.
   *
   * @param type The class.
   * @returns Its private members, or `undefined` if it has none.
   */
  shapeOf(type: object): PrivateShape | undefined {
    let shape = this.#shapes.get(type);
    if (shape === undefined) this.#shapes.set(type, shape = this.#read(type) ?? null);
    return shape ?? undefined;
  }

  /**
   * Gives the classes of an object that have private members, base classes first.
   *
   * @param value The object.
   * @returns The classes.
   */
  classesOf(value: object): { type: object; shape: PrivateShape }[] {
    const found: { type: object; shape: PrivateShape }[] = [];
    let prototype: object | null = Object.getPrototypeOf(value);
    for (; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
      const type: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
      if (typeof type !== "function" || type.prototype !== prototype) continue;
      const shape = platformPath(prototype) === undefined ? this.shapeOf(type) : undefined;
      if (shape?.marksInstances) found.unshift({ type, shape });
    }
    return found;
  }

  /**
   * Reads the private fields of an instance.
   *
   * @param value The instance.
   * @returns For each of its classes that has private members the values of the fields it declares;
   * `undefined` if the engine tells other fields than the classes declare.
   */
  async valuesOf(value: object): Promise<{ type: object; values: unknown[] }[] | undefined> {
    const members = (await this.inspector.privates(value)).filter(({ isField }) => isField);
    const result: { type: object; values: unknown[] }[] = [];
    for (const { type, shape } of this.classesOf(value)) {
      const own = members.splice(0, shape.fields.length);
      if (own.some(({ name }, index) => name !== `#${shape.fields[index]}`)) return undefined;
      if (own.length !== shape.fields.length) return undefined;
      result.push({ type, values: own.map((member) => member.value) });
    }
    return members.length === 0 ? result : undefined;
  }

  /** Reads the private static fields of a class, in the order of the source. */
  async staticsOf(type: object): Promise<unknown[]> {
    const members = await this.inspector.privates(type);
    const byName = new Map(members.map(({ name, value }) => [name, value]));
    return this.shapeOf(type)?.statics.map((name) => byName.get(`#${name}`)) ?? [];
  }

  #read(type: object): PrivateShape | undefined {
    const source = Function.prototype.toString.call(type);
    if (!source.startsWith("class") || !source.includes("#")) return undefined;
    let program: unknown;
    try {
      program = this.parse(`(${source})`, { ecmaVersion: "latest" });
    } catch {
      return undefined;
    }
    const expression = isNode(program) && child(list(program, "body")[0]!, "expression");
    return expression && isClass(expression) ? shapeOfNode(expression) : undefined;
  }
}

/** The private members a class node declares; `undefined` for none. */
export function shapeOfNode(node: Node): PrivateShape | undefined {
  const fields: string[] = [];
  const statics: string[] = [];
  let marksInstances = false;
  let parameters = 0;
  for (const member of list(child(node, "body")!, "body")) {
    const key = child(member, "key");
    if (member["kind"] === "constructor") {
      parameters = list(child(member, "value")!, "params")
        .filter(({ type }) => type !== "RestElement").length;
    }
    if (key?.type !== "PrivateIdentifier") continue;
    const isStatic = member["static"] === true;
    if (member.type === "PropertyDefinition") (isStatic ? statics : fields).push(nameOf(key));
    if (!isStatic) marksInstances = true;
  }
  if (!marksInstances && statics.length === 0) return undefined;
  const isDerived = child(node, "superClass") !== undefined;
  return { fields, statics, marksInstances, isDerived, parameters };
}

/**
 * Gives what is to be put into a class so that the loader can get at private members.
 *
 * @param node The class.
 * @param shape Its private members.
 * @returns The changes to its source.
 */
export function privateReplacements(node: Node, shape: PrivateShape): Replacement[] {
  const body = child(node, "body")!;
  const changes: Replacement[] = [insertion(body.end - 1, accessBlock(shape))];
  if (!shape.marksInstances) return changes;
  for (const member of list(body, "body")) {
    const value = child(member, "value");
    if (member["kind"] === "constructor" && value) {
      const start = child(value, "body")!.start + 1;
      const leave = shape.isDerived ? "super(); return;" : "return;";
      changes.push(insertion(start, ` if (${hostMember(HOST, "restoring")}) { ${leave} }`));
    }
    if (member.type !== "PropertyDefinition" || member["static"] === true || !value) continue;
    // A function gets the name of the field it is directly given to, and makes nothing happen.
    if (/^(?:Function|ArrowFunction|Class)Expression$/.test(value.type)) continue;
    changes.push(insertion(value.start, `${hostMember(HOST, "restoring")} ? undefined : (`));
    changes.push(insertion(value.end, ")"));
  }
  return changes;
}

function insertion(at: number, text: string): Replacement {
  return { start: at, end: at, text };
}

function accessBlock(shape: PrivateShape): string {
  const places = (target: string, names: readonly string[]): string =>
    `[${names.map((name) => `${target}.#${name}`).join(", ")}]`;
  const assign = (target: string, names: readonly string[]): string =>
    names.map((name, index) => `${target}.#${name} = v[${index}];`).join(" ");
  const parts = privatePartsText({
    isDerived: String(shape.isDerived),
    marksInstances: String(shape.marksInstances),
    parameters: String(shape.parameters),
    read: `(o) => ${places("o", shape.fields)}`,
    write: `(o, v) => { ${assign("o", shape.fields)} }`,
    setStatics: `(v) => { ${assign("this", shape.statics)} }`,
  });
  return `\n;static { ${hostCall(HOST, "privates", "this", parts)}; }\n`;
}
