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
 * Finds which job a proc of a cluster runs.
 *
 * @param jobs The jobs that were submitted as the cluster, in the order of its procs.
 * @param proc The proc.
 * @returns The job, or `undefined` if the cluster has no such proc.
 */
export function jobOfProc(jobs: JobRanges, proc: number): number | undefined {
  let rest = proc;
  for (const [first, end] of jobs) {
    if (rest < end - first) return first + rest;
    rest -= end - first;
  }
  return undefined;
}
