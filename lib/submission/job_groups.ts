/**
 * Jobs of a map that run together, one after the other, as one of HTCondor's jobs.
 *
 * @module
 */

import {
  chunkOf,
  inputFileOf,
  type JobLayout,
  jobRanges,
  procsOf,
  rangesText,
} from "../wire/layout.ts";
import { inputFile } from "../wire/names.ts";
import type { MapPaths } from "../store/paths.ts";
import type { ResolvedOptions } from "./options.ts";

/** What tells which jobs of a map are to run together. */
export interface GroupedJobs {
  readonly layout: JobLayout;
  /** The jobs, in order. */
  readonly jobs: readonly number[];
  /** How many of them run together; 1 if not given. */
  readonly together?: number;
}

/** What they need. */
interface GroupedInputs extends GroupedJobs {
  readonly paths: MapPaths;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
}

/** The variables of an item of a submission whose jobs run together. */
export const GROUP_COLUMNS = {
  /** The jobs, as ranges. */
  jobs: "htmap_jobs",
  /** Their components, as ranges. */
  components: "htmap_components",
  /** Their input files. */
  inputs: "htmap_inputs",
} as const;

/** @returns The jobs that each of HTCondor's jobs runs, in the order of its procs. */
export function groupsOf({ jobs, together = 1 }: GroupedJobs): number[][] {
  return together === 1 ? jobs.map((job) => [job]) : procsOf({ jobs: jobRanges(jobs), together });
}

/**
 * Gives the values of the variables of {@linkcode GROUP_COLUMNS}.
 *
 * @param submission The submission.
 * @param group The jobs of one of HTCondor's jobs.
 * @returns The values, in order; none where jobs do not run together.
 */
export function groupValues(submission: GroupedInputs, group: readonly number[]): string[] {
  const { paths, inputStarts, together = 1 } = submission;
  if (together === 1) return [];
  const directory = paths.inputs.slice(paths.root.length + 1);
  const files = inputsOf(inputStarts, group).map((start) => `${directory}/${inputFile(start)}`);
  return [rangesText(group), rangesText(componentsOf(submission, group)), files.join(",")];
}

/** @returns Which input files have the inputs of jobs, each by its first job. */
export function inputsOf(inputStarts: readonly number[], group: readonly number[]): number[] {
  return [...new Set(group.map((job) => inputFileOf(inputStarts, job)))];
}

/** @returns The user's own files for the components of jobs. */
export function filesOf(
  submission: GroupedJobs & { readonly options: Pick<ResolvedOptions, "inputFiles"> },
  group: readonly number[],
): string[] {
  const { inputFiles } = submission.options;
  return [
    ...new Set(
      componentsOf(submission, group).flatMap((component) => inputFiles?.[component] ?? []),
    ),
  ];
}

function componentsOf({ layout }: GroupedJobs, group: readonly number[]): number[] {
  return group.flatMap((job) => {
    const [first, end] = chunkOf(layout, job);
    return Array.from({ length: end - first }, (_, i) => first + i);
  });
}
