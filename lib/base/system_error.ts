/**
 * What the system's errors mean, and what to do about each.
 *
 * @module
 */

/** What is wrong, and what to do. */
export interface Trouble {
  /** The end of a sentence that begins with what could not be done. */
  readonly reason: string;
  /** A sentence, without its full stop. */
  readonly advice: string;
}

/** Troubles that are the same wherever they are met, by Linux's error numbers. */
const EVERYWHERE: Readonly<Record<number, Trouble>> = {
  11: {
    reason: "the system lets you start no more processes",
    advice: "End some, or raise the limit, which `ulimit -u` shows, and try again",
  },
  12: {
    reason: "the system has no memory to spare",
    advice: "End what takes it, or raise the limits, which `ulimit -a` shows, and try again",
  },
  23: {
    reason: "too many files are open on this machine",
    advice: "End some processes, and try again",
  },
  24: {
    reason: "this process has too many files open",
    advice:
      "Have it open fewer at once, or raise the limit, which `ulimit -n` shows, and try again",
  },
};

const FULL: Trouble = {
  reason: "the disk is full or over quota",
  advice: "Free some space there",
};
const FORBIDDEN: Trouble = { reason: "you may not write there", advice: "Have that changed" };
const GONE: Trouble = {
  reason: "the directory it was to be in is not there any more",
  advice: "See what has removed it",
};
const FAILING: Trouble = {
  reason: "the disk, or the server that has it, fails",
  advice: "Have it mended",
};

/** Troubles with the place of a file, by Linux's error numbers. */
const WHERE_WRITTEN: Readonly<Record<number, Trouble>> = {
  1: FORBIDDEN,
  2: GONE,
  5: FAILING,
  13: FORBIDDEN,
  20: GONE,
  27: {
    reason: "it would be larger than files may be",
    advice: "Raise the limit, which `ulimit -f` shows",
  },
  28: FULL,
  30: {
    reason: "nothing can be written there: it is mounted read-only",
    advice: "Have that changed",
  },
  36: { reason: "its name is too long", advice: "Move the directory to a shorter path" },
  116: FAILING,
  122: FULL,
};

/**
 * Finds the number of the system's error.
 *
 * @param error What was thrown.
 * @returns Linux's number, or `undefined` if it is no error of the system's.
 */
export function systemErrorNumber(error: Error): number | undefined {
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  return number === undefined ? undefined : Number(number);
}

/**
 * Tells whether there was no room for a file, or for its name.
 *
 * @param error What was thrown.
 * @returns Whether the disk is full, or the user's share of it.
 */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && WHERE_WRITTEN[systemErrorNumber(error) ?? 0] === FULL;
}

/**
 * Says what is wrong with the machine, or with what this process may have of it.
 *
 * @param error What the system threw, whatever was being done.
 * @returns The trouble, or `undefined` if it is one of what was being done.
 */
export function troubleWithSystem(error: Error): Trouble | undefined {
  return EVERYWHERE[systemErrorNumber(error) ?? 0];
}

/**
 * Says why a file could not be read.
 *
 * @param error What was thrown.
 * @param otherwise What to do if it is the file itself that is in the way.
 * @returns The trouble.
 */
export function troubleWithReading(error: unknown, otherwise: string): Trouble {
  if (!(error instanceof Error)) return { reason: String(error), advice: otherwise };
  return troubleWithSystem(error) ?? { reason: error.message, advice: otherwise };
}

/**
 * Says why a file could not be written.
 *
 * @param error What the system threw.
 * @param elsewhere How to have it written somewhere else, such as "choose another HTMAP_DIR".
 * @returns The trouble, or `undefined` if it is no error of the system's.
 */
export function troubleWithWriting(error: Error, elsewhere: string): Trouble | undefined {
  const number = systemErrorNumber(error);
  if (number === undefined && !(error.constructor.name in Deno.errors)) return undefined;
  const { reason, advice } = WHERE_WRITTEN[number ?? 0] ??
    { reason: error.message, advice: "See to that" };
  return EVERYWHERE[number ?? 0] ??
    { reason, advice: `${advice} or ${elsewhere}, and try again` };
}
