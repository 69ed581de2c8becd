/**
 * What `condor_q -better-analyze` says of a job that waits (HTCondor's manual, "condor_q"), read from its
 * text: there is no other form of it.
 *
 * @module
 */

/** A part of what a job requires. */
export interface Condition {
  /** How many slots fulfil it. */
  readonly slots: number;
  /** The condition, as an expression. */
  readonly text: string;
}

/** How a job and the slots of a pool fit together. */
export interface MatchAnalysis {
  /** The parts of what the job requires that no slot fulfils. */
  readonly unmet: readonly Condition[];
  /** All parts that it was told of. */
  readonly conditions: readonly Condition[];
  /** Attributes of the job, as expressions. */
  readonly attributes: ReadonlyMap<string, string>;
  /** How many slots the job's requirements reject. */
  readonly rejected: number;
  /** How many slots reject the job. */
  readonly rejecting: number;
  /** How many match, and run jobs of this user. */
  readonly own: number;
  /** How many match, and run jobs of others. */
  readonly others: number;
  /** How many could run it now. */
  readonly free: number;
  /** Why the negotiator gave it no slot when it last tried, if it has. */
  readonly lastFailure: string | undefined;
}

/** The counts of the summary; since HTCondor 24 it counts slots by name, and calls those that could run it willing. */
const COUNTS = {
  rejected: /(\d+)(?: slots)? are rejected by your job's requirements/,
  rejecting: /(\d+)(?: slots)? reject your job because of their own requirements/,
  own: /(\d+)(?: slots)? match and are already running/,
  others: /(\d+)(?: slots)? match but are serving/,
  free: /(\d+)(?: slots match and are willing to| are able to) run your job/,
} as const;

/** A line of the table of conditions; newer versions count what would match were it drained, too. */
const CONDITION = /^\[(\d+)\] +(\d+)(?: +(\d+)(?= {2}))? +(\S.*)$/gm;

/**
 * Reads an analysis.
 *
 * @param text What `condor_q -better-analyze` wrote of one job.
 * @returns What it says; `undefined` if it is no analysis.
 */
export function readAnalysis(text: string): MatchAnalysis | undefined {
  if (!COUNTS.rejected.test(text)) return undefined;
  const count = (name: keyof typeof COUNTS): number => Number(COUNTS[name].exec(text)?.[1] ?? 0);
  const steps = new Map<string, Condition>();
  for (const [, step = "", slots, drained = 0, condition = ""] of text.matchAll(CONDITION)) {
    steps.set(step, { slots: Number(slots) + Number(drained), text: condition.trim() });
  }
  const parts = new Set([...steps.values()].flatMap(({ text }) => referencesIn(text)));
  const conditions = [...steps].filter(([step]) => !parts.has(step)).map(([, { slots, text }]) => ({
    slots,
    text: spelledOut(text, steps),
  }));
  return {
    conditions,
    unmet: conditions.filter(({ slots }) => slots === 0),
    attributes: attributesIn(text),
    rejected: count("rejected"),
    rejecting: count("rejecting"),
    own: count("own"),
    others: count("others"),
    free: count("free"),
    lastFailure: /^(?:Reason for last match failure|\tReason): (.*\S)/m.exec(text)?.[1],
  };
}

function referencesIn(condition: string): string[] {
  return [...condition.matchAll(/\[(\d+)\]/g)].map(([, step = ""]) => step);
}

/** Puts in the place of `[1]` what that step is. */
function spelledOut(condition: string, steps: ReadonlyMap<string, Condition>, depth = 0): string {
  return condition.replaceAll(/\[(\d+)\]/g, (whole, step: string) => {
    const part = steps.get(step);
    if (!part || depth > 20) return whole; // a step that is not told of
    const text = spelledOut(part.text, steps, depth + 1);
    return /&&|\|\|/.test(text) ? `(${text})` : text;
  });
}

function attributesIn(text: string): Map<string, string> {
  const [, block = ""] = /defines the following attributes:\n\n((?: {4}.*\n)*)/.exec(text) ?? [];
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of block.matchAll(/^ {4}(\w+) = (.*)$/gm)) {
    found.set(name, value.replace(/ \((?:kb|mb)\)$/, ""));
  }
  return found;
}
