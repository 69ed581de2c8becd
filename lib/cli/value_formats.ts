/**
 * The forms that values are written and read in, which commands name as those of their options.
 *
 * @module
 */

import { UsageError } from "./failures.ts";

/** The forms that values are written in. */
export const FORMATS = ["jsonl", "json", "csv", "tsv", "table", "cbor", "text"] as const;
/** A form that values are written in. */
export type Format = typeof FORMATS[number];

/**
 * Refuses a form that standard output cannot take.
 *
 * @param format The form.
 * @throws {UsageError} If it is bytes, and standard output is a terminal.
 */
export function checkFormat(format: Format): void {
  if (format === "cbor" && Deno.stdout.isTerminal()) {
    throw new UsageError(
      "CBOR is bytes, which a terminal cannot show. Redirect it, as with > results.cbor, or pipe it",
    );
  }
}

/** The forms that inputs are read in. */
export const INPUT_FORMATS = ["jsonl", "json", "csv", "tsv", "lines", "cbor"] as const;
/** A form that inputs are read in. */
export type InputFormat = typeof INPUT_FORMATS[number];

/** The forms that the standard output of a program can have. */
export const STDOUT_FORMS = ["text", "lines", "json", "bytes"] as const;
/** A form that the standard output of a program can have. */
export type StdoutForm = typeof STDOUT_FORMS[number];
