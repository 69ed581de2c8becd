/**
 * What the components of a process find and may change for those that run after them: the working
 * directory, the environment, and JavaScript's own objects.
 *
 * @module
 */

/** The objects that all code relies on; the prototypes of those that have one belong to them. */
const COMMON = [
  ...[Object, Function, Array, String, Number, BigInt, Boolean, Symbol, Date, RegExp, Error],
  ...[Promise, Map, Set, WeakMap, ArrayBuffer, Uint8Array, Float64Array, URL, TextDecoder],
  ...[Math, JSON, Reflect, Intl, console, Deno, globalThis],
];

type Properties = ReadonlyMap<PropertyKey, PropertyDescriptor>;

/** The surroundings of components, as they were at one time. */
export class Surroundings {
  readonly #directory = ifReadable(() => Deno.cwd());
  readonly #environment = ifReadable(() => Deno.env.toObject());
  readonly #common = new Map<object, Properties>();
  readonly #prototypes = new Map<object, Properties>();

  /** Remembers them as they are now. */
  constructor() {
    for (const object of COMMON) {
      this.#common.set(object, propertiesOf(object));
      if (typeof object === "function" && "prototype" in object) {
        this.#prototypes.set(object.prototype, propertiesOf(object.prototype));
      }
    }
  }

  /**
   * Makes the working directory and the environment what they were.
   *
   * @returns Whether that was possible.
   */
  restore(): boolean {
    try {
      if (this.#directory !== undefined) Deno.chdir(this.#directory);
    } catch {
      return false; // it was removed
    }
    const before = this.#environment;
    const now = ifReadable(() => Deno.env.toObject());
    if (!before || !now) return true;
    for (const name of Object.keys(now)) if (!(name in before)) Deno.env.delete(name);
    for (const [name, value] of Object.entries(before)) {
      if (now[name] !== value) Deno.env.set(name, value);
    }
    return true;
  }

  /** Whether JavaScript's own objects are not as they were. */
  get areChanged(): boolean {
    try {
      return [...this.#common].some(([object, before]) => lacks(propertiesOf(object), before)) ||
        [...this.#prototypes].some(([object, before]) => {
          const now = propertiesOf(object);
          return now.size !== before.size || lacks(now, before);
        });
    } catch {
      return true; // not even this could be found out
    }
  }
}

/** A directory that was removed cannot be told, and neither can an environment with what is no text. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function propertiesOf(object: object): Properties {
  return new Map(
    Reflect.ownKeys(object).map((
      key,
    ) => [key, Reflect.getOwnPropertyDescriptor(object, key) ?? {}]),
  );
}

/** Whether one of the properties there were is gone or another; what was added is in nobody's way. */
function lacks(now: Properties, before: Properties): boolean {
  return [...before].some(([key, { value, get, set }]) => {
    const property = now.get(key);
    return !property || !Object.is(property.value, value) || property.get !== get ||
      property.set !== set;
  });
}
