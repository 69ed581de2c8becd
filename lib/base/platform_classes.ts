/**
 * Which classes belong to the platform.
 *
 * @module
 */

/** Where the platform keeps its classes. */
const PLACES: readonly (readonly [prefix: string, key: string])[] = [
  ["", ""],
  ["Intl.", "Intl"],
  ["Temporal.", "Temporal"],
  ["Deno.", "Deno"],
  ["WebAssembly.", "WebAssembly"],
];

const found = new WeakMap<object, string | false>();

/**
 * Tells the global name of the class a prototype belongs to.
 *
 * Only the place that the class's own name points to is looked at: many global classes are loaded
 * when they are first read.
 *
 * @param prototype A prototype.
 * @returns The path of its class from the global object, or `undefined` if it is not the platform's.
 */
export function platformPath(prototype: object): string | undefined {
  let path = found.get(prototype);
  if (path === undefined) found.set(prototype, path = search(prototype) ?? false);
  return path || undefined;
}

/**
 * Tells whether objects are of a kind that only the platform can make, such as Maps and errors.
 *
 * @param prototype What they inherit from.
 * @returns Whether they inherit from a class of the platform other than Object.
 */
export function extendsPlatform(prototype: object | null): boolean {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype) return false;
    if (platformPath(at) !== undefined) return true;
  }
  return false;
}

function search(prototype: object): string | undefined {
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof type !== "function") return undefined;
  const { name } = type;
  for (const [prefix, key] of PLACES) {
    const place: unknown = key === "" ? globalThis : Reflect.get(globalThis, key);
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, name)) continue;
    const global: unknown = Reflect.get(place, name);
    if (typeof global === "function" && global.prototype === prototype) return prefix + name;
  }
  return undefined;
}
