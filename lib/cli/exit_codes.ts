/**
 * The exit codes of htmap, in the order in which the worst is chosen where a command has met several.
 *
 * @module
 */

/** The exit codes by what they mean; those of a signal are 128 and its number, as shells have it. */
export const EXIT_CODE = {
  /** All that was asked for was done. */
  OK: 0,
  /** Something failed, or a component did. */
  FAILED: 1,
  /** The command line is wrong, and nothing was done. */
  USAGE: 2,
  /** A component is held. */
  HELD: 3,
  /** The time that `--timeout` gave is over. */
  TIMED_OUT: 4,
  /** Stopped by Ctrl-C. */
  INTERRUPTED: 130,
} as const;

/** What each means, as help and manual list it. */
export const EXIT_CODE_TEXTS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_CODE.OK, "All that was asked for was done"],
  [EXIT_CODE.FAILED, "Something failed: a component, or the command itself"],
  [EXIT_CODE.USAGE, "The command line is wrong, and nothing was done"],
  [EXIT_CODE.HELD, "A component is held: see `htmap reasons`"],
  [EXIT_CODE.TIMED_OUT, "The time that --timeout gave is over"],
  [EXIT_CODE.INTERRUPTED, "Stopped by Ctrl-C; another signal gives 128 and its number"],
];

/** From the best to the worst. What has failed will not mend itself, what is held may be released. */
const BY_WEIGHT: readonly number[] = [
  EXIT_CODE.OK,
  EXIT_CODE.TIMED_OUT,
  EXIT_CODE.HELD,
  EXIT_CODE.FAILED,
];

/**
 * Chooses the exit code of a command that did several things.
 *
 * @param codes The exit code of each.
 * @returns The worst: 1 before 3, and 3 before 4.
 */
export function worstCode(codes: Iterable<number>): number {
  let worst = 0;
  for (const code of codes) {
    if (BY_WEIGHT.indexOf(code) > BY_WEIGHT.indexOf(worst)) worst = code;
  }
  return worst;
}
