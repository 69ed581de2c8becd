/**
 * Objects of the platform that are made anew from arguments: text encoders, formatters and the like.
 *
 * @module
 */

import type { AnyFunction } from "./class_registry.ts";
import { platformPath } from "../../base/platform_classes.ts";

/** How one platform class travels. */
interface PlatformClass {
  /** Gives the arguments an instance can be made from. */
  take(instance: object): unknown[];
  /** Makes the instance. */
  make(type: AnyFunction, args: readonly unknown[]): unknown;
}

/** Made from what it says about itself. */
const INTL: PlatformClass = {
  take(instance) {
    const options: unknown = Reflect.apply(Reflect.get(instance, "resolvedOptions"), instance, []);
    return [Reflect.get(Object(options), "locale"), options];
  },
  make: (type, args) => Reflect.construct(type, [text(args[0]), args[1]]),
};

/** Made by its class from its text. */
const TEXT: PlatformClass = {
  take: (instance) => [String(instance)],
  make: (type, args) => Reflect.construct(type, [text(args[0])]),
};

/** Made from its text. */
const TEMPORAL: PlatformClass = {
  take: (instance) => [String(instance)],
  make: (type, args) => Reflect.apply(Reflect.get(type, "from"), type, [text(args[0])]),
};

const CLASSES: Readonly<Record<string, PlatformClass>> = {
  __proto__: null as never,
  TextEncoder: { take: () => [], make: (type) => Reflect.construct(type, []) },
  TextDecoder: {
    take: (instance) => {
      const { encoding, fatal, ignoreBOM } = instance as TextDecoder;
      return [encoding, { fatal, ignoreBOM }];
    },
    make: (type, args) => Reflect.construct(type, [text(args[0]), args[1]]),
  },
  URLSearchParams: TEXT,
  "Intl.Locale": TEXT,
  Headers: {
    take: (instance) => [[...instance as Headers]],
    make: (type, args) => Reflect.construct(type, [args[0]]),
  },
};

/** Tells the name a platform object travels under. */
export function platformName(prototype: object): string | undefined {
  const path = platformPath(prototype);
  return path !== undefined && classOf(path) ? path : undefined;
}

/** Takes a platform object apart. */
export function takePlatform(name: string, instance: object): unknown[] {
  return classOf(name)!.take(instance);
}

/** Makes a platform object anew. */
export function makePlatform(name: string, args: readonly unknown[]): object {
  const known = classOf(name);
  const type = known && name.split(".").reduce<unknown>(
    (place, part) => Reflect.get(Object(place), part),
    globalThis,
  );
  if (typeof type !== "function") throw new TypeError(`there is no ${name} on this platform`);
  return Object(known!.make(type, args));
}

function classOf(path: string): PlatformClass | undefined {
  const known = CLASSES[path];
  if (known) return known;
  if (/^Intl\.\w+$/.test(path)) return INTL;
  return /^Temporal\.\w+$/.test(path) ? TEMPORAL : undefined;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("a text was expected");
  return value;
}
