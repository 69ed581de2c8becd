/**
 * What `import(…)` does in a mapped function when its specifier is only known once it runs.
 *
 * @module
 */

import { isBuiltin } from "node:module";

/** A dynamic import, as a function. */
export type Importer = (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>;

/**
 * Makes what `import` means in a script.
 *
 * @param url The URL of the script, if it is known.
 * @returns A function that imports what is there, and says of a file of the script's why it is not.
 */
export function importerFor(url?: string): Importer {
  return async (specifier, options) => {
    const text = String(specifier);
    if (isBuiltin(text)) return await import(`node:${text.replace(/^node:/, "")}`);
    if (URL.canParse(text) || text.startsWith("/")) return await import(text, options);
    const quoted = JSON.stringify(text);
    throw new TypeError(
      `The module ${quoted} did not travel with the function: ${
        url ?? "what it uses"
      } imports it ` +
        "by a specifier that is only known where it runs. " +
        `Write it out, as in import(${quoted}), or import the module at the top`,
    );
  };
}
