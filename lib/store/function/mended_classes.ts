/**
 * The classes of a map whose function was mended: its inputs were written with those of the first version,
 * and may have instances of classes that have been mended, or that the mended function knows nothing of.
 *
 * @module
 */

import type { AnyFunction, ClassRegistry } from "../../codec/codec.ts";
import type { LoadedModule } from "./load_module.ts";

/** What the ids of the first version's classes begin with, where a later version's have ids of their own. */
const OF_FIRST = "first:";

/** What a loaded function knows, by name. */
export type KnownByName = Pick<LoadedModule, "classes" | "functions" | "symbols">;

/**
 * Makes what the inputs of a map are read with where a later version of its function runs. An instance is one
 * of the class that has the name of its own now; where there is none, or one that cannot hold its private
 * members, it is of the class that it was of.
 *
 * @param now What the function that runs knows.
 * @param first What the first version knows; `undefined` if that could not be loaded.
 * @returns The classes.
 */
export function classesOfInputs(now: KnownByName, first: KnownByName | undefined): ClassRegistry {
  const nowNamed = byName(now.functions);
  const members = first && staticMembers(first.functions);
  return {
    ...withFirst(now.classes, first?.classes),
    classOf(id, name) {
      const [before, mended] = [first?.classes.classOf(id, name), nowNamed.get(name)];
      if (!mended || !before) return mended ?? before;
      return haveSameFields(before, mended) ? mended : before;
    },
    sameOf(id) {
      const before = first?.classes.sameOf?.(id);
      if (typeof before === "symbol") {
        const like = now.symbols.filter(({ description }) => description === before.description);
        return like.length === 1 ? like[0] : before;
      }
      const place = before && members?.get(before);
      const type = place && nowNamed.get(place.type);
      const member: unknown = type && Object.getOwnPropertyDescriptor(type, place.key)?.value;
      // Without one, the copy that comes with it is of the classes there are now.
      return typeof member === "object" && member !== null ? member : undefined;
    },
  };
}

/**
 * Adds the classes of the first version to those of a later one, for what its function brings back: that may
 * be an input.
 *
 * @param now The later version's.
 * @param first The first version's; `undefined` if they are not there.
 * @returns All of them.
 */
export function withFirst(now: ClassRegistry, first: ClassRegistry | undefined): ClassRegistry {
  if (!first) return now;
  /** Those of its classes that were asked for: what they have private, the other ones may only half know. */
  const ofFirst = new Set<unknown>();
  return {
    idOf(type) {
      const own = now.idOf(type);
      if (own !== undefined) return own;
      const id = first.idOf(type);
      return id === undefined ? undefined : OF_FIRST + id;
    },
    classOf(id, name) {
      if (!id.startsWith(OF_FIRST)) return now.classOf(id, name);
      const type = first.classOf(id.slice(OF_FIRST.length), name);
      ofFirst.add(type);
      return type;
    },
    makerOf: (prototype) => now.makerOf?.(prototype) ?? first.makerOf?.(prototype),
    privatesOf: (type) =>
      (ofFirst.has(type) ? undefined : now.privatesOf?.(type)) ?? first.privatesOf?.(type),
    sameIdOf: (value) => now.sameIdOf?.(value),
    sameOf: (id) => now.sameOf?.(id),
  };
}

/** Functions by their names, those of which there are several left out. */
function byName(functions: readonly AnyFunction[]): ReadonlyMap<string, AnyFunction> {
  const groups = Map.groupBy(functions, ({ name }) => name);
  return new Map(
    [...groups].flatMap(([name, [one, ...others]]) =>
      one && others.length === 0 ? [[name, one] as const] : []
    ),
  );
}

/** The objects that classes have, as those do that are used as enumerations. */
function staticMembers(
  functions: readonly AnyFunction[],
): ReadonlyMap<unknown, { readonly type: string; readonly key: string }> {
  const members = new Map<unknown, { type: string; key: string }>();
  for (const type of functions) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (typeof value === "object" && value !== null) members.set(value, { type: type.name, key });
    }
  }
  return members;
}

/** Whether instances of one class can have the private fields of another's: these have only an order. */
function haveSameFields(one: AnyFunction, other: AnyFunction): boolean {
  return privateFieldsOf(one).join() === privateFieldsOf(other).join();
}

function privateFieldsOf(type: AnyFunction): string[] {
  const fields: string[] = [];
  for (let at: unknown = type; typeof at === "function"; at = Object.getPrototypeOf(at)) {
    const seen = new Set<string>();
    const text = Function.prototype.toString.call(at);
    for (
      const [, name = "", call] of text.matchAll(/#([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(\()?/gu)
    ) {
      // A private method is no field.
      if (!seen.has(name) && call === undefined) fields.push(name);
      seen.add(name);
    }
  }
  return fields;
}
