/**
 * Options of what waits.
 *
 * @module
 */

/** Options of what waits for a component. */
export interface WaitOptions {
  /**
   * How long to wait at most, in milliseconds; 0 looks once.
   *
   * @default {Infinity}
   */
  timeout?: number | undefined;
  /** Stops waiting. The component goes on. */
  signal?: AbortSignal | undefined;
}

/** Options of what is done to a map. */
export interface ActOptions {
  /** Stops waiting for it to be done. */
  signal?: AbortSignal | undefined;
}

/** Options of waiting for a whole map. */
export interface WaitForMapOptions extends WaitOptions {
  /**
   * Show progress on standard error: a bar if it is a terminal, else a line now and then.
   *
   * @default {false}
   */
  showProgressBar?: boolean | undefined;
  /**
   * Count held components as finished: the wait ends when all the rest is over.
   *
   * @default {false}
   */
  holdsOk?: boolean | undefined;
  /**
   * Count failed components as finished.
   *
   * @default {false}
   */
  errorsOk?: boolean | undefined;
}
