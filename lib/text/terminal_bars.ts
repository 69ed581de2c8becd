/**
 * Progress bars at the foot of the terminal: several at once stand below each other, and what else is said
 * meanwhile stands above them.
 *
 * @module
 */

import { loadColumns } from "./columns.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import { type Progress, progressLine } from "./progress_line.ts";
import { toStandardError } from "./standard_error.ts";
import { setFoot } from "./terminal_foot.ts";

/** The time between two drawings, in seconds. */
const REDRAW = 0.1;

/** To the beginning of the line, and clear that: what a single bar is drawn with. */
const CLEAR_LINE = "\r\x1b[K";
/** Clears all below, too. */
const CLEAR_BELOW = "\x1b[J";

/** The bars that are drawn, from the top, and the cursor at the end of the last. */
let drawn: readonly TerminalBar[] = [];
/** How many lines they take: not all of them may fit. */
let height = 0;

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
    setDrawn([]);
    if (others.length > 0) draw(others);
  }

  /** @returns Its line, as wide as the terminal is now. */
  line(): string {
    return this.#last ? progressLine(this.#last, terminalSize().columns - 1) : "";
  }
}

function draw(bars: readonly TerminalBar[]): void {
  // Lines that have left the terminal at its top could not be drawn again.
  const fitting = bars.slice(0, Math.max(1, terminalSize().rows - 1));
  write(toFirst() + fitting.map((bar) => bar.line()).join("\n"));
  height = fitting.length;
  setDrawn(bars);
}

function setDrawn(bars: readonly TerminalBar[]): void {
  drawn = bars;
  if (bars.length === 0) height = 0;
  setFoot(
    bars.length === 0 ? undefined : {
      clear(): void {
        write(toFirst());
        height = 0;
      },
      draw: () => draw(bars),
    },
  );
}

/** Clears the lines of the bars, and leaves the cursor where the first began. */
function toFirst(): string {
  return height > 1 ? `\r\x1b[${height - 1}A${CLEAR_BELOW}` : CLEAR_LINE;
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  toStandardError(() => {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stderr.writeSync(rest));
  });
}

function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || 80, rows: rows || 24 }; // some terminals say 0
  } catch {
    return { columns: 80, rows: 24 }; // not a terminal after all
  }
}
