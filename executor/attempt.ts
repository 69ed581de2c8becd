/**
 * Which attempt of its job this process belongs to: a job whose components fail is run again as often as
 * its map says, and each time is an attempt. To be taken off a machine, or held, ends none.
 *
 * @module
 */

import { errorText } from "../lib/base/error_text.ts";
import {
  JOB_AD_FILE,
  JOB_AD_VARIABLE,
  JobAttribute,
  type JobLimits,
  limitsOfJobAd,
  numberInAd,
} from "../lib/wire/job_ad.ts";

/** The exit code by which a job says that a component has failed and it is to be run again. */
export const RUN_AGAIN = 79;

/** An attempt of a job. */
export interface Attempt {
  /** Its number, counted from 1. */
  readonly number: number;
  /** How many there are at most; `undefined` where the map does not say how often a job is run again. */
  readonly of?: number;
}

/** The job's ad when it was first looked at: a function may change what is there to be read. */
let ad: string | undefined;

/**
 * Reads what the job's ad says of its attempts and limits.
 *
 * @returns What it says; nothing of limits where there is no ad.
 */
export function jobLimits(): JobLimits {
  return limitsOfJobAd(ad ??= readAd());
}

/**
 * Tells which attempt of its job this is.
 *
 * @returns The attempt; `undefined` where nothing says so, as where a job is run by hand.
 */
export function attempt(): Attempt | undefined {
  const { earlier, retries } = jobLimits();
  if (earlier === undefined) return undefined;
  return { number: earlier + 1, ...(retries === undefined ? {} : { of: retries + 1 }) };
}

/**
 * Tells which of HTCondor's jobs this is.
 *
 * @returns Its number, as `cluster.proc`; `undefined` where nothing says so.
 */
export function jobId(): string | undefined {
  const [cluster, proc] = [JobAttribute.CLUSTER, JobAttribute.PROC]
    .map((name) => numberInAd(ad ??= readAd(), name));
  return cluster === undefined || proc === undefined ? undefined : `${cluster}.${proc}`;
}

/** Whether the local variables of functions that throw are asked for. */
export function capturesLocals(): boolean {
  return numberInAd(ad ??= readAd(), JobAttribute.CAPTURE_LOCALS) === 1;
}

function readAd(): string {
  const path = Deno.env.get(JOB_AD_VARIABLE) ?? JOB_AD_FILE;
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ""; // it was started by hand
    console.error(`htmap could not read the ad of this job: ${errorText(error).message}`);
    return "";
  }
}
