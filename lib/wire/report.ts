/**
 * The form of error reports: what is brought back when a component fails.
 *
 * @module
 */

/** What went wrong with a component, and where. */
export interface ErrorReport {
  /** The class of what was thrown, such as `"RangeError"`. */
  name: string;
  /** Its message; for a thrown value that is no error, what it looks like. */
  message: string;
  /** Where it was thrown, in the user's own files; empty if it is not known. */
  frames: StackFrame[];
  /** The whole error as text: class, message, own positions, causes. */
  text: string;
  /** The machine it ran on. */
  node: { host: string; user: string; started: string };
  /** The runtime it ran with. */
  runtime: { htmap: string; deno: string; v8: string; executable: string };
  /** What was in the scratch directory. */
  scratch: string[];
  /** The components that its process had run before, which may have left behind what it met. */
  before?: number[];
  /** What had ended it when it ran after others: this is of its run after that, alone. */
  earlier?: string | undefined;
  /** The arguments it was called with, each in brief; not there if it never was, or an older htmap ran it. */
  calledWith?: string[] | undefined;
  /** HTCondor's number of the job it was in, as `cluster.proc`, if that is known. */
  jobId?: string | undefined;
  /** Which attempt of its job it was, counted from 1, and of how many, if that is known. */
  attempt?: { number: number; of?: number } | undefined;
  /** How long it ran, in seconds. */
  seconds?: number | undefined;
  /** Why there are no local variables, where they were asked for. */
  withoutLocals?: string | undefined;
}

/** One call of a stack. */
export interface StackFrame {
  /** The function's name, or what there is of one. */
  function: string;
  /** The file it is in, as a path or a URL. */
  file: string;
  /** The line, counted from 1. */
  line: number;
  /** The column, counted from 1. */
  column: number;
  /** The source line, if it is known. */
  source?: string | undefined;
  /**
   * The local variables of the call when the error was thrown, each in brief, by name: with the map option
   * `captureLocals`.
   */
  locals?: Readonly<Record<string, string>>;
}
