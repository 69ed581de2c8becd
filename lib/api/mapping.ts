/**
 * Making maps.
 *
 * @module
 */

import { checkIterable, shown } from "../base/arguments.ts";
import { CellInterrupt } from "../base/cell_interrupt.ts";
import { openBackend } from "../backend/open.ts";
import { HTCondorError, InvalidArgument } from "../base/errors.ts";
import { afterError } from "../base/files.ts";
import type { JobLayout } from "../wire/layout.ts";
import { rememberChunkAdvice } from "../map/chunk_advice.ts";
import { type HTMap, openMap } from "../map/map.ts";
import { submitAndAdvise } from "../map/unmeetable.ts";
import { warn } from "../base/say.ts";
import { adviceOnMaxRetries } from "../submission/limits.ts";
import { adviceOnNames } from "../submission/submit_commands.ts";
import type { MapCallOptions } from "./call_options.ts";
import { knownLength, logNotMade, Making } from "./making.ts";
import {
  beginMap,
  type BegunMap,
  checkCallOptions,
  type MapPlan,
  prepareMap,
} from "./preparing.ts";
import { MapReservation } from "./reservation.ts";
import { sayOfChunk } from "./chunk_choice.ts";

/** A source of inputs: anything that can be looped over. Inputs are taken from it one at a time. */
export type Inputs<T> = Iterable<T> | AsyncIterable<T>;

/** What a mapped function's result is once it has come back: promises are awaited, generators become arrays. */
export type OutputOf<R> = Awaited<R> extends AsyncGenerator<infer Y> ? Y[]
  : Awaited<R> extends Generator<infer Y> ? Y[]
  : Awaited<R>;

/**
 * Maps a function of one argument over inputs: each input becomes a component, and the components
 * run on the pool (the manual's section 6.2).
 *
 * @param func The function, of any kind, or one made by `fromModule`, `program` or `mapped`.
 * @param inputs The inputs, one a component.
 * @param options The map's tag and options.
 * @returns The map. Its components have been submitted, and may not have started.
 * @throws {errors.CannotCapture} If the function cannot travel.
 * @throws {errors.CannotSerialize} If an input cannot.
 * @throws {errors.EmptyMap} If there are no inputs.
 * @throws {errors.InvalidArgument} If the inputs cannot be looped over, there is no such option, or a file
 *   in an input could not be told from another where it is used.
 * @throws {errors.InvalidTag} If the tag cannot be one.
 * @throws {errors.TagAlreadyExists} If the tag is in use.
 * @throws {errors.InvalidOption} If a map option has a name or a value that cannot be used.
 * @throws {errors.ReservedOptionKeyword} If a map option is one that htmap sets itself.
 * @throws {errors.MisalignedInputData} If a variadic map option has not one value a component.
 * @throws {errors.InvalidSetting} If a setting that making maps goes by cannot be used.
 * @throws {errors.UnknownDeliveryMethod} If the delivery method of the settings is not registered.
 * @throws {errors.CannotTransplant} If the runtime cannot be copied to where it is sent from.
 * @throws {errors.UnusableDirectory} If the htmap directory cannot be used.
 * @throws {errors.CannotWrite} If the disk is full. Nothing is left of the map then, as after any error.
 * @throws {errors.HTCondorError} If HTCondor does not take the jobs.
 * @throws {errors.InsufficientHTCondorVersion} If HTCondor is too old for a map option.
 * @throws What the inputs throw while they are looped over, and the reason of the signal.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const doubled = await htmap.map((x: number) => 2 * x, htmap.range(3));
 * console.log(await doubled.toArray()); // [0, 2, 4]
 * await doubled.remove();
 * ```
 */
export async function map<I, R>(
  func: (input: I) => R,
  inputs: Inputs<I>,
  options: MapCallOptions = {},
): Promise<HTMap<[I], OutputOf<R>>> {
  checkIterable(
    "The inputs",
    inputs,
    "Give map() an array, or anything else with one input a component",
  );
  const total = knownLength(inputs);
  return await createMap<[I], OutputOf<R>>(func, each(inputs, (input) => [input]), total, options);
}

/**
 * Maps a function of several arguments over lists of arguments (the manual's section 6.2).
 *
 * @param func The function, of any kind, or one made by `fromModule`, `program` or `mapped`.
 * @param argumentLists The arguments of each component.
 * @param options The map's tag and options.
 * @returns The map. Its components have been submitted, and may not have started.
 * @throws {errors.InvalidArgument} If an element is no list of arguments.
 * @throws The errors of {@linkcode map}.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const power = (base: number, exponent: number) => base ** exponent;
 * const powers = await htmap.starmap(power, [[2, 3], [3, 2]]);
 * console.log(await powers.toArray()); // [8, 9]
 * await powers.remove();
 * ```
 */
export async function starmap<A extends unknown[], R>(
  func: (...args: A) => R,
  argumentLists: Inputs<A>,
  options: MapCallOptions = {},
): Promise<HTMap<A, OutputOf<R>>> {
  const advice =
    "Give starmap() an array of argument lists, one a component, such as [[1, 2], [3, 4]]";
  checkIterable("The argument lists", argumentLists, advice);
  const asArguments = (args: A): A => {
    if (Array.isArray(args)) return args;
    throw new InvalidArgument(`${shown(args)} is not a list of arguments. ${advice}`);
  };
  const total = knownLength(argumentLists);
  return await createMap<A, OutputOf<R>>(func, each(argumentLists, asArguments), total, options);
}

async function* each<T, A extends unknown[]>(
  inputs: Inputs<T>,
  asArguments: (input: T) => A,
): AsyncGenerator<A> {
  for await (const input of inputs) yield asArguments(input);
}

async function createMap<A extends unknown[], O>(
  func: unknown,
  argumentLists: AsyncIterable<A>,
  total: number | undefined,
  callOptions: MapCallOptions,
): Promise<HTMap<A, O>> {
  checkCallOptions(callOptions);
  const { tag, quiet = false } = callOptions;
  using interrupt = new CellInterrupt(callOptions.signal, "The map was not made");
  const { signal } = interrupt;
  let begun: BegunMap;
  let reservation: MapReservation;
  try {
    begun = await beginMap(func, { ...callOptions, signal });
    reservation = await MapReservation.make(begun.directory, tag);
  } catch (error) {
    logNotMade(tag, error);
    throw error;
  }
  const { backendName, isFallback, capture, choice, options } = begun;
  const { tag: reserved, paths } = reservation;
  const named = { tag: reserved, uuid: paths.uuid, backend: backendName, isFallback };
  using making = new Making({ ...named, total, quiet });
  let layout: JobLayout;
  try {
    layout = await makeMap(reservation, { ...begun, argumentLists, making });
  } catch (error) {
    making.failed(error);
    const refused = error instanceof HTCondorError && error.refused;
    await afterError(
      `What is left of the map "${reservation.tag}" stays until \`htmap clean\` removes it`,
      () => reservation.abandon(backendName, { refused, interrupted: signal?.aborted ?? false }),
    );
    throw error;
  }
  const made = await openMap<A, O>(begun.directory, reserved, paths.uuid, capture.classes);
  if (!quiet) {
    capture.warnings.forEach(warn);
    adviceOnMaxRetries(options, Object.entries(options)).forEach(warn);
    adviceOnNames(options).forEach(warn);
    sayOfChunk(choice, { tag: reserved, layout, options, backendName });
  } else if (backendName === "htcondor") rememberChunkAdvice(paths); // nor is advice to be given later
  making.made(layout);
  return made;
}

async function makeMap<A extends unknown[]>(
  reservation: MapReservation,
  plan: MapPlan<A>,
): Promise<JobLayout> {
  const { backendName, signal, making } = plan;
  const submission = await prepareMap(reservation, plan);
  reservation.submitting = true;
  making.goesOn("submitting");
  const backend = await openBackend(backendName);
  await submitAndAdvise(backend, submission, { signal, say: making.map.quiet ? undefined : warn });
  await reservation.complete();
  return submission.layout;
}
