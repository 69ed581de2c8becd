/**
 * What a map would be, without making it.
 *
 * @module
 */

import type { BackendName } from "../backend/backend.ts";
import { copyKnowledge } from "../backend/pool/choice.ts";
import { directorySize, isUrl, statIfThere } from "../base/files.ts";
import { adviceOnMaxRetries } from "../submission/limits.ts";
import { adviceOnNames } from "../submission/submit_commands.ts";
import {
  functionFilesOf,
  itemDataText,
  type Submission,
  submitDescriptionText,
} from "../submission/description.ts";
import { sentTo, sentToAll } from "../submission/sent_record.ts";
import { HTMapDirectory } from "../store/paths.ts";
import { FOUND_ARCHITECTURE, programFile } from "../wire/names.ts";
import { componentsOfJob, inputFileOf } from "../wire/layout.ts";
import type { MapCallOptions } from "./call_options.ts";
import { Making } from "./making.ts";
import { beginMap, prepareMap } from "./preparing.ts";
import { MapReservation } from "./reservation.ts";

/** What a map would be. */
export interface PlannedMap {
  readonly backend: BackendName;
  readonly components: number;
  readonly jobs: number;
  /** What `condor_submit` would be given, with the paths that a map would have. */
  readonly description: string;
  /** The lines that the description takes the values of each job from; none if it takes none. */
  readonly items: readonly string[];
  /** How many bytes would travel from here. */
  readonly bytes: {
    /** With all jobs together, but for what goes once a node. */
    readonly jobs: number;
    /** Once to each node. */
    readonly node: number;
    /** Files that jobs fetch from elsewhere, whose size is not known. */
    readonly elsewhere: readonly string[];
  };
  /** What `map` would warn of. */
  readonly warnings: readonly string[];
}

/**
 * Works out what a map would be: nothing is submitted, no tag is taken, and what is written is removed.
 *
 * @param func The function.
 * @param argumentLists The arguments of each component, all of which are looped over.
 * @param callOptions The map's tag and options.
 * @returns What would be submitted.
 * @throws The errors of `starmap`.
 */
export async function planMap(
  func: unknown,
  argumentLists: AsyncIterable<unknown[]>,
  callOptions: MapCallOptions,
): Promise<PlannedMap> {
  const begun = await beginMap(func, callOptions);
  const { backendName: backend, isFallback, options, capture, directory: own } = begun;
  const place = await Deno.makeTempDir({ prefix: "htmap-plan-" });
  try {
    const directory = new HTMapDirectory(`${place}/htmap`);
    const reservation = await MapReservation.make(directory, callOptions.tag);
    await copyKnowledge(own, directory);
    const { tag, paths } = reservation;
    const named = {
      tag,
      uuid: paths.uuid,
      backend,
      isFallback,
      total: undefined,
      quiet: callOptions.quiet ?? false,
    };
    using making = new Making(named);
    const plan = { ...begun, directory, argumentLists, making, probes: false };
    const submission = await prepareMap(reservation, plan);
    const asItWouldBe = (text: string): string => text.replaceAll(directory.root, own.root);
    const items = itemDataText(submission);
    return {
      backend,
      components: submission.layout.components,
      jobs: submission.jobs.length,
      description: asItWouldBe(submitDescriptionText(submission, items)),
      items: asItWouldBe(items).split("\n").filter((line) => line !== ""),
      bytes: await bytesOf(submission),
      warnings: [
        ...capture.warnings,
        ...adviceOnMaxRetries(options, Object.entries(options)),
        ...adviceOnNames(options),
      ],
    };
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

/** Adds up what would travel. */
async function bytesOf(submission: Submission): Promise<PlannedMap["bytes"]> {
  const { delivery, paths, version, jobs, layout, inputStarts } = submission;
  const sizes = new Sizes(paths.root);
  const { executable = "", transfer_executable: transfers = "True" } = delivery.descriptors;
  const once = delivery.commonFiles ?? [];
  const ofFunction = functionFilesOf(paths, version);
  const withEach = [
    ...transfers.toLowerCase() === "false" ? [] : [executable],
    ...delivery.inputFiles,
    ...sentToAll(submission).filter((file) => !once.includes(file)),
    ...delivery.commonFiles ? [] : ofFunction,
  ];
  let total = jobs.length * await sizes.of(withEach);
  for (const job of jobs) {
    const components = componentsOfJob(layout, job);
    const files = components.flatMap((component) => sentTo(submission, component));
    total += await sizes.of([paths.input(inputFileOf(inputStarts, job)), ...new Set(files)]);
  }
  return {
    jobs: total,
    node: delivery.commonFiles ? await sizes.of([...once, ...ofFunction]) : 0,
    elsewhere: [...sizes.elsewhere],
  };
}

/** The sizes of files, each looked up once. */
class Sizes {
  /** What is not on this machine. */
  readonly elsewhere = new Set<string>();
  readonly #known = new Map<string, number>();

  /** @param root The directory that relative paths start from. */
  constructor(readonly root: string) {}

  /** Adds up the sizes of files, and of what is in directories. */
  async of(files: Iterable<string>): Promise<number> {
    let sum = 0;
    for (const file of files) {
      const size = this.#known.get(file) ?? await this.#measure(file);
      this.#known.set(file, size);
      sum += size;
    }
    return sum;
  }

  async #measure(file: string): Promise<number> {
    if (isUrl(file)) {
      this.elsewhere.add(file);
      return 0;
    }
    // Which of the programs it is, is known once a machine is found; they are about as large.
    const here = file.replace(programFile(FOUND_ARCHITECTURE), () => programFile(Deno.build.arch));
    const path = here.startsWith("/") ? here : `${this.root}/${here}`;
    const info = await statIfThere(path);
    return info?.isDirectory ? await directorySize(path) : info?.size ?? 0;
  }
}
