/**
 * Interrupts of a notebook's cell. Deno's kernel ends at one, with all that the notebook had worked out,
 * unless somebody listens.
 *
 * @module
 */

import { IN_NOTEBOOK } from "../text/notebook.ts";

/** While it is there, an interrupt of the cell ends what is awaited, and the notebook goes on. */
export class CellInterrupt implements Disposable {
  readonly #controller = new AbortController();
  /** Ends what is awaited: the caller's own signal, or an interrupt. */
  readonly signal: AbortSignal | undefined;

  /**
   * Listens for interrupts, in a notebook.
   *
   * @param signal The caller's own signal.
   * @param becomes What becomes of what was awaited, as a sentence.
   */
  constructor(signal: AbortSignal | undefined, readonly becomes: string) {
    if (IN_NOTEBOOK) Deno.addSignalListener("SIGINT", this.#onInterrupt);
    const { signal: own } = this.#controller;
    this.signal = !IN_NOTEBOOK ? signal : signal ? AbortSignal.any([signal, own]) : own;
  }

  #onInterrupt = (): void => {
    const text = `The cell was interrupted. ${this.becomes}`;
    this.#controller.abort(new DOMException(text, "AbortError"));
  };

  /** Interrupts are the kernel's again. */
  [Symbol.dispose](): void {
    if (IN_NOTEBOOK) Deno.removeSignalListener("SIGINT", this.#onInterrupt);
  }
}
