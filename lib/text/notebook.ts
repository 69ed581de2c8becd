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
    tellNotebook(type, { data: { ...shown }, metadata: {}, transient: { display_id: this.#id } });
  }
}

/**
 * Tells whoever shows the notebook something, as part of the cell that runs.
 *
 * @param type The type of the message, by Jupyter's protocol.
 * @param content What it says.
 */
export function tellNotebook(type: string, content: Record<string, unknown>): void {
  // The notebook may just have been closed, which is nothing to whoever is still at work.
  Promise.try(() => Deno.jupyter.broadcast(type, content)).catch(() => {});
}

/** Text that a notebook shows in a better form; whatever else is done with it, it is text. */
class ShownText extends String {
  readonly #html: string;

  constructor(text: string, html: string) {
    super(text);
    this.#html = html;
  }

  [DISPLAY](): Shown {
    return { "text/plain": this.toString(), "text/html": this.#html };
  }

  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/**
 * Gives text a better form in notebooks.
 *
 * @param text The text.
 * @param html Writes the same as HTML.
 * @returns The text; in a notebook an object of the class `String`, which a string cannot be told from but by
 *   `typeof` and `===`.
 */
export function shownText(text: string, html: () => string): string {
  // Its own methods, operators and everything that takes text take it for a string.
  return IN_NOTEBOOK ? new ShownText(text, html()) as unknown as string : text;
}
