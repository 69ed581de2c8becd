/**
 * Writing to standard output and standard error. A terminal is shown text and never commanded by it;
 * what goes into a file or to another program goes there as it is.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { troubleWithWriting } from "../base/system_error.ts";
import { printable } from "../text/printable.ts";
import { aboveFoot } from "../text/terminal_foot.ts";

/** Nobody reads standard output any more. */
export class OutputClosed extends Error {}

/**
 * Writes a result to standard output, at once.
 *
 * @param text The text; a line break is added.
 * @throws {OutputClosed} If nobody reads standard output any more.
 * @throws {HTMapError} If it cannot be written, as on a full disk.
 */
export function print(text: string): void {
  printColored(Deno.stdout.isTerminal() ? printable(text) : text);
}

/**
 * Writes a result to standard output, at once, with the control characters that are in it.
 *
 * @param text The text, of which htmap made every control character itself: what came from elsewhere went
 *   through {@linkcode printable} before. A line break is added.
 * @throws The errors of {@linkcode print}.
 */
export function printColored(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
  } catch (error) {
    throw writeFailure(error);
  }
}

/**
 * Writes text to standard output, without a line break after it.
 *
 * @param text The text.
 * @throws {OutputClosed} If nobody reads standard output any more.
 * @throws {HTMapError} If it cannot be written, as on a full disk.
 */
export async function printText(text: string): Promise<void> {
  await write(new TextEncoder().encode(Deno.stdout.isTerminal() ? printable(text) : text));
}

/**
 * Writes bytes to standard output: as they are, but as text to a terminal.
 *
 * @param pieces The bytes.
 * @param signal Stops it between two pieces.
 * @throws {OutputClosed} If nobody reads standard output any more.
 * @throws {HTMapError} If it cannot be written, as on a full disk.
 */
export async function printBytes(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  if (!Deno.stdout.isTerminal()) {
    for await (const bytes of pieces) {
      signal?.throwIfAborted();
      await write(bytes);
    }
    return;
  }
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  for await (const bytes of pieces) {
    signal?.throwIfAborted();
    await write(encoder.encode(printable(decoder.decode(bytes, { stream: true }))));
  }
  await write(encoder.encode(printable(decoder.decode())));
}

async function write(bytes: Uint8Array): Promise<void> {
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
  const trouble = error instanceof Error && troubleWithWriting(error, "send it elsewhere");
  return trouble
    ? new HTMapError(`Standard output cannot be written: ${trouble.reason}. ${trouble.advice}`)
    : error;
}

/**
 * Says something to the user on standard error, apart from results.
 *
 * @param text The text; a line break is added.
 */
export function note(text: string): void {
  aboveFoot(() => console.error(Deno.stderr.isTerminal() ? printable(text) : text));
}
