/**
 * Telling whether two values are the same all through: kinds, properties, order, and what is shared.
 *
 * @module
 */

/**
 * Finds the first difference between two values.
 *
 * @param a One value.
 * @param b The other.
 * @returns Where they differ, or `undefined` if they are alike.
 */
export function difference(a: unknown, b: unknown): string | undefined {
  return new Comparison().compare(a, b, "value");
}

class Comparison {
  readonly #pairs = new Map<object, object>();

  compare(a: unknown, b: unknown, at: string): string | undefined {
    if (typeof a !== "object" || a === null) {
      return Object.is(a, b) ? undefined : `${at}: ${String(a)} and ${String(b)}`;
    }
    if (typeof b !== "object" || b === null) return `${at}: an object and ${String(b)}`;
    const known = this.#pairs.get(a);
    if (known !== undefined) return known === b ? undefined : `${at}: not shared alike`;
    this.#pairs.set(a, b);
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${at}: other prototypes`;
    return this.#content(a, b, at) ?? this.#properties(a, b, at);
  }

  #content(a: object, b: object, at: string): string | undefined {
    if (a instanceof Map && b instanceof Map) {
      return this.compare([...a].flat(), [...b].flat(), `${at}.entries()`);
    }
    if (a instanceof Set && b instanceof Set) return this.compare([...a], [...b], `${at}.values()`);
    if (a instanceof Date && b instanceof Date) return this.compare(+a, +b, `${at}.getTime()`);
    if (a instanceof URL && b instanceof URL) return this.compare(a.href, b.href, `${at}.href`);
    if (a instanceof RegExp) return this.compare(String(a), String(b), at);
    if (a instanceof DOMException && b instanceof DOMException) {
      return this.compare([a.name, a.message, a.code], [b.name, b.message, b.code], at);
    }
    if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
      return this.compare(bytesOf(a), bytesOf(b), `${at} as bytes`);
    }
    if (a instanceof ArrayBuffer || a instanceof SharedArrayBuffer) {
      return this.compare([...new Uint8Array(a)], [...new Uint8Array(b as ArrayBuffer)], at);
    }
    if (a instanceof Number || a instanceof String || a instanceof Boolean || a instanceof BigInt) {
      return this.compare(a.valueOf(), b.valueOf(), `${at}.valueOf()`);
    }
    return undefined;
  }

  #properties(a: object, b: object, at: string): string | undefined {
    // An URL and a DOMException keep what they are under symbols of the platform's own.
    const isPlatform = a instanceof URL || a instanceof DOMException;
    const keys = Reflect.ownKeys(a).filter((key) => !isPlatform || typeof key === "string");
    const others = Reflect.ownKeys(b).filter((key) => !isPlatform || typeof key === "string");
    if (keys.length !== others.length || keys.some((key, index) => key !== others[index])) {
      const list = [keys, others].map((some) => some.map(String).join());
      if (!(a instanceof Error) || !sameSet(keys, others)) {
        return `${at}: keys ${list.join(" and ")}`;
      }
    }
    if (Object.isExtensible(a) !== Object.isExtensible(b)) return `${at}: extensible`;
    if (ArrayBuffer.isView(a)) return undefined;
    for (const key of keys) {
      const one = Object.getOwnPropertyDescriptor(a, key)!;
      const two = Object.getOwnPropertyDescriptor(b, key)!;
      const where = `${at}[${String(key)}]`;
      if (one.enumerable !== two.enumerable) return `${where}: enumerable`;
      // The stack is an accessor of the engine's on some versions, and plain data once it has travelled.
      const isStack = key === "stack" && a instanceof Error;
      if (!isStack && one.writable !== two.writable) return `${where}: writable`;
      const found = this.compare(Reflect.get(a, key), Reflect.get(b, key), where);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function sameSet(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}

function bytesOf(view: ArrayBufferView): number[] {
  return [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];
}
