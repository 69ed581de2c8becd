/**
 * How commands that look at something write what they found.
 *
 * @module
 */

import type { Options } from "./command.ts";
import { print } from "./output.ts";

/** The option of every command that can write JSON. */
export const FORMAT_OPTIONS = {
  format: {
    value: "FORMAT",
    choices: ["text", "json"],
    default: "text",
    help: "How to write it",
  },
} as const satisfies Options;

/**
 * Writes a value as JSON to standard output, for another program to read.
 *
 * @param value What is to be written; a time in it is written in ISO 8601.
 * @throws The errors of {@linkcode print}.
 */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
