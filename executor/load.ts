/**
 * Loads a map's function where it is to run: its module, and the values it was captured with.
 *
 * @module
 */

import { HTMapError } from "../lib/base/errors.ts";
import {
  type AnyFunction,
  asCorruptData,
  checkHeader,
  type ClassRegistry,
} from "../lib/codec/codec.ts";
import * as api from "./api.ts";
import { importModule } from "./import_module.ts";
import { PrivateMembers, type PrivateParts } from "./private_instances.ts";
import { programFunction } from "./program.ts";
import { ValueDecoder } from "../lib/codec/decoder.ts";

/** A function, ready to be called. */
export interface LoadedFunction {
  /** The classes of the map, for its inputs and outputs. */
  readonly classes: ClassRegistry;
  /**
   * Calls the function.
   *
   * @param args Its arguments.
   * @returns What it gives once it is awaited; for a generator, the array of what it yields.
   */
  call(args: readonly unknown[]): Promise<unknown>;
}

/** The steps captured values are a list of. */
const STEP = { CELL: 0, PATCH: 1, PRIVATE: 2, STATIC: 3 } as const;

/** What a generated module is given. */
interface Host {
  /** What is not data, by number. */
  readonly known: unknown[];
  /** Whether instances are being restored, so that constructors must not do their work. */
  readonly restoring: boolean;
  /** Takes the way to a class's private members. */
  privates(type: object, parts: PrivateParts): void;
  /** What `import * as htmap` means inside a mapped function. */
  readonly htmap: unknown;
  /** Reads the values of the variables, and sets them. */
  fill(setters: readonly ((value: unknown) => void)[]): void;
  /** Makes a function that was bound, from its parts once they are there. */
  bind(parts: () => unknown[], name: string, length: number): AnyFunction;
  /** Makes a function of an external program. */
  program: typeof programFunction;
  /** Makes what `import.meta` means in a script. */
  meta(url: string): object;
  /** What `import` means for modules that are only known once it is called. */
  import: typeof importModule;
}

/**
 * Loads a function.
 *
 * @param modulePath The path of the map's module.
 * @param valuesPath The path of its captured values.
 * @returns The function.
 * @throws {CorruptData} If the values are not what was captured.
 */
export async function loadFunction(
  modulePath: string,
  valuesPath: string,
): Promise<LoadedFunction> {
  const path = modulePath.startsWith("/") ? modulePath : `${Deno.cwd()}/${modulePath}`;
  const known: unknown[] = [];
  const values = await Deno.readFile(valuesPath);
  const privates = new PrivateMembers();
  const host: Host = {
    known,
    get restoring() {
      return privates.restoring;
    },
    privates: (type, parts) => privates.add(type, parts),
    htmap: api,
    program: programFunction,
    fill: (setters) => readValues(values, valuesPath, { known, setters, privates }),
    bind,
    meta,
    import: importModule,
  };
  // Bundled modules run when the map's module is imported; what they need of here they find there.
  Reflect.set(globalThis, Symbol.for("htmap"), api);
  Reflect.set(globalThis, Symbol.for("htmap.host"), host);
  const module = await import(new URL(`file://${encodeURI(path)}`).href);
  module.start(host);
  const root = known[0];
  if (typeof root !== "function") {
    throw new HTMapError(
      `What was mapped is no function, but ${
        Deno.inspect(root, { depth: 0 })
      }. Export a function ` +
        "under that name, or give the name of another export",
    );
  }
  return { classes: classesOf(known, privates), call: (args) => call(root, args) };
}

function readValues(
  bytes: Uint8Array,
  source: string,
  { known, setters, privates }: {
    known: readonly unknown[];
    setters: readonly ((value: unknown) => void)[];
    privates: PrivateMembers;
  },
): void {
  try {
    checkHeader(bytes);
    const decoder = new ValueDecoder(bytes, 2, true, { known, maker: privates });
    let cell = 0;
    const closed: object[] = [];
    while (!decoder.atEnd) {
      switch (decoder.number("a step")) {
        case STEP.CELL:
          setters[cell++]?.(decoder.value());
          break;
        case STEP.PATCH:
          readPatch(decoder, closed);
          break;
        case STEP.PRIVATE:
          readPrivates(decoder, privates);
          break;
        default:
          privates.setStatics(Object(known[decoder.number("a class")]), readList(decoder));
      }
    }
    // Not before: instances are made by means of their classes.
    for (const one of closed) if (!privates.needsOpen(one)) Object.preventExtensions(one);
  } catch (error) {
    throw asCorruptData(error, source);
  }
}

function readPrivates(decoder: ValueDecoder, privates: PrivateMembers): void {
  const instance = Object(decoder.value());
  for (let left = decoder.items("private members"); left > 0; left--) {
    const type: unknown = decoder.known?.[decoder.number("a class")];
    const values = readList(decoder);
    if (typeof type === "function") privates.write(instance, type, values);
  }
}

/** Reads values whose list is no object of its own. */
function readList(decoder: ValueDecoder): unknown[] {
  return Array.from({ length: decoder.items("values") }, () => decoder.value());
}

/**
 * Reads properties of a function, or of a prototype, that its source does not give it.
 *
 * @param closed Where it goes if no more properties may be added to it.
 */
function readPatch(decoder: ValueDecoder, closed: object[]): void {
  let left = decoder.items("properties") - 3;
  const target: unknown = decoder.value();
  const extensible = decoder.value();
  const prototype: unknown = decoder.value();
  if (!isObject(target)) throw new TypeError("The map's values have properties of nothing");
  if (prototype !== undefined) Object.setPrototypeOf(target, Object(prototype));
  if (prototype === null) Object.setPrototypeOf(target, null);
  for (; left > 0; left--) {
    const items = decoder.items("a property");
    // The encoder writes nothing else there.
    const key = decoder.value() as PropertyKey;
    if (items === 1) {
      Reflect.deleteProperty(target, key);
      continue;
    }
    const attributes = decoder.number("attributes");
    const shared = { enumerable: (attributes & 2) !== 0, configurable: (attributes & 4) !== 0 };
    const descriptor: PropertyDescriptor = items === 4
      ? { ...shared, get: decoder.value() as () => unknown, set: decoder.value() as () => void }
      : { ...shared, writable: (attributes & 1) !== 0, value: decoder.value() };
    Object.defineProperty(target, key, descriptor);
  }
  if (extensible === false) closed.push(target);
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

async function call(func: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  const result: unknown = await Reflect.apply(func, undefined, args);
  if (!isObject(result)) return result;
  const tag: unknown = Reflect.get(result, Symbol.toStringTag);
  if (tag !== "Generator" && tag !== "AsyncGenerator") return result;
  const items: unknown[] = [];
  for await (const item of result as AsyncIterable<unknown>) items.push(item);
  return items;
}

function bind(parts: () => unknown[], name: string, length: number): AnyFunction {
  const bound = function (...args: unknown[]): unknown {
    const [target, self, first] = parts();
    const all = [...first as unknown[], ...args];
    return new.target
      ? Reflect.construct(target as AnyFunction, all)
      : Reflect.apply(target as AnyFunction, self, all);
  };
  Object.defineProperty(bound, "name", { value: name, configurable: true });
  Object.defineProperty(bound, "length", { value: length, configurable: true });
  // No bound function has one.
  Object.defineProperty(bound, "prototype", { value: undefined, writable: false });
  return bound;
}

function meta(url: string): object {
  const isFile = url.startsWith("file:");
  const filename = isFile ? decodeURIComponent(new URL(url).pathname) : undefined;
  return {
    url,
    main: false,
    filename,
    dirname: filename?.replace(/\/[^/]*$/, ""),
    resolve: (specifier: string) => new URL(specifier, url).href,
  };
}

function classesOf(known: readonly unknown[], privates: PrivateMembers): ClassRegistry {
  const ids = new Map<unknown, string>();
  const makers = new Map<unknown, AnyFunction>();
  known.forEach((value, number) => {
    if (typeof value !== "function" || ids.has(value)) return;
    ids.set(value, String(number));
    if (value.prototype && !makers.has(value.prototype)) makers.set(value.prototype, value);
  });
  return {
    idOf: (type) => ids.get(type),
    classOf(id) {
      const value = known[Number(id)];
      return typeof value === "function" ? value : undefined;
    },
    makerOf: (prototype) => makers.get(prototype),
    privatesOf: (type) => privates.accessOf(type),
  };
}
