/**
 * Notebooks: whether this process is the kernel of one, and what is shown in its cells.
 *
 * @module
 */

/** Whether the code that runs is in the cells of a notebook, in the kernel that Deno has for Jupyter. */
export const IN_NOTEBOOK: boolean = /\/\$deno\$jupyter\w*\.mts$/.test(Deno.mainModule);

/** What a notebook asks a value for that it is to show. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** Something in the forms it can be shown in, of which a notebook takes the best it knows, by their types. */
export interface Shown {
  readonly "text/plain": string;
  readonly "text/html": string;
}

/** Something that is shown in the cell that runs, and can change there. */
export class LiveDisplay {
  readonly #id = `htmap-${crypto.randomUUID()}`;
  #isThere = false;

  /**
   * Shows it, in place of what it was.
   *
   * @param shown What it is now.
   */
  show(shown: Shown): void {
    const type = this.#isThere ? "update_display_data" : "display_data";
    this.#isThere = true;
    const content = { data: { ...shown }, metadata: {}, transient: { display_id: this.#id } };
    // The notebook may just have been closed, which is nothing to whoever is still at work.
    Promise.try(() => Deno.jupyter.broadcast(type, content)).catch(() => {});
  }
}

/**
 * Says something in the cell that runs.
 *
 * @param line What to say.
 */
export function sayInNotebook(line: string): void {
  console.log(line); // what goes to standard error, notebooks show as if something were wrong
}
