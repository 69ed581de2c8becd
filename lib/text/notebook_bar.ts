/**
 * Progress in a notebook: a bar in the cell that runs, which changes where it is.
 *
 * @module
 */

import { escapeHtml } from "./html.ts";
import { LiveDisplay, type Shown } from "./notebook.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import { partDone, type Progress, progressLine, progressWords } from "./progress_line.ts";

/** The time between two drawings, in seconds: a notebook may be far away. */
const REDRAW = 0.25;

/** How wide the text is that stands for the bar where no HTML is shown, in columns. */
const TEXT_WIDTH = 100;

/** The bar of one piece of work. */
export class NotebookBar implements ProgressDisplay {
  #drawn: Progress | undefined;

  /** @param display Where it is; by default in the cell that runs. */
  constructor(readonly display: Pick<LiveDisplay, "show"> = new LiveDisplay()) {}

  show(progress: Progress): void {
    const isOver = progress.total !== undefined && progress.done >= progress.total;
    const passed = progress.seconds - (this.#drawn?.seconds ?? -Infinity);
    if (passed >= REDRAW || isOver) this.#draw(progress);
  }

  end(last: Progress | undefined): void {
    if (last && last !== this.#drawn) this.#draw(last);
  }

  #draw(progress: Progress): void {
    this.#drawn = progress;
    this.display.show(barOf(progress));
  }
}

function barOf(progress: Progress): Shown {
  const [before, after] = progressWords(progress);
  const part = partDone(progress);
  // One without a value would move for ever, also in a notebook that is opened again in a year.
  const bar = part === undefined ? "" : ` <progress value="${part}" max="1"></progress>`;
  return {
    "text/plain": progressLine(progress, TEXT_WIDTH),
    "text/html": `<div>${escapeHtml(before)}${bar} ${escapeHtml(after)}</div>`,
  };
}
