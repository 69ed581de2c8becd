/**
 * Progress of work that is not asked for a bar, as waiting is.
 *
 * @module
 */

import { settings } from "../settings/settings.ts";
import { isInteractive } from "../text/displays.ts";
import { ProgressBar } from "../text/progress.ts";
import type { Work } from "../text/progress_line.ts";

/** How long work may take before it is shown, in seconds. */
const PATIENCE = 1;

/**
 * Makes the progress bar of work that may take long: it is shown on the command line, to whoever sits there.
 *
 * @param work The work.
 * @returns The bar.
 */
export function barOfCommand(work: Work): ProgressBar {
  const show = isInteractive() && settings.get("CLI", false) === true;
  return new ProgressBar(work, { show, patience: PATIENCE });
}
