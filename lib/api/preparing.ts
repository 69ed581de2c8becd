/**
 * What making a map takes before anything is submitted: all that can be wrong is found first, then its
 * directory is filled.
 *
 * @module
 */

import { checkOptionKeys } from "../base/arguments.ts";
import type { BackendName } from "../backend/backend.ts";
import { askedBackend, checkBackend, chooseBackend } from "../backend/open.ts";
import { deliverToPool } from "../backend/pool/delivering.ts";
import { Capture } from "../capture/mod.ts";
import { shared } from "../submission/delivery.ts";
import { EmptyMap } from "../base/errors.ts";
import { workingDirectory, writeNewFile } from "../base/files.ts";
import { InputWriter } from "../store/inputs.ts";
import { jobCount } from "../wire/layout.ts";
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
import { HTMapDirectory } from "../store/paths.ts";
import type { Making } from "./making.ts";
import { inheritedOptions } from "../submission/inherited_options.ts";
import { MapReservation } from "./reservation.ts";
import { currentRuntime } from "../submission/runtime.ts";
import { makeLinks } from "../submission/file_links.ts";
import { missingText, type SentFiles, sentFilesOf } from "../submission/sent_files.ts";
import type { Submission } from "../submission/description.ts";
import { version } from "../base/version.ts";
import { ChunkChoice } from "./chunk_choice.ts";
import type { MapCallOptions } from "./call_options.ts";

/** What a map is made with, once all that can be checked before has been. */
export interface BegunMap {
  readonly options: MapOptions;
  readonly files: SentFiles;
  readonly choice: ChunkChoice;
  readonly backendName: BackendName;
  /** Whether it runs on this machine since there is no pool, and not since somebody said so. */
  readonly isFallback: boolean;
  readonly capture: Capture;
  readonly directory: HTMapDirectory;
  readonly signal: AbortSignal | undefined;
}

/** All that a map is made of. */
export interface MapPlan<A extends unknown[]> extends BegunMap {
  readonly argumentLists: AsyncIterable<A>;
  readonly making: Making;
  /**
   * Whether a job may be sent to find out what the pool can do.
   *
   * @default {true}
   */
  readonly probes?: boolean | undefined;
}

const CALL_OPTIONS = ["tag", "mapOptions", "quiet", "backend", "signal"];

/**
 * Refuses options that are none of making a map, before anything is made of them.
 *
 * @param callOptions What was given.
 * @throws {InvalidArgument} If it is no object, or there is no such option.
 */
export function checkCallOptions(callOptions: MapCallOptions): void {
  checkOptionKeys("map()", callOptions, CALL_OPTIONS);
}

/**
 * Finds all that can be wrong with a map before anything is written, and captures its function.
 *
 * @param func The function.
 * @param callOptions The map's tag and options.
 * @returns What it is made with.
 * @throws The errors of `map`.
 */
export async function beginMap(func: unknown, callOptions: MapCallOptions): Promise<BegunMap> {
  checkCallOptions(callOptions);
  const { tag, mapOptions, backend: asked, signal } = callOptions;
  signal?.throwIfAborted();
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
  const isFallback = backendName === "local" && askedBackend(asked) === "auto";
  return { options, files, choice, backendName, isFallback, capture, directory, signal };
}

/**
 * Writes all of a map into its directory, up to where it could be submitted.
 *
 * @param reservation Its tag and directory.
 * @param plan What it is made of.
 * @returns What to submit.
 * @throws The errors of `map`.
 */
export async function prepareMap<A extends unknown[]>(
  { paths, tag, directory }: Pick<MapReservation, "paths" | "tag" | "directory">,
  plan: MapPlan<A>,
): Promise<Submission> {
  const { options, files, backendName, capture, signal, making, choice } = plan;
  const writer = new InputWriter(paths, choice.chunk, capture.classes, files);
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
      probes: plan.probes,
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
  return submission;
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
