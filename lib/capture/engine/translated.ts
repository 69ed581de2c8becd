/**
 * Which file of the user's a file was made of that this process runs in its place: the binary runs
 * JavaScript only.
 *
 * @module
 */

/** The function that imports what the binary has not translated before: for a module, and a specifier. */
export const LATE_IMPORT = "$htmapImportFrom";

const originals = new Map<string, string>();
const made = new Map<string, string>();

/**
 * Notes that a file was made of another.
 *
 * @param url The URL of the file that is run.
 * @param original The URL of the user's file.
 */
export function addTranslated(url: string, original: string): void {
  originals.set(url, original);
  made.set(original, url);
}

/** @returns The URL of what a file was made of; that of the file itself if it is the user's. */
export function originalOf(url: string): string {
  return originals.get(url) ?? url;
}

/** @returns The URL by which a file of the user's is run here. */
export function runAs(url: string): string {
  return made.get(url) ?? url;
}
