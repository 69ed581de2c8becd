/**
 * Jobs of a map that run together, one after the other, as one of HTCondor's jobs.
 *
 * @module
 */

import {
  chunkOf,
  componentsOfJob,
  inputFileOf,
  type JobLayout,
  jobOf,
  jobRanges,
  procsOf,
  rangesText,
  type SubmittedJobs,
  type WhatRuns,
  whatRunsText,
} from "../wire/layout.ts";
import { inputFile } from "../wire/names.ts";
import type { MapPaths } from "../store/paths.ts";
import { type JobFiles, sentTo, sentToAll } from "./sent_record.ts";

/** What tells which jobs of a map are to run together. */
export interface GroupedJobs {
  readonly layout: JobLayout;
  /** The jobs, in order. */
  readonly jobs: readonly number[];
  /** How many of them run together, or how many each of HTCondor's jobs runs; 1 if not given. */
  readonly together?: SubmittedJobs["together"];
  /** The only components that run, in order; all of the jobs' if not given. */
  readonly components?: readonly number[] | undefined;
}

/** What they need. */
interface GroupedInputs extends GroupedJobs {
  readonly paths: MapPaths;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
}

/** The variables of an item of a submission whose jobs run together. */
export const GROUP_COLUMNS = {
  /** What is to run, as the executor is told. */
  jobs: "htmap_jobs",
  /** Their components, as ranges. */
  components: "htmap_components",
  /** Their input files. */
  inputs: "htmap_inputs",
} as const;

/**
 * Works out which of HTCondor's jobs is to run what.
 *
 * @param layout How the map's components are dealt to its jobs.
 * @param components The components that are to run, in order.
 * @param chunk How many of them one of HTCondor's jobs is to run at most. Those that the map has in one job
 *   stay together.
 * @returns The jobs of the map, and how they are grouped.
 */
export function groupJobs(
  layout: JobLayout,
  components: readonly number[],
  chunk: number,
): Required<Pick<GroupedJobs, "jobs" | "together">> & Pick<GroupedJobs, "components"> {
  const counts = new Map<number, number>();
  for (const component of components) {
    const job = jobOf(layout, component);
    counts.set(job, (counts.get(job) ?? 0) + 1);
  }
  const jobs = [...counts.keys()];
  const areWhole = jobs.every((job) => {
    const [first, end] = chunkOf(layout, job);
    return counts.get(job) === end - first;
  });
  if (areWhole) return { jobs, together: Math.max(1, Math.floor(chunk / layout.chunk)) };
  const sizes: number[] = [];
  let room = 0;
  for (const count of counts.values()) {
    if (count <= room) sizes[sizes.length - 1]!++;
    else {
      sizes.push(1);
      room = chunk;
    }
    room -= count;
  }
  return { jobs, together: sizes, components };
}

/** @returns Whether some of HTCondor's jobs may run several of the map's, or only some of their components. */
export function isGrouped({ together = 1, components }: GroupedJobs): boolean {
  return together !== 1 || components !== undefined;
}

/** @returns What each of HTCondor's jobs runs, in the order of its procs. */
export function groupsOf({ layout, jobs, together = 1, components }: GroupedJobs): WhatRuns[] {
  if (together === 1 && !components) return jobs.map((job) => ({ jobs: [job], components }));
  const groups = procsOf({ jobs: jobRanges(jobs), together });
  if (!components) return groups.map((group) => ({ jobs: group, components }));
  const byJob = Map.groupBy(components, (component) => jobOf(layout, component));
  return groups.map((group) => ({
    jobs: group,
    components: group.flatMap((job) => byJob.get(job) ?? []),
  }));
}

/**
 * Gives the values of the variables of {@linkcode GROUP_COLUMNS}.
 *
 * @param submission The submission.
 * @param group What one of HTCondor's jobs runs.
 * @returns The values, in order; none where each runs one of the map's, and all of that.
 */
export function groupValues(submission: GroupedInputs, group: WhatRuns): string[] {
  const { paths, inputStarts } = submission;
  if (!isGrouped(submission)) return [];
  const directory = paths.inputs.slice(paths.root.length + 1);
  const files = inputsOf(inputStarts, group.jobs).map((start) =>
    `${directory}/${inputFile(start)}`
  );
  return [whatRunsText(group), rangesText(componentsOf(submission, group)), files.join(",")];
}

/** @returns Which input files have the inputs of jobs, each by its first job. */
export function inputsOf(inputStarts: readonly number[], group: readonly number[]): number[] {
  return [...new Set(group.map((job) => inputFileOf(inputStarts, job)))];
}

/**
 * Tells whether what one attempt of a job has finished goes along to the next. Of a job of one component there
 * is nothing then.
 *
 * @param submission The submission.
 * @returns Whether each of its jobs has a directory for that, which must be there to be sent along.
 */
export function keepsAttempts(
  submission: GroupedJobs & { readonly options: { readonly retries?: number | undefined } },
): boolean {
  const { layout, options: { retries = 0 } } = submission;
  return retries > 0 && (layout.chunk > 1 || isGrouped(submission));
}

/** @returns The user's own files for the components of a group, each once, but for those that all have. */
export function filesOf(submission: GroupedJobs & JobFiles, group: WhatRuns): string[] {
  const all = new Set(sentToAll(submission));
  const files = componentsOf(submission, group).flatMap((one) => sentTo(submission, one));
  return [...new Set(files)].filter((file) => !all.has(file));
}

/** @returns The components that one of HTCondor's jobs runs. */
export function componentsOf({ layout }: GroupedJobs, group: WhatRuns): readonly number[] {
  return group.components ?? group.jobs.flatMap((job) => componentsOfJob(layout, job));
}
