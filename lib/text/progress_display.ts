/**
 * What shows progress. Which one does is chosen in `displays.ts`.
 *
 * @module
 */

import type { Progress } from "./progress_line.ts";

/** Something that shows how far one piece of work is. It is told of every step, and shows what it will. */
export interface ProgressDisplay {
  /**
   * Shows how far the work is, if it is time to.
   *
   * @param progress How far it is.
   */
  show(progress: Progress): void;

  /**
   * Shows how far the work has come, and no more after that.
   *
   * @param last How far it has come, which may have been shown; `undefined` if nothing was to be shown.
   */
  end(last: Progress | undefined): void;
}
