/**
 * Showing something on the terminal that is drawn again and again in the same place.
 *
 * @module
 */

import { setFoot } from "../text/terminal_foot.ts";
import { printColored } from "./output.ts";

/**
 * A screen of its own, so that the terminal is afterwards as it was, and no cursor on it; lines that have
 * become too long, since the terminal has become narrower, are cut off there.
 */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
const TO_TOP = "\x1b[H";
const CLEAR_REST_OF_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** How large the terminal is. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Tells how large the terminal is that standard output is.
 *
 * @returns Its size; `undefined` if it is none.
 */
export function terminalSize(): TerminalSize | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || 80, rows: rows || 24 }; // some terminals say 0
  } catch {
    return { columns: 80, rows: 24 };
  }
}

/**
 * Frames that follow each other: on a terminal, each in the place of the one before; elsewhere, or on one
 * that cannot do that, each below the one before if it is another.
 */
export class LiveFrames implements Disposable {
  readonly #canRedraw = Deno.stdout.isTerminal() && Deno.env.get("TERM") !== "dumb";
  #last: string | undefined;
  #isOpen = false;
  #isOver = false;
  readonly #redraw = (): void => this.#draw();
  readonly #leave = (): void => this.#close();
  readonly #suspend = (): void => {
    this.#close();
    // It stops here, until the shell lets it go on.
    Deno.kill(Deno.pid, "SIGSTOP");
    this.#draw();
  };

  constructor() {
    if (!this.#canRedraw) return;
    Deno.addSignalListener("SIGWINCH", this.#redraw);
    Deno.addSignalListener("SIGTSTP", this.#suspend);
    // However the process ends, the terminal is as it was.
    globalThis.addEventListener("unload", this.#leave);
    // What else is said stands on the terminal itself, and is there afterwards.
    setFoot({ clear: () => this.#close(), draw: () => this.#draw() });
  }

  /**
   * Shows a frame.
   *
   * @param frame Its lines, as {@linkcode printColored} takes them.
   * @throws {OutputClosed} If nobody reads standard output any more.
   */
  show(frame: string): void {
    const isNew = frame !== this.#last;
    const isFirst = this.#last === undefined;
    this.#last = frame;
    if (this.#canRedraw) this.#draw();
    else if (isNew) printColored(isFirst ? frame : `\n${frame}`);
  }

  /** Ends it. On a terminal, the last frame stays below what was there before. */
  [Symbol.dispose](): void {
    if (!this.#canRedraw || this.#isOver) return;
    this.#isOver = true;
    this.#close();
    setFoot(undefined);
    Deno.removeSignalListener("SIGWINCH", this.#redraw);
    Deno.removeSignalListener("SIGTSTP", this.#suspend);
    globalThis.removeEventListener("unload", this.#leave);
    if (this.#last !== undefined) printColored(this.#last);
  }

  #draw(): void {
    if (this.#last === undefined || this.#isOver) return;
    const { rows } = terminalSize() ?? { rows: 24 };
    const lines = this.#last.split("\n");
    const shown = lines.length <= rows
      ? lines
      : [...lines.slice(0, rows - 1), `… and ${lines.length - rows + 1} lines more`];
    // Cleared before: after a line that is as wide as the terminal, its last letter would be.
    const text = shown.map((line) => CLEAR_REST_OF_LINE + line).join("\r\n");
    const below = shown.length < rows ? `\r\n${CLEAR_BELOW}` : "";
    write(`${this.#isOpen ? "" : ENTER}${TO_TOP}${text}${below}`);
    this.#isOpen = true;
  }

  #close(): void {
    if (this.#isOpen) write(LEAVE);
    this.#isOpen = false;
  }
}

/** To the terminal alone, and without a line break, which would scroll it. */
function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
  } catch {
    // The terminal was closed: whoever shows the next frame is told by a signal.
  }
}
