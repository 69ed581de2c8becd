/**
 * Text on its way to standard output: much of it at once, since each writing costs as much as many a
 * result, but none of it late.
 *
 * @module
 */

import { printText } from "./output.ts";

/** So much is written at once, in characters. */
const SIZE = 1 << 16;
/** Nothing is held back for longer than this, in milliseconds. */
const PATIENCE = 50;

/** Collects text, and writes it now and then. */
export class TextBuffer {
  #text = "";
  #written = -Infinity;
  readonly #signal: AbortSignal;

  /** @param signal Stops the writing. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Adds text, and writes what there is if that is much, or the last writing is some time ago.
   *
   * @param pieces The text, in pieces that do not end within a character.
   * @throws The errors of {@linkcode printText}.
   */
  async add(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      this.#text += piece;
      if (this.#text.length >= SIZE) await this.flush();
    }
    if (performance.now() - this.#written > PATIENCE) await this.flush();
  }

  /**
   * Writes what there is.
   *
   * @throws The errors of {@linkcode printText}.
   */
  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    this.#signal.throwIfAborted();
    if (text !== "") await printText(text);
    this.#written = performance.now();
  }
}
