/**
 * What to do when one of HTCondor's tools fails, by what it said.
 *
 * @module
 */

/** What a tool's failure means. */
export interface ToolAdvice {
  /** What to do next. */
  readonly advice: string;
  /** Whether it is sure that the tool did nothing: it never got through, or was told no. */
  readonly didNothing: boolean;
}

/** The advice where the schedd does not answer. */
export const NO_ANSWER =
  "The schedd does not answer: see whether `condor_q` works, and which schedd the setting " +
  "HTCONDOR.SCHEDULER names; then try again";

/** What tools say, and what that means; the first that fits. */
const MEANINGS: readonly (readonly [said: RegExp, meaning: ToolAdvice])[] = [
  [/can't open "|failed to open|can't read/i, {
    advice: "See that the file it names is there, and that you may use it so; then try again",
    didNothing: false,
  }],
  // Before what is said of connections, for it is said of one, too.
  [/"DENIED"|permission denied|not authorized|authenticat|authoriz/i, {
    advice:
      "You may not do this at that schedd: ask the administrator of the pool, or run htmap on another " +
      "submit node",
    didNothing: true,
  }],
  [/\buser\b.* is disabled|not allowed to own jobs|unknown user/i, {
    advice: "That schedd takes no jobs of yours: ask the administrator of the pool",
    didNothing: true,
  }],
  [/(?:would exceed|number of procs exceeds) \w*MAX_\w+|MAX_JOBS_\w+ exceeded/, {
    advice:
      "The schedd has a limit on the number of jobs. Make fewer: the map option chunk has one job run " +
      "several components, one after the other. Or have HTCondor make them as others end, with the map " +
      "option max_materialize; or wait until jobs that are in the queue have left it",
    didNothing: true,
  }],
  [/QMGMT rejected job submission/, {
    advice: "The schedd gives no reason: ask the administrator of the pool what its log says",
    didNothing: true,
  }],
  // A reason is there only if the schedd gave one: of a connection that is lost there is nothing more.
  [/Failed to commit job submission into the queue\.\s*ERROR: \S/, {
    advice:
      "The pool has a rule against these jobs, for the reason given there: change the map options that it " +
      "speaks of, or ask the administrator of the pool",
    didNothing: true,
  }],
  [
    /can't find address|unknown host|no record of schedd|unable to locate|failed to connect to .*queue manager/i,
    {
      advice:
        "The schedd cannot be reached: see whether `condor_q` works, and which schedd the setting " +
        "HTCONDOR.SCHEDULER names; then try again",
      didNothing: true,
    },
  ],
  [
    /failed to connect|can't connect|connection (?:closed|reset|refused)|communication error|CEDAR|failed to (?:commit|create|queue)/i,
    {
      advice:
        "The connection to the schedd was lost: see whether `condor_q` works, and which schedd the " +
        "setting HTCONDOR.SCHEDULER names; then try again",
      didNothing: false,
    },
  ],
];

/**
 * Says what a tool's failure means.
 *
 * @param tool The tool.
 * @param said What it wrote.
 * @returns What to do, and whether it is sure that it did nothing.
 */
export function adviceOn(tool: string, said: string): ToolAdvice {
  const [, meaning] = MEANINGS.find(([words]) => words.test(said)) ?? [];
  return meaning ?? {
    advice: tool === "condor_submit"
      ? "Change the map options that it names, if it names any, and try again"
      : "See whether `condor_q` works, and try again",
    didNothing: false,
  };
}
