/**
 * Functions that only work inside their class, and so travel inside it.
 *
 * Which class that is may turn up after the function was met. So they wait until all else is read.
 *
 * @module
 */

import { keyText, partOf } from "./members.ts";
import type { Home } from "./outer_uses.ts";
import type { CannotCapture } from "../../base/errors.ts";
import { cannotCapture } from "./refuse.ts";
import type { Script } from "../engine/scripts.ts";
import { child, nameOf, type Node } from "../engine/syntax.ts";
import type { Collector, FunctionEntry, MemberState, Reading } from "./types.ts";

/** A function that only works inside its class. */
export interface Insider {
  readonly reading: Reading;
  readonly home: Home;
  /** Reads what it uses, for it to be written out inside the class of this number. */
  readonly readInside: (number: number) => Promise<void>;
}

/** The functions that wait for their classes. */
export class Insiders {
  #waiting: Insider[] = [];
  /** The classes that were found for functions and brought along. */
  readonly #found = new Map<Insider, object>();
  readonly #classes = new Map<Node, Promise<object[]>>();

  constructor(readonly graph: Collector) {}

  /** Has a function wait for its class. */
  add(insider: Insider): void {
    this.#waiting.push(insider);
  }

  /**
   * Gives waiting functions their classes.
   *
   * @returns Whether there may be more to be read now.
   * @throws {CannotCapture} If the class of one cannot be found.
   */
  async place(): Promise<boolean> {
    // What a class has brought along as its own waits no longer.
    const waiting = this.#waiting.filter(({ reading }) => !reading.entry.state);
    this.#waiting = [];
    for (const one of waiting) {
      if (!await this.#placeIn(one)) this.#waiting.push(one);
    }
    if (this.#waiting.length < waiting.length) return true;
    for (const one of this.#waiting) await this.#bringClass(one);
    return this.#waiting.length > 0;
  }

  /** Gives a function its class, if that travels. */
  async #placeIn(insider: Insider): Promise<boolean> {
    const { entry, found } = insider.reading;
    const number = await this.#classInGraph(insider);
    if (number === undefined) {
      entry.state = this.#memberOfReference(entry);
      return entry.state !== undefined;
    }
    if (!insider.home.needsMethod) {
      await insider.readInside(number);
      return true;
    }
    const key = child(found.member!, "key")!;
    if (found.member!["computed"] === true || key.type === "PrivateIdentifier") {
      throw refusal(insider);
    }
    entry.state = {
      kind: "member",
      of: number,
      isStatic: found.member!["static"] === true,
      key: JSON.stringify(nameOf(key) || String(key["value"])),
      part: partOf(found.member!),
    };
    return true;
  }

  /** The number of a function's class; none if there are several that it might be. */
  async #classInGraph(insider: Insider): Promise<number | undefined> {
    const { home, reading } = insider;
    const numbers: number[] = [];
    for (const [number, entry] of this.graph.entries.entries()) {
      if (entry.kind !== "function" || entry.state?.kind !== "source") continue;
      if (entry.state.found.node !== home.classNode) continue;
      if (entry.func === this.#found.get(insider) || placeOf(reading.entry.func, entry.func)) {
        return number;
      }
      numbers.push(number);
    }
    if (numbers.length !== 1) return undefined;
    const isSure = reading.script.isOnce(home.classNode) ||
      (await this.#classesOf(insider)).length === 1;
    return isSure ? numbers[0] : undefined;
  }

  /** A method of a class that is there where the function runs, found by what it is. */
  #memberOfReference({ func }: FunctionEntry): MemberState | undefined {
    for (const [number, entry] of this.graph.entries.entries()) {
      if (entry.kind !== "function" || entry.state?.kind !== "reference") continue;
      const found = placeOf(func, entry.func);
      if (!found) continue;
      const { isStatic, key, part } = found;
      return { kind: "member", of: number, isStatic, key: keyText(key, this.graph), part };
    }
    return undefined;
  }

  /** Has the class of a function travel, though nothing else wants it. */
  async #bringClass(insider: Insider): Promise<void> {
    const { entry, found } = insider.reading;
    // A method without its class has no object to be called on.
    const isLost = found.member && found.member["static"] !== true;
    if (isLost || this.#found.has(insider)) throw refusal(insider);
    const types = await this.#classesOf(insider);
    const type = types.find((one) => placeOf(entry.func, one)) ?? types[0];
    const isSure = types.length === 1 || type && placeOf(entry.func, type) !== undefined;
    if (!type || !isSure) throw refusal(insider);
    this.#found.set(insider, type);
    this.graph.add(type, [...entry.path, "[class]"]);
  }

  /** All classes there are that were made by the source of one. */
  #classesOf({ home, reading }: Insider): Promise<object[]> {
    let classes = this.#classes.get(home.classNode);
    if (!classes) {
      classes = this.#search(home.classNode, reading.script);
      this.#classes.set(home.classNode, classes);
    }
    return classes;
  }

  async #search(classNode: Node, script: Script): Promise<object[]> {
    const { inspector } = this.graph;
    const text = script.source.slice(classNode.start, classNode.end);
    const classes: object[] = [];
    for (const func of await inspector.functions()) {
      if (Function.prototype.toString.call(func) !== text) continue;
      const { location } = await inspector.details(func);
      if (location?.scriptId !== script.info.scriptId) continue;
      if (script.functionAt(location, text)?.node === classNode) classes.push(func);
    }
    return classes;
  }
}

function refusal({ home, reading }: Insider): CannotCapture {
  return cannotCapture(reading.entry.path, home.reason);
}

/** Where a class has a function. */
function placeOf(
  func: object,
  type: object,
): { isStatic: boolean; key: string | symbol; part: MemberState["part"] } | undefined {
  const prototype: unknown = Object.getOwnPropertyDescriptor(type, "prototype")?.value;
  for (const holder of [type, prototype]) {
    if (typeof holder !== "function" && (typeof holder !== "object" || holder === null)) continue;
    for (const key of Reflect.ownKeys(holder)) {
      const descriptor = Object.getOwnPropertyDescriptor(holder, key)!;
      for (const part of ["value", "get", "set"] as const) {
        if (descriptor[part] === func) return { isStatic: holder === type, key, part };
      }
    }
  }
  return undefined;
}
