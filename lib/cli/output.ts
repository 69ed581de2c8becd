/**
 * Writing to standard output and standard error.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { OutputClosed } from "./failures.ts";

/**
 * Writes a result to standard output, at once.
 *
 * @param text The text; a line break is added.
 * @throws {OutputClosed} If nobody reads standard output any more.
 * @throws {HTMapError} If it cannot be written, as on a full disk.
 */
export function print(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
  } catch (error) {
    throw writeFailure(error);
  }
}

/**
 * Writes bytes to standard output as they are.
 *
 * @param bytes The bytes.
 * @throws {OutputClosed} If nobody reads standard output any more.
 * @throws {HTMapError} If it cannot be written, as on a full disk.
 */
export async function printBytes(bytes: Uint8Array): Promise<void> {
  try {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await Deno.stdout.write(rest));
    }
  } catch (error) {
    throw writeFailure(error);
  }
}

function writeFailure(error: unknown): unknown {
  if (error instanceof Deno.errors.BrokenPipe) return new OutputClosed();
  return error instanceof Error
    ? new HTMapError(
      `Standard output cannot be written: ${error.message}. Send it elsewhere, or free some space there`,
    )
    : error;
}

/**
 * Says something to the user on standard error, apart from results.
 *
 * @param text The text; a line break is added.
 */
export function note(text: string): void {
  console.error(text);
}
