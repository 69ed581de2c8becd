/**
 * What `import(…)` does in a mapped function when its specifier is only known once it runs.
 *
 * @module
 */

import { isBuiltin } from "node:module";

/**
 * Imports a module that is there, and says of a file of the script's why it is not.
 *
 * @param specifier The specifier.
 * @param options The options of the import.
 * @returns The module.
 */
export async function importLate(
  specifier: unknown,
  options?: ImportCallOptions,
): Promise<unknown> {
  const text = String(specifier);
  if (isBuiltin(text)) return await import(`node:${text.replace(/^node:/, "")}`);
  if (URL.canParse(text) || text.startsWith("/")) return await import(text, options);
  const quoted = JSON.stringify(text);
  throw new TypeError(
    `The module ${quoted} did not travel with the function, for its specifier is only known where ` +
      `it runs. Write it out, as in import(${quoted}), or import the module at the top`,
  );
}
