/**
 * Progress bars at the foot of the terminal: several at once stand below each other, and what else is said
 * meanwhile stands above them.
 *
 * @module
 */

import { loadColumns } from "./columns.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import { type Progress, progressLine } from "./progress_line.ts";

/** The time between two drawings, in seconds. */
const REDRAW = 0.1;

/** To the beginning of the line, and clear that: what a single bar is drawn with. */
const CLEAR_LINE = "\r\x1b[K";
/** Clears all below, too. */
const CLEAR_BELOW = "\x1b[J";

/** The lines that stand at the foot of the terminal, those of the bars, and the cursor at their end. */
let drawn: readonly TerminalBar[] = [];

/** The bar of one piece of work. */
export class TerminalBar implements ProgressDisplay {
  #last: Progress | undefined;
  #seconds = -Infinity;

  show(progress: Progress): void {
    // Until it is there, and if it cannot be had, the bar is a little shorter than need be.
    if (!this.#last) loadColumns(progress.title).catch(() => {});
    this.#last = progress;
    const isOver = progress.total !== undefined && progress.done >= progress.total;
    if (progress.seconds - this.#seconds < REDRAW && !isOver) return;
    this.#seconds = progress.seconds;
    draw(drawn.includes(this) ? drawn : [...drawn, this]);
  }

  end(last: Progress | undefined): void {
    this.#last = last ?? this.#last;
    if (!this.#last) return;
    const others = drawn.filter((bar) => bar !== this);
    // It stays, above those that go on.
    write(`${toFirst()}${this.line()}\n`);
    drawn = [];
    if (others.length > 0) draw(others);
  }

  /** @returns Its line, as wide as the terminal is now. */
  line(): string {
    return this.#last ? progressLine(this.#last, terminalSize().columns - 1) : "";
  }
}

/**
 * Says something while bars may be drawn: it stands above them.
 *
 * @param say Writes whole lines to the terminal.
 */
export function aboveBars(say: () => void): void {
  const bars = drawn;
  if (bars.length === 0) return say();
  write(toFirst());
  drawn = [];
  try {
    say();
  } finally {
    draw(bars);
  }
}

/** Leaves the bars as they are, since the process ends: what comes next begins on a line of its own. */
export function leaveBars(): void {
  if (drawn.length > 0) write("\n");
  drawn = [];
}

function draw(bars: readonly TerminalBar[]): void {
  // Lines that have left the terminal at its top cannot be drawn any more.
  const fitting = bars.slice(0, Math.max(1, terminalSize().rows - 1));
  write(toFirst() + fitting.map((bar) => bar.line()).join("\n"));
  drawn = bars;
}

/** Clears the lines of the bars, and leaves the cursor where the first began. */
function toFirst(): string {
  const above = Math.min(drawn.length, Math.max(1, terminalSize().rows - 1)) - 1;
  return above > 0 ? `\r\x1b[${above}A${CLEAR_BELOW}` : CLEAR_LINE;
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stderr.writeSync(rest));
}

function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || 80, rows: rows || 24 }; // some terminals say 0
  } catch {
    return { columns: 80, rows: 24 }; // not a terminal after all
  }
}
