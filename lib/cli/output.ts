/**
 * Writing to standard output and standard error.
 *
 * @module
 */

import { OutputClosed } from "./failures.ts";

/**
 * Writes a result to standard output, at once.
 *
 * @param text The text; a line break is added.
 * @throws {OutputClosed} If nobody reads standard output any more.
 */
export function print(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
  } catch (error) {
    throw error instanceof Deno.errors.BrokenPipe ? new OutputClosed() : error;
  }
}

/**
 * Writes bytes to standard output as they are.
 *
 * @param bytes The bytes.
 * @throws {OutputClosed} If nobody reads standard output any more.
 */
export async function printBytes(bytes: Uint8Array): Promise<void> {
  try {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await Deno.stdout.write(rest));
    }
  } catch (error) {
    throw error instanceof Deno.errors.BrokenPipe ? new OutputClosed() : error;
  }
}

/**
 * Says something to the user on standard error, apart from results.
 *
 * @param text The text; a line break is added.
 */
export function note(text: string): void {
  console.error(text);
}
