/**
 * How many components a job should run: enough that it runs for some minutes, beside which it does not
 * count how long HTCondor takes to find a machine for it, and few enough that there are jobs for many machines.
 *
 * @module
 */

import { basename } from "node:path";
import { usesComponent } from "./component_macro.ts";
import type { ResolvedOptions } from "./options.ts";

/** How long a job should run, in seconds. */
const JOB_TIME = 600;
/** How many jobs a map should have at least. */
const FEWEST_JOBS = 50;
/** Less than this, in seconds, is not to be told from nothing. */
const SHORTEST = 0.001;

/**
 * Works out how many components a job should run.
 *
 * @param seconds How long a component takes, in the median.
 * @param components How many components the map has.
 * @returns Of the numbers 1, 2, 5, 10, 20, 50, 100 and so on, the largest with which jobs run for no more
 *   than ten minutes and there are no fewer than 50 of them.
 */
export function advisedChunk(seconds: number, components: number): number {
  const most = Math.min(JOB_TIME / Math.max(seconds, SHORTEST), components / FEWEST_JOBS);
  let chunk = 1;
  for (const plain of plainNumbers()) {
    if (plain > most) break;
    chunk = plain;
  }
  return chunk;
}

/**
 * Finds a chunk that makes few jobs of many components, whatever time these take.
 *
 * @param components How many components there are.
 * @param jobs How many jobs there may be.
 * @returns The smallest of the numbers 1, 2, 5, 10, 20, 50, 100 and so on that will do.
 */
export function chunkForFewer(components: number, jobs: number): number {
  for (const plain of plainNumbers()) if (Math.ceil(components / plain) <= jobs) return plain;
  return components;
}

function* plainNumbers(): Generator<number> {
  for (let power = 1; power < Number.MAX_SAFE_INTEGER / 10; power *= 10) {
    for (const first of [1, 2, 5]) yield first * power;
  }
}

/**
 * Tells whether components can share a job: not where each has an option of its own, or where input files
 * of one would be in another's way.
 *
 * @param options The options of their map.
 * @returns Whether a job can run any of them together.
 */
export function canShareJobs(
  { fixed, variadic, inputFiles }: Pick<ResolvedOptions, "fixed" | "variadic" | "inputFiles">,
): boolean {
  if (variadic.size > 0 || fixed.values().some(usesComponent)) return false;
  const names = new Map<string, string>();
  for (const file of inputFiles?.flat() ?? []) {
    const name = basename(file);
    if ((names.get(name) ?? file) !== file) return false;
    names.set(name, file);
  }
  return true;
}
