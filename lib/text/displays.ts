/**
 * Where progress is shown: in the cell of a notebook, at the foot of a terminal, or in lines where there
 * is neither.
 *
 * @module
 */

import { IN_NOTEBOOK } from "./notebook.ts";
import { NotebookBar } from "./notebook_bar.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import { ProgressLines } from "./progress_lines.ts";
import { TerminalBar } from "./terminal_bars.ts";

/**
 * Chooses where progress is shown.
 *
 * @returns The display for one piece of work that somebody wants to see.
 */
export function progressDisplay(): ProgressDisplay {
  if (IN_NOTEBOOK) return new NotebookBar();
  return Deno.stderr.isTerminal() ? new TerminalBar() : new ProgressLines();
}

/**
 * Tells whether somebody sits there, at a terminal or a notebook, and sees at once what is said: what only
 * helps to wait is for them alone, and not for whoever reads it in a file.
 *
 * @returns Whether somebody does.
 */
export function isInteractive(): boolean {
  return IN_NOTEBOOK || Deno.stderr.isTerminal();
}
