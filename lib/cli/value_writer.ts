/**
 * What a form in which values are written is made of.
 *
 * @module
 */

/** What is written. */
export interface Written {
  /** The map's tag, for an error. */
  readonly tag: string;
  /** What each value is, such as `"output"`; a value without parts has a column of this name. */
  readonly name: string;
  /** How many values there are at most. */
  readonly total: number;
  readonly signal: AbortSignal;
}

/** Prints a value that has begun to be written. */
export type Print = () => Promise<void>;

/** Writes values to standard output. */
export interface ValueWriter {
  /**
   * Begins to write a value. If it cannot be written whole, nothing of it is printed.
   *
   * @param value The value.
   * @param component The component it is of.
   * @returns What prints it, at once or together with the next.
   * @throws {HTMapError} If it cannot be written in this form, or is too large for that.
   */
  prepare(value: unknown, component: number): Print;
  /** Prints what is held back, as before a long wait. */
  flush(): Promise<void>;
  /** Prints what comes after the last value, and what is held back. */
  end(): Promise<void>;
}
