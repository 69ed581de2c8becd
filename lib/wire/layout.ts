/**
 * Jobs and components: a job is one HTCondor proc, and runs one or more components.
 *
 * @module
 */

/** How the components of a map are dealt to its jobs. */
export interface JobLayout {
  /** How many components the map has. */
  readonly components: number;
  /** How many components a job runs; the last may run fewer. */
  readonly chunk: number;
}

/** @returns How many jobs run a map once. */
export function jobCount({ components, chunk }: JobLayout): number {
  return Math.ceil(components / chunk);
}

/** @returns The job that runs a component. */
export function jobOf({ chunk }: JobLayout, component: number): number {
  return Math.floor(component / chunk);
}

/** @returns The components of a job: the first, and the one after the last. */
export function chunkOf(
  { components, chunk }: JobLayout,
  job: number,
): [first: number, end: number] {
  return [job * chunk, Math.min((job + 1) * chunk, components)];
}

/** @returns The components of a job, in order. */
export function componentsOfJob(layout: JobLayout, job: number): number[] {
  const [first, end] = chunkOf(layout, job);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}

/**
 * Finds the input file of a job. A file holds the inputs of one or more jobs in a row, so that a map
 * of many small inputs is not as many small files, and is named after the first of them.
 *
 * @param starts The first job of each file, in order.
 * @param job The job.
 * @returns The first job of the file that holds the job's inputs.
 */
export function inputFileOf(starts: readonly number[], job: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? Infinity) <= job) low = middle;
    else high = middle - 1;
  }
  return starts[low] ?? job;
}

/** Jobs in order, as ranges: each its first job and the one after its last. */
export type JobRanges = readonly (readonly [first: number, end: number])[];

/**
 * Writes a list of jobs as ranges.
 *
 * @param jobs The jobs, in the order of their procs.
 * @returns The ranges.
 */
export function jobRanges(jobs: readonly number[]): JobRanges {
  const ranges: [number, number][] = [];
  for (const job of jobs) {
    const last = ranges.at(-1);
    if (last && last[1] === job) last[1]++;
    else ranges.push([job, job + 1]);
  }
  return ranges;
}

/** @returns The jobs that ranges stand for. */
export function jobsIn(ranges: JobRanges): number[] {
  return ranges.flatMap(([first, end]) => Array.from({ length: end - first }, (_, i) => first + i));
}

/**
 * The jobs of a submission. One of HTCondor's jobs, a proc, runs one of them, or some one after the other:
 * what was made one to a job can run again several to a job. It is known by the first of them, its head.
 */
export interface SubmittedJobs {
  /** The jobs, in the order of the procs that run them. */
  readonly jobs: JobRanges;
  /** How many of them a proc runs, of which the last may run fewer; or how many each proc runs. */
  readonly together: number | readonly number[];
  /** The components that run, if some of the jobs' do not. */
  readonly components?: JobRanges | undefined;
}

/**
 * Finds which jobs a proc of a cluster runs.
 *
 * @param submitted The jobs that were submitted as the cluster.
 * @param proc The proc.
 * @returns The jobs; none if the cluster has no such proc.
 */
export function jobsOfProc(
  { jobs, together }: Pick<SubmittedJobs, "jobs" | "together">,
  proc: number,
): number[] {
  const found: number[] = [];
  const isEven = typeof together === "number";
  const size = isEven ? together : together[proc] ?? 0;
  let before = isEven ? proc * together : sum(together.slice(0, proc));
  if (size === 0) return found;
  for (const [first, end] of jobs) {
    for (let job = first + before; job < end && found.length < size; job++) found.push(job);
    before = Math.max(0, before - (end - first));
    if (found.length === size) break;
  }
  return found;
}

/** @returns The jobs of each proc of a cluster, in the order of the procs. */
export function procsOf({ jobs, together }: Pick<SubmittedJobs, "jobs" | "together">): number[][] {
  const all = jobsIn(jobs);
  if (typeof together !== "number") {
    let start = 0;
    return together.map((size) => all.slice(start, start += size));
  }
  return Array.from(
    { length: Math.ceil(all.length / together) },
    (_, proc) => all.slice(proc * together, (proc + 1) * together),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @returns Numbers as text, such as `"3-5,7"` for 3, 4, 5 and 7. */
export function rangesText(numbers: readonly number[]): string {
  return jobRanges(numbers).map(([first, end]) =>
    end - first === 1 ? `${first}` : `${first}-${end - 1}`
  ).join(",");
}

/**
 * Reads what {@linkcode rangesText} wrote.
 *
 * @param text The text.
 * @returns The numbers, or `undefined` if it is no such text.
 */
export function parseRanges(text: string): number[] | undefined {
  if (!/^\d{1,15}(-\d{1,15})?(,\d{1,15}(-\d{1,15})?)*$/.test(text)) return undefined;
  return jobsIn(
    text.split(",").map((range) => {
      const [first = NaN, last = first] = range.split("-").map(Number);
      return [first, last + 1];
    }),
  );
}

/** What one of HTCondor's jobs runs. */
export interface WhatRuns {
  /** The jobs, in order. */
  readonly jobs: readonly number[];
  /** The only components that run, in order; `undefined` if all of the jobs' do. */
  readonly components: readonly number[] | undefined;
}

/** @returns What runs, as one word, such as `"3-5,7"`, or `"3-5,7/31,44"` for two components of these jobs. */
export function whatRunsText({ jobs, components }: WhatRuns): string {
  return components ? `${rangesText(jobs)}/${rangesText(components)}` : rangesText(jobs);
}

/**
 * Reads what {@linkcode whatRunsText} wrote.
 *
 * @param text The text.
 * @returns What runs, or `undefined` if it is no such text.
 */
export function parseWhatRuns(text: string): WhatRuns | undefined {
  const [jobsText = "", componentsText, ...rest] = text.split("/");
  const jobs = parseRanges(jobsText);
  const components = componentsText === undefined ? undefined : parseRanges(componentsText);
  const isWrong = rest.length > 0 || componentsText !== undefined && !components;
  return jobs && !isWrong ? { jobs, components } : undefined;
}
