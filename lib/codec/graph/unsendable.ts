/**
 * Objects that cannot leave the process they are in: sockets, promises, workers and their like.
 *
 * @module
 */

import { types } from "node:util";
import { platformPath } from "../../base/platform_classes.ts";
import { Refusal } from "./refusal.ts";

const HINTS: Record<string, string> = {
  Promise: "Await it first, and send what it gives",
  WeakMap: "Send a Map, or an array of pairs",
  WeakSet: "Send a Set, or an array",
  WeakRef: "Send what it refers to",
  Worker: "Start the worker inside the mapped function",
  FsFile: "Send the path, and open the file inside the mapped function",
  Response: "Send its body, as await response.arrayBuffer() or .json() gives it",
  Request: "Send its URL and options, and make it inside the mapped function",
  Blob: "Send its bytes, as await blob.bytes() gives them",
  AbortController: "Make it inside the mapped function",
  Segments: "Send an array of them",
  ReadableStream: "Read it to its end, and send what it gave",
};

const { isPrototypeOf } = Object.prototype;
const asyncGenerator: object = Object.getPrototypeOf(async function* () {}).prototype;

/** Prototypes that were found to be of no such class, so that instances by the thousand are quick. */
const unbound = new WeakSet<object>();

/** What all iterators of the engine inherit from. */
const ITERATORS: readonly object[] = [Iterator.prototype, Object.getPrototypeOf(asyncGenerator)];

/** Refuses an object of a class of the platform that stands for something outside its memory. */
export function refuseIfBound(value: object, prototype: object | null): void {
  if (prototype === null || unbound.has(prototype)) return;
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype) break;
    const name = platformPath(at)?.replace(/^.*\./, "") ?? nativeName(at);
    if (name === undefined) continue;
    if (types.isProxy(value)) {
      throw new Refusal(`it is a Proxy of a ${name}`, `Send the ${name} that is behind it`);
    }
    throw refusalOf(name);
  }
  unbound.add(prototype);
}

function refusalOf(name: string): Refusal {
  const article = /^[AEIOU]/.test(name) ? "an" : "a";
  return new Refusal(
    `it is ${article} ${name}, which cannot leave the process it is in`,
    HINTS[name] ??
      (/Iterator|Generator/.test(name)
        ? "Send an array of what it gives"
        : `Make the ${name} inside the mapped function, from data that can be sent`),
  );
}

/** Iterators, generators and segments of text have no global name. */
function nativeName(prototype: object): string | undefined {
  const next: unknown = Object.getOwnPropertyDescriptor(prototype, "next")?.value;
  if (typeof next !== "function") {
    return isNative(Object.getOwnPropertyDescriptor(prototype, "containing")?.value)
      ? "Segments"
      : undefined;
  }
  const tag: unknown = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
  if (typeof tag === "string" && / Iterator$|Generator$/.test(tag)) return tag;
  if (!isNative(next) || !ITERATORS.some((one) => isPrototypeOf.call(one, prototype))) {
    return undefined;
  }
  return typeof tag === "string" ? tag : "Iterator";
}

function isNative(value: unknown): boolean {
  return typeof value === "function" &&
    /\{ \[native code\] \}$/.test(Function.prototype.toString.call(value));
}
