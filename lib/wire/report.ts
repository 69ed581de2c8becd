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
}
