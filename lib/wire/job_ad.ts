/**
 * What a job is told of itself by its ad, which HTCondor and the local backend put beside it when it starts:
 * which of its attempts this is, and the limits that its map has for it.
 *
 * @module
 */

/** The environment variable that names the file of the job's ad, as HTCondor sets it. */
export const JOB_AD_VARIABLE = "_CONDOR_JOB_AD";
/** The name HTCondor gives that file, in the scratch directory. */
export const JOB_AD_FILE = ".job.ad";

/** The attributes of a job's ad that htmap reads where the job runs. */
export const JobAttribute = {
  CLUSTER: "ClusterId",
  PROC: "ProcId",
  /** How often the job's program has ended, which it does once an attempt. */
  COMPLETIONS: "NumJobCompletions",
  /** How often it is run again at most. */
  RETRIES: "HTMapRetries",
  /** How long a component may take, in milliseconds. */
  TIME_LIMIT: "HTMapTimeLimit",
  /** 1 if the local variables of functions that throw are to be in error reports. */
  CAPTURE_LOCALS: "HTMapCaptureLocals",
} as const;

/** What an ad says of a job's attempts and limits. */
export interface JobLimits {
  /** How many attempts have ended before this one; `undefined` if the ad does not say. */
  readonly earlier: number | undefined;
  /** How many attempts there are at most after the first; `undefined` if the map does not say. */
  readonly retries: number | undefined;
  /** How long a component may take, in milliseconds; `undefined` if the map does not say. */
  readonly timeLimit: number | undefined;
}

/**
 * Writes the ad of a job, as far as jobs look at it here.
 *
 * @param attributes The numbers it is to have, by the names of {@linkcode JobAttribute}.
 * @returns The ad.
 */
export function jobAdText(attributes: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => value === undefined ? [] : [`${name} = ${value}\n`]).join("");
}

/**
 * Reads a number from the ad of a job.
 *
 * @param ad The ad, an attribute a line.
 * @param name The attribute.
 * @returns The whole number from 0 that it is, or `undefined` if the ad does not say it as one.
 */
export function numberInAd(ad: string, name: string): number | undefined {
  const value = new RegExp(`^\\s*${name}\\s*=\\s*(\\d{1,15})\\s*$`, "im").exec(ad)?.[1];
  return value === undefined ? undefined : Number(value);
}

/**
 * Reads a job's attempts and limits from its ad.
 *
 * @param ad The ad, an attribute a line.
 * @returns What it says.
 */
export function limitsOfJobAd(ad: string): JobLimits {
  return {
    earlier: numberInAd(ad, JobAttribute.COMPLETIONS),
    retries: numberInAd(ad, JobAttribute.RETRIES),
    timeLimit: numberInAd(ad, JobAttribute.TIME_LIMIT) || undefined,
  };
}
