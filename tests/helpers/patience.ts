/**
 * How long a test waits for what will happen. A time-out ends a test whose promise is broken, and never
 * one on a machine that is slow today: it costs nothing where all is well.
 *
 * @module
 */

/** As an option of the library, in milliseconds. */
export const PATIENCE = 600_000;

/** As what follows `--timeout` on a command line, in seconds. */
export const TIMEOUT = String(PATIENCE / 1000);
