/**
 * Recognising imports of htmap itself.
 *
 * @module
 */

/** The URL of htmap's public module. */
export const OWN_URL: string = new URL("../../mod.ts", import.meta.url).href;

/** Whether a specifier means htmap itself, which the executor brings along. */
export function isHtmap(specifier: string, from: string): boolean {
  if (/^(?:jsr:)?@htmap\/htmap(?:@[^/]*)?$/.test(specifier) || specifier === "htmap") return true;
  try {
    return new URL(specifier, from === "" ? undefined : from).href === OWN_URL;
  } catch {
    return resolves(specifier) === OWN_URL;
  }
}

/** What a bare specifier means to this process, by its import map. */
function resolves(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}
