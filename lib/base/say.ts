/**
 * Saying something to the user apart from results: on standard error, above whatever progress is shown
 * there, or in the cell of a notebook.
 *
 * @module
 */

import { IN_NOTEBOOK } from "../text/notebook.ts";
import { printable } from "../text/printable.ts";
import { aboveFoot } from "../text/terminal_foot.ts";

/** Whoever wants to know what is said, too, as the log does. */
type Listener = (kind: "said" | "warned", text: string) => void;

const listeners = new Set<Listener>();

/**
 * Has somebody told of all that is said to the user.
 *
 * @param listener Told after the user was.
 */
export function onSaid(listener: Listener): void {
  listeners.add(listener);
}

/**
 * Says something that is good to know.
 *
 * @param text The text; a line break is added.
 */
export function say(text: string): void {
  // What goes to standard error, notebooks show as if something were wrong.
  if (IN_NOTEBOOK) console.log(printable(text));
  else aboveFoot(() => console.error(printable(text)));
  tell("said", text);
}

/**
 * Warns of something.
 *
 * @param text The text; a line break is added.
 */
export function warn(text: string): void {
  aboveFoot(() => console.warn(printable(text)));
  tell("warned", text);
}

function tell(...said: Parameters<Listener>): void {
  for (const listener of listeners) listener(...said);
}
