/**
 * What a job is told of the memory it has, and what is said of one that took more.
 *
 * @module
 */

import { LEAST_HEAP } from "../base/heap_limit.ts";

/**
 * Stands for the memory a job is given, in MB, in the arguments of a delivery: HTCondor puts it in when
 * it has found a slot (HTCondor's manual, "Substitution Macros"), and so does the local backend. With less
 * than this, V8 could not even start.
 */
export const GIVEN_MEMORY = `$$([max({TARGET.Memory,${LEAST_HEAP}})])`;

/**
 * Puts the memory of a job into one of its arguments, as HTCondor does.
 *
 * @param argument The argument.
 * @param megabytes The memory.
 * @returns The argument, with the number where {@linkcode GIVEN_MEMORY} was.
 */
export function fillGivenMemory(argument: string, megabytes: number): string {
  return argument.replaceAll(GIVEN_MEMORY, String(Math.max(megabytes, LEAST_HEAP)));
}

/** The environment variable that names the file of the machine's ad, as HTCondor sets it. */
export const MACHINE_AD_VARIABLE = "_CONDOR_MACHINE_AD";
/** The name HTCondor gives that file, in the scratch directory. */
export const MACHINE_AD_FILE = ".machine.ad";

/** The memory a job has, in MB. */
export interface JobMemory {
  /** What it was given. */
  readonly given: number;
  /** Whether its machine has no more than that. */
  readonly isAll: boolean;
}

/**
 * Writes the ad of a machine, as far as jobs look at it here.
 *
 * @param memory The memory of the job's slot, in MB.
 * @param total The memory of the machine, in MB.
 * @returns The ad.
 */
export function machineAdText(memory: number, total: number): string {
  return `Memory = ${memory}\nTotalMemory = ${total}\n`;
}

/**
 * Reads what a job was given from the ad of its machine.
 *
 * @param ad The ad, an attribute a line.
 * @returns The memory, or `undefined` if the ad does not say it in a number.
 */
export function memoryOfMachineAd(ad: string): JobMemory | undefined {
  const attribute = (name: string): number | undefined => {
    const value = new RegExp(`^\\s*${name}\\s*=\\s*(\\d+)(?:\\.\\d*)?\\s*$`, "im").exec(ad)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const given = attribute("Memory");
  if (!given) return undefined; // none at all is as good as not said
  return { given, isAll: given >= (attribute("TotalMemory") ?? Infinity) };
}

/**
 * Says that a component ran out of memory, and what to do about it.
 *
 * @param memory What its job had, if that is known.
 * @param how How that ended it, as a clause, if there is more to say.
 * @returns A sentence or two, with no full stop at the end.
 */
export function ranOutOfMemory(memory: JobMemory | undefined, how?: string): string {
  const clauses = [...(memory ? [`its job had ${memory.given} MB`] : []), ...(how ? [how] : [])];
  const what = [
    "the component ran out of memory",
    ...(clauses.length > 0 ? [clauses.join(", and ")] : []),
  ];
  const advice = memory?.isAll
    ? "That is all its machine has to give: let it do with less, or run it on a larger one"
    : "Ask for more with the map option request_memory";
  return `${what.join(": ")}. ${advice}`;
}
