/**
 * Progress bars: drawn on standard error while it is a terminal, and gone when the work is done.
 *
 * @module
 */

import { columns, cut, loadColumns } from "./columns.ts";

/** The most columns the bar itself takes. */
const WIDTH = 28;
/** The time between two drawings, in milliseconds. */
const REDRAW = 100;

/** One progress bar. */
export class ProgressBar implements Disposable {
  readonly #started = performance.now();
  readonly #terminal: boolean;
  #drawn = -Infinity;
  #line = "";

  /**
   * @param title What is in progress.
   * @param total How much there is to do.
   * @param unit What is counted, in the singular.
   * @param show Whether to draw at all; even then only on a terminal.
   */
  constructor(
    readonly title: string,
    readonly total: number,
    readonly unit: string,
    show: boolean,
  ) {
    this.#terminal = show && Deno.stderr.isTerminal();
    // Until it is there, and if it cannot be had, the bar is a little shorter than need be.
    if (this.#terminal) loadColumns(title).catch(() => {});
  }

  /**
   * Shows how far the work is.
   *
   * @param done How much is done.
   * @param note What else to say, such as how many failed.
   */
  update(done: number, note = ""): void {
    const now = performance.now();
    if (!this.#terminal || (now - this.#drawn < REDRAW && done < this.total)) return;
    this.#drawn = now;
    this.#line = progressLine(this, done, note, (now - this.#started) / 1000, terminalWidth() - 1);
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${this.#line}`));
  }

  /** Leaves the bar's last line as it is. */
  [Symbol.dispose](): void {
    if (this.#terminal && this.#line) Deno.stderr.writeSync(new TextEncoder().encode("\n"));
  }
}

/**
 * Writes the line of a progress bar.
 *
 * @param bar The bar's title, total and unit.
 * @param done How much is done.
 * @param note What else to say.
 * @param seconds How long it has taken so far.
 * @param width How many columns there is room for. The bar gives way to the figures.
 * @returns The line.
 */
export function progressLine(
  { title, total, unit }: Pick<ProgressBar, "title" | "total" | "unit">,
  done: number,
  note: string,
  seconds: number,
  width: number,
): string {
  const part = total > 0 ? done / total : 1;
  const left = done > 0 && done < total
    ? `, ${duration((seconds / done) * (total - done))} left`
    : "";
  const before = `${title}: ${String(Math.floor(part * 100)).padStart(3)}% `;
  const after = ` ${done}/${total} ${unit}${total === 1 ? "" : "s"} [${duration(seconds)}${left}]` +
    (note ? ` ${note}` : "");
  const room = Math.min(WIDTH, width - columns(before) - columns(after));
  if (room <= 0) return cut(before + after, width);
  const filled = Math.round(part * room);
  return before + "█".repeat(filled) + "░".repeat(room - filled) + after;
}

/**
 * Writes a time in hours, minutes and seconds.
 *
 * @param seconds The time, in seconds.
 * @returns Such as `"1:02:03"`, or `"02:03"` under an hour.
 */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${two(minutes)}:${two(whole % 60)}`;
}

function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns || 80; // some terminals say 0
  } catch {
    return 80; // not a terminal after all
  }
}
