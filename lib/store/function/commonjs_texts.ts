/**
 * The texts of CommonJS modules that were run here, for those who tell where in them something happened.
 *
 * @module
 */

const texts = new Map<string, string>();

/** Notes the text of a module that is run. */
export function noteText(url: string, text: string): void {
  texts.set(url, text);
}

/**
 * Gives the text of a CommonJS module that was run here.
 *
 * @param url The URL that stacks name it by.
 * @returns The text, or `undefined` if none was run that has the URL.
 */
export function commonJsText(url: string): string | undefined {
  return texts.get(url);
}
