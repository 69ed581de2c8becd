/**
 * The map options `retries` and `timeLimit`: how they are checked, and what HTCondor is told of them.
 *
 * @module
 */

import { bareName } from "./option_values.ts";
import { shown } from "../base/arguments.ts";
import { InvalidOption } from "../base/errors.ts";
import { JobAttribute } from "../wire/job_ad.ts";

/** How often a component is run again, and how long it may take. */
export interface ComponentLimits {
  /** How often a job is run again at most of which a component failed; never if not there. */
  readonly retries?: number | undefined;
  /** How long a component may take, in milliseconds; as long as it takes if not there. */
  readonly timeLimit?: number | undefined;
}

/** The options as they are given: `null` is for none. */
export type GivenLimits = {
  readonly [Name in keyof ComponentLimits]?: ComponentLimits[Name] | null;
};

/** More than anyone means. */
const MOST_RETRIES = 1_000_000;
/** The longest time limit that the ad of a job can have, in milliseconds: some thirty thousand years. */
const LONGEST = 1e15 - 1;
/** Of so many machines that a job failed on HTCondor is told that others are better. */
const MOST_REMEMBERED = 10;

/**
 * The descriptors, each by all its names, that say when HTCondor runs a job again that has ended: with
 * `retries`, that is htmap's.
 */
const OF_RETRIES: ReadonlySet<string> = new Set([
  ...["max_retries", "jobmaxretries", "retry_until"],
  ...["success_exit_code", "jobsuccessexitcode", "on_exit_remove", "onexitremove"],
]);

/** Those that say how often. */
const MAX_RETRIES: readonly string[] = ["max_retries", "jobmaxretries"];

/** The names by which HTCondor is told which machines are better. */
const RANK: readonly string[] = ["rank", "preferences"];

/** The names by which HTCondor is told what to remember of the machines a job was on. */
const REMEMBERED = {
  attributes: ["job_machine_attrs", "jobmachineattrs"],
  length: ["job_machine_attrs_history_length", "jobmachineattrshistorylength"],
} as const;

/**
 * Checks the options, and that no descriptor contradicts them.
 *
 * @param options The options, which may be anything.
 * @param descriptors The names of the submit descriptors that are given beside them.
 * @throws {InvalidOption} If they cannot be used.
 */
export function checkLimitOptions(
  options: { readonly retries?: unknown; readonly timeLimit?: unknown },
  descriptors: readonly string[],
): void {
  const retries = options.retries ?? undefined;
  const timeLimit = options.timeLimit ?? undefined;
  const isCount = Number.isSafeInteger(retries) && Number(retries) >= 0;
  if (retries !== undefined && (!isCount || Number(retries) > MOST_RETRIES)) {
    throw new InvalidOption(
      `The map option retries must be a whole number from 0 to ${MOST_RETRIES}, but it is ${
        shown(retries)
      }. Change it`,
    );
  }
  if (timeLimit !== undefined && !isTime(timeLimit)) {
    throw new InvalidOption(
      `The map option timeLimit must be a number of milliseconds above 0, but it is ${
        shown(timeLimit)
      }. Change it, or leave it out if a component may take as long as it takes`,
    );
  }
  const other = descriptors.find((name) => OF_RETRIES.has(plain(name)));
  if (!retries || other === undefined) return;
  const why = MAX_RETRIES.includes(plain(other))
    ? "retries stands for it, and has components run again that throw, besides"
    : "when HTCondor runs a job again is what retries says";
  throw new InvalidOption(
    `The map option "${other}" cannot be given together with retries: ${why}. Leave out one of the two`,
  );
}

/** @returns Whether something is a time that can be a limit. */
export function isTime(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0 && value <= LONGEST;
}

/**
 * Works out the limits of a map from its options, which have been checked.
 *
 * @param options The options.
 * @returns The limits: nothing of what is not asked for.
 */
export function limitsOf({ retries, timeLimit }: GivenLimits): ComponentLimits {
  return {
    ...(retries ? { retries } : {}),
    ...(timeLimit ? { timeLimit: Math.ceil(timeLimit) } : {}),
  };
}

/**
 * Gives the submit descriptors of a map's limits.
 *
 * @param limits The limits.
 * @param given The descriptors of the user, whose own `rank` goes before.
 * @returns The descriptors, to come after the user's.
 */
export function limitDescriptors(
  { retries = 0, timeLimit }: ComponentLimits,
  given: readonly (readonly [key: string, value: string])[],
): [key: string, value: string][] {
  const descriptors: [string, string][] = [];
  if (timeLimit !== undefined) {
    descriptors.push([`MY.${JobAttribute.TIME_LIMIT}`, String(timeLimit)]);
  }
  if (retries === 0) return descriptors;
  descriptors.push(["max_retries", String(retries)]);
  descriptors.push([`MY.${JobAttribute.RETRIES}`, String(retries)]);
  return [...descriptors, ...elsewhere(retries, given)];
}

/**
 * Has HTCondor prefer machines that the job has not been on. It only prefers them: a job that has been on
 * all there are runs on one of them.
 */
function* elsewhere(
  retries: number,
  given: readonly (readonly [key: string, value: string])[],
): Generator<[key: string, value: string]> {
  const find = (names: readonly string[]): readonly [string, string] | undefined =>
    given.find(([key]) => names.includes(plain(key)));
  if (find(RANK)) return;
  const length = Math.min(retries, MOST_REMEMBERED);
  const attributes = find(REMEMBERED.attributes);
  // As an attribute it would be an expression, to which nothing can be added.
  if (attributes && /^MY\./i.test(attributes[0])) return;
  yield attributes
    ? [attributes[0], `${attributes[1]}, Machine`]
    : ["job_machine_attrs", "Machine"];
  // A shorter history of the user's makes the rest undefined, which is the name of no machine.
  if (!find(REMEMBERED.length)) yield ["job_machine_attrs_history_length", String(length)];
  const before = Array.from({ length }, (_, i) => `MY.MachineAttrMachine${i}`);
  yield ["rank", `ifThenElse(member(TARGET.Machine, { ${before.join(", ")} }), 0, 1)`];
}

/**
 * Says what `max_retries` by itself does not do.
 *
 * @param limits The limits of a map.
 * @param descriptors The submit descriptors that were given for it, with their values.
 * @returns A sentence or two, if there is something to say.
 */
export function adviceOnMaxRetries(
  { retries }: GivenLimits,
  descriptors: Iterable<readonly [key: string, value: unknown]>,
): string[] {
  if (retries !== undefined) return [];
  const found = [...descriptors].find(([key]) => MAX_RETRIES.includes(plain(key)));
  if (!found) return [];
  const [key, value] = found;
  const number = /^\d+$/.test(String(value)) ? String(value) : "2";
  return [
    `The map option ${key} has HTCondor run a job again that dies. A function that throws does not end ` +
    `its job, so ${key} does nothing about that: give retries: ${number} in its place, which is for both`,
  ];
}

function plain(name: string): string {
  return bareName(name).toLowerCase();
}
