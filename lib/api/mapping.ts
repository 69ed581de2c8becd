/**
 * Making maps.
 *
 * @module
 */

import { checkIterable, checkOptionKeys, shown } from "../base/arguments.ts";
import type { BackendName } from "../backend/backend.ts";
import { CellInterrupt } from "../base/cell_interrupt.ts";
import { checkBackend, chooseBackend, openBackend } from "../backend/open.ts";
import { deliverToPool } from "../backend/pool/delivering.ts";
import { Capture } from "../capture/mod.ts";
import { shared } from "../submission/delivery.ts";
import { EmptyMap, HTCondorError, InvalidArgument } from "../base/errors.ts";
import { afterError, workingDirectory, writeNewFile } from "../base/files.ts";
import { type ChunkRule, InputWriter } from "../store/inputs.ts";
import { jobCount, type JobLayout } from "../wire/layout.ts";
import { rememberChunkAdvice } from "../map/chunk_advice.ts";
import { type HTMap, openMap } from "../map/map.ts";
import {
  reserveSubmission,
  writeDescription,
  writeSubmission,
  writeSubmissionParts,
} from "../map/map_files.ts";
import { checkDeliverySetting, mapOptionsOfSettings } from "../submission/map_settings.ts";
import {
  checkOptions,
  type MapOptions,
  mergeMapOptions,
  resolveOptions,
} from "../submission/options.ts";
import { warn } from "../base/say.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { adviceOnMaxRetries } from "../submission/limits.ts";
import { knownLength, Making } from "./making.ts";
import { inheritedOptions } from "../submission/inherited_options.ts";
import { MapReservation } from "./reservation.ts";
import { currentRuntime } from "../submission/runtime.ts";
import { makeLinks } from "../submission/file_links.ts";
import { missingText, type SentFiles, sentFilesOf } from "../submission/sent_files.ts";
import type { Submission } from "../submission/description.ts";
import { version } from "../base/version.ts";
import { ChunkChoice, sayOfChunk } from "./chunk_choice.ts";

/** A source of inputs: anything that can be looped over. Inputs are taken from it one at a time. */
export type Inputs<T> = Iterable<T> | AsyncIterable<T>;

/** What a mapped function's result is once it has come back: promises are awaited, generators become arrays. */
export type OutputOf<R> = Awaited<R> extends AsyncGenerator<infer Y> ? Y[]
  : Awaited<R> extends Generator<infer Y> ? Y[]
  : Awaited<R>;

/** Options of making a map. */
export interface MapCallOptions {
  /** The map's tag. Without one, three words are made up and the map is transient. */
  tag?: string | undefined;
  /** What HTCondor is told about the map's jobs. */
  mapOptions?: MapOptions | undefined;
  /**
   * Do not print that the map was made.
   *
   * @default {false}
   */
  quiet?: boolean | undefined;
  /** What runs the jobs. By default, what the setting `BACKEND` says. */
  backend?: BackendName | "auto" | undefined;
  /** Stops the making; what was made so far is removed. */
  signal?: AbortSignal | undefined;
}

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

const CALL_OPTIONS = ["tag", "mapOptions", "quiet", "backend", "signal"];

async function createMap<A extends unknown[], O>(
  func: unknown,
  argumentLists: AsyncIterable<A>,
  total: number | undefined,
  callOptions: MapCallOptions,
): Promise<HTMap<A, O>> {
  checkOptionKeys("map()", callOptions, CALL_OPTIONS);
  const { tag, mapOptions, quiet = false, backend: asked } = callOptions;
  using interrupt = new CellInterrupt(callOptions.signal, "The map was not made");
  const { signal } = interrupt;
  signal?.throwIfAborted();
  // All that can be wrong is found before anything is written.
  workingDirectory();
  const backendName = await chooseBackend(asked);
  const ofSettings = mapOptionsOfSettings(backendName === "htcondor");
  const options = mergeMapOptions(mapOptions, inheritedOptions(func), ofSettings);
  checkOptions(options);
  if (backendName === "htcondor") checkDeliverySetting();
  await checkBackend(backendName);
  const directory = HTMapDirectory.current();
  await MapReservation.check(directory, tag);
  const files = sentFilesOf(options);
  const capture = await Capture.of(func, { signal, files });
  const choice = await ChunkChoice.of(options, directory, capture.functionId);

  const reservation = await MapReservation.make(directory, tag);
  const { tag: reserved, paths } = reservation;
  const named = { tag: reserved, uuid: paths.uuid, backend: backendName };
  using making = new Making({ ...named, total, quiet });
  let layout: JobLayout;
  try {
    const plan = { options, files, backendName, capture, argumentLists, directory, signal };
    layout = await makeMap(reservation, { ...plan, making, chunk: choice.chunk });
  } catch (error) {
    making.failed(error);
    const refused = error instanceof HTCondorError && error.refused;
    await afterError(
      `What is left of the map "${reservation.tag}" stays until \`htmap clean\` removes it`,
      () => reservation.abandon(backendName, { refused, interrupted: signal?.aborted ?? false }),
    );
    throw error;
  }
  const made = await openMap<A, O>(directory, reserved, paths.uuid, capture.classes);
  if (!quiet) {
    capture.warnings.forEach(warn);
    adviceOnMaxRetries(options, Object.entries(options)).forEach(warn);
    sayOfChunk(choice, { tag: reserved, layout, options, backendName });
  } else if (backendName === "htcondor") rememberChunkAdvice(paths); // nor is advice to be given later
  making.made(layout);
  return made;
}

interface MapPlan<A extends unknown[]> {
  options: MapOptions;
  files: SentFiles;
  chunk: number | ChunkRule;
  backendName: BackendName;
  capture: Capture;
  argumentLists: AsyncIterable<A>;
  directory: HTMapDirectory;
  signal: AbortSignal | undefined;
  making: Making;
}

async function makeMap<A extends unknown[]>(
  reservation: MapReservation,
  plan: MapPlan<A>,
): Promise<JobLayout> {
  const { options, files, backendName, capture, directory, signal, making } = plan;
  const { paths, tag } = reservation;
  const writer = new InputWriter(paths, plan.chunk, capture.classes, files);
  for await (const args of untilAborted(plan.argumentLists, signal)) {
    capture.checkInput(args, writer.components);
    await writer.add(args);
    making.took(writer.components);
    if (writer.components % 1024 === 0) await breathe(signal);
  }
  const { layout, inputStarts, argumentFiles } = writer.finish();
  if (layout.components === 0) throw new EmptyMap();
  resolveOptions(options, layout.components, layout.chunk); // what is wrong is said before more work
  const { module, values } = await capture.finish();
  // A program that `program` sends along is an input file like any other.
  const all = mergeMapOptions(options, { fixedInputFiles: capture.inputFiles });
  const resolved = resolveOptions(all, layout.components, layout.chunk);
  const sent = files.record(resolved, argumentFiles);
  await makeLinks(paths, files.links, signal);
  if (files.missing.length > 0) making.note?.(missingText(files.missing, tag));
  signal?.throwIfAborted();
  await writeNewFile(paths.function, module);
  await writeNewFile(paths.values, values);

  const runtime = await currentRuntime(directory, signal);
  const delivery = backendName === "local"
    ? shared({ runtime })
    : await deliverToPool(runtime, resolved, {
      ...{ files: sent, tag, paths, chunk: layout.chunk, directory, signal },
      note: making.note,
    });
  const jobs = Array.from({ length: jobCount(layout) }, (_, job) => job);
  const submission: Submission = {
    tag,
    paths,
    layout,
    inputStarts,
    options: resolved,
    files: sent,
    delivery,
    jobs,
    index: await reserveSubmission(paths, jobs),
  };
  await writeSubmissionParts(paths, { ...submission, functionInputs: capture.inputFiles });
  await writeSubmission(submission);
  await writeDescription(paths, {
    layout,
    inputStarts,
    backend: backendName,
    functionName: capture.name,
    functionId: capture.functionId,
    runsTogether: true,
    runsParts: true,
    version: version(),
    created: new Date().toISOString(),
  });
  reservation.submitting = true;
  making.goesOn("submitting");
  const backend = await openBackend(backendName);
  await backend.submit(submission, { signal });
  await reservation.complete();
  return layout;
}

/** Gives what there is to loop over, and throws as soon as the signal is aborted, not only at the next item. */
async function* untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  if (!signal) return yield* items;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => {}); // also if nothing waits for it just then
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const iterator = items[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Not awaited: one that hangs would hang here too.
    iterator.return?.(undefined).catch(() => {});
  }
}

/** Lets what waits in the event loop run, a Ctrl-C among it. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
