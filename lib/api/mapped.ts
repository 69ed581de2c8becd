/**
 * Functions that know how they are mapped (the manual's section 6.4).
 *
 * @module
 */

import { shown } from "../base/arguments.ts";
import { setReference } from "../capture/mod.ts";
import { buildMap, type MapBuilder } from "./builder.ts";
import { InvalidArgument } from "../base/errors.ts";
import type { HTMap } from "../map/map.ts";
import type { MapCallOptions } from "./call_options.ts";
import { type Inputs, map, type OutputOf, starmap } from "./mapping.ts";
import { inheritOptions } from "../submission/inherited_options.ts";
import { checkAreOptions, type MapOptions, mergeMapOptions } from "../submission/options.ts";

/** A function that can be called here as ever, and mapped with map options of its own. */
export interface MappedFunction<A extends unknown[], R> {
  /** Calls the function here. */
  (...args: A): R;
  /** The name of the function. */
  readonly name: string;
  /** How many arguments the function takes. */
  readonly length: number;
  /** The function itself. */
  readonly func: (...args: A) => R;
  /** The map options that its maps inherit. */
  readonly mapOptions: Readonly<MapOptions>;
  /** As `htmap.map`, with its errors. */
  map(inputs: Inputs<A[0]>, options?: MapCallOptions): Promise<HTMap<[A[0]], OutputOf<R>>>;
  /** As `htmap.starmap`, with its errors. */
  starmap(argumentLists: Inputs<A>, options?: MapCallOptions): Promise<HTMap<A, OutputOf<R>>>;
  /** As `htmap.buildMap`. */
  buildMap(options?: MapCallOptions): MapBuilder<A, OutputOf<R>>;
  /** Its name and its map options, as `MappedFunction(func = …, map_options = {…})`. */
  toString(): string;
}

/** Gives a function, or a static method that it decorates, what {@linkcode mapped} gives. */
export interface MappedDecorator {
  /** Takes the function. */
  <A extends unknown[], R>(func: (...args: A) => R): MappedFunction<A, R>;
  /** Takes a static method. */
  <This, A extends unknown[], R>(
    method: (this: This, ...args: A) => R,
    context: ClassMethodDecoratorContext<This, (this: This, ...args: A) => R>,
  ): MappedFunction<A, R>;
}

/**
 * Gives a function the methods that map it, and map options that its maps inherit.
 *
 * `htmap.map` of such a function inherits them, too. Inside another mapped function it can be called.
 * The map options may come first, as `mapped({ mapOptions })(func)`; and `@mapped`, or
 * `@mapped({ mapOptions })`, decorates a static method of a class. TypeScript does not see what a
 * decorator adds: `mapped(Study.simulate).map(…)` says what it is, and adds nothing more.
 *
 * @param func The function.
 * @param mapOptions The options its maps inherit; those of a single map override them, but
 *   `fixedInputFiles` of both are sent, and the `requirements` of both must hold.
 * @returns The function, with `map`, `starmap` and `buildMap`.
 * @throws {errors.InvalidArgument} If it is no function, or decorates what is no static method.
 * @throws {errors.InvalidOption} If the map options are no object. What is in them is checked when a map is
 *   made.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const double = htmap.mapped((x: number) => 2 * x, { request_memory: "200MB" });
 * console.log(double(21)); // 42
 * const doubled = await double.map([1, 2]);
 * console.log(await doubled.toArray()); // [2, 4]
 * await doubled.remove();
 * ```
 */
export function mapped<A extends unknown[], R>(
  func: (...args: A) => R,
  mapOptions?: MapOptions,
): MappedFunction<A, R>;
/** Decorates a static method; see the form above. */
export function mapped<This, A extends unknown[], R>(
  method: (this: This, ...args: A) => R,
  context: ClassMethodDecoratorContext<This, (this: This, ...args: A) => R>,
): MappedFunction<A, R>;
/** Takes the map options first, and gives what takes the function; see the form above. */
export function mapped(options?: MapOptions): MappedDecorator;
export function mapped<A extends unknown[], R>(
  first: ((...args: A) => R) | MapOptions = {},
  second: MapOptions | DecoratorContext = {},
): MappedFunction<A, R> | MappedDecorator {
  if (typeof first === "function") {
    checkContext(second);
    return isContext(second) ? mappedFunction(first, {}) : mappedFunction(first, second);
  }
  if (typeof first !== "object" || first === null || Array.isArray(first)) {
    throw notAFunction(first);
  }
  const options = first;
  const decorator = (func: (...args: A) => R, context?: DecoratorContext): unknown => {
    if (typeof func !== "function") throw notAFunction(func);
    if (context !== undefined) checkContext(context);
    return mappedFunction(func, options);
  };
  // Each of the two ways to call it gives what its signature says.
  return decorator as MappedDecorator;
}

function notAFunction(value: unknown): InvalidArgument {
  return new InvalidArgument(
    `mapped() takes a function, but it was given ${shown(value)}. Give the function to map`,
  );
}

function isContext(value: unknown): value is DecoratorContext {
  return typeof value === "object" && value !== null &&
    typeof Reflect.get(value, "addInitializer") === "function";
}

/** A method of an instance would be mapped without the instance. */
function checkContext(context: unknown): void {
  if (!isContext(context) || (context.kind === "method" && context.static)) return;
  const what = context.kind === "method" ? "a method of instances" : `a ${context.kind}`;
  throw new InvalidArgument(
    `@mapped decorates static methods, but ${
      String(context.name)
    } is ${what}. Make it static, or map a ` +
      `function that is given the instance, such as (one) => one.${String(context.name)}()`,
  );
}

/** The options themselves, however they were written. */
function plainOptions(options: MapOptions): MapOptions {
  checkAreOptions(options);
  const { mapOptions, ...rest } = options;
  const isWrapped = typeof mapOptions === "object" && mapOptions !== null;
  // Its own check is that of any map options, once a map is made.
  return isWrapped && Object.keys(rest).length === 0 ? mapOptions as MapOptions : options;
}

function mappedFunction<A extends unknown[], R>(
  given: (...args: A) => R,
  options: MapOptions,
): MappedFunction<A, R> {
  const before = isMapped(given) ? given : undefined;
  // What it is one of is one of the same function: the types of the given one hold.
  const func = (before?.func ?? given) as (...args: A) => R;
  const own = plainOptions(options);
  const mapOptions = Object.freeze({
    ...(before ? mergeMapOptions(own, before.mapOptions) : own),
  });
  const text = (): string => {
    const shown = Deno.inspect(mapOptions, { breakLength: Infinity, compact: true, depth: 5 });
    return `MappedFunction(func = ${func.name || "(anonymous)"}, map_options = ${shown})`;
  };
  const call = function (this: unknown, ...args: A): R {
    return Reflect.apply(func, this, args);
  };
  setReference(call, { kind: "wrapper", func });
  inheritOptions(call, mapOptions);
  const hidden = (value: unknown): PropertyDescriptor => ({ value, configurable: true });
  Object.defineProperties(call, {
    name: hidden(func.name),
    length: hidden(func.length),
    func: hidden(func),
    mapOptions: hidden(mapOptions),
    toString: hidden(text),
    [Symbol.for("Deno.customInspect")]: hidden(text),
    map: hidden((inputs: Inputs<A[0]>, options?: MapCallOptions) =>
      // A function of one argument, as `map` needs; what it takes is what `inputs` gives.
      map(call as unknown as (input: A[0]) => R, inputs, options)
    ),
    starmap: hidden((lists: Inputs<A>, options?: MapCallOptions) => starmap(call, lists, options)),
    buildMap: hidden((options?: MapCallOptions) => buildMap(call, options)),
  });
  // What defineProperties adds is not in the types of what it returns.
  return call as unknown as MappedFunction<A, R>;
}

function isMapped(value: unknown): value is MappedFunction<unknown[], unknown> {
  return typeof value === "function" && Object.hasOwn(value, "mapOptions") &&
    Object.hasOwn(value, "func");
}
