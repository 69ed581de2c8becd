/**
 * Objects that cannot leave the process they are in: sockets, promises, workers and their like.
 *
 * @module
 */

import { platformPath } from "./globals.ts";
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
  ReadableStream: "Read it to its end, and send what it gave",
};

/**
 * Refuses an object of a class of the platform that stands for something outside its memory.
 *
 * @param prototype What the object inherits from.
 * @throws {Refusal} If it, or a class its class extends, is such a class.
 */
export function refuseIfBound(prototype: object | null): void {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype) return;
    const name = platformPath(at)?.replace(/^.*\./, "") ?? nativeName(at);
    if (name !== undefined) throw refusalOf(name);
  }
}

function refusalOf(name: string): Refusal {
  const article = /^[AEIOU]/.test(name) ? "an" : "a";
  return new Refusal(
    `it is ${article} ${name}, which cannot leave the process it is in`,
    HINTS[name] ?? `Make the ${name} inside the mapped function, from data that can be sent`,
  );
}

/** Iterators and generators have no global name, but prototypes that say what they are. */
function nativeName(prototype: object): string | undefined {
  if (!Object.hasOwn(prototype, Symbol.toStringTag)) return undefined;
  if (typeof Reflect.get(prototype, "next") !== "function") return undefined;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag);
  const name: unknown = descriptor?.value;
  return typeof name === "string" && / Iterator$|Generator$/.test(name) ? name : undefined;
}
