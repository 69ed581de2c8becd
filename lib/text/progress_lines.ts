/**
 * Progress where there is no terminal: a line on standard error now and then.
 *
 * @module
 */

import { partDone, type Progress, progressText } from "./progress_line.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import { toStandardError } from "./standard_error.ts";

/** How soon after the one before there may be a line, in seconds: when a tenth more is done, */
const AFTER_A_TENTH = 5;
/** when anything has changed, */
const AFTER_A_CHANGE = 30;
/** and when nothing has. */
const AFTER_NOTHING = 600;

/** The lines of one piece of work. The first and the last are always there. */
export class ProgressLines implements ProgressDisplay {
  #last: Progress | undefined;

  /** @param write Writes a line; by default to standard error. */
  constructor(
    readonly write: (line: string) => void = (line) => toStandardError(() => console.error(line)),
  ) {}

  show(progress: Progress): void {
    if (this.#isTime(progress)) this.#write(progress);
  }

  end(last: Progress | undefined): void {
    if (last && (!this.#last || isNews(last, this.#last))) this.#write(last);
  }

  #isTime(progress: Progress): boolean {
    const last = this.#last;
    if (!last) return true;
    const passed = progress.seconds - last.seconds;
    if (passed < AFTER_A_TENTH) return false;
    const tenth = (of: Progress): number => Math.floor((partDone(of) ?? 0) * 10);
    if (tenth(progress) > tenth(last)) return true;
    return passed >= (isNews(progress, last) ? AFTER_A_CHANGE : AFTER_NOTHING);
  }

  #write(progress: Progress): void {
    this.#last = progress;
    this.write(progressText(progress));
  }
}

function isNews(progress: Progress, last: Progress): boolean {
  return progress.done !== last.done || progress.note !== last.note;
}
