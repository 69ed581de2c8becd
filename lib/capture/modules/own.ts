/**
 * Recognising imports of htmap itself.
 *
 * @module
 */

/** The URL of htmap's public module. */
export const OWN_URL: string = new URL("../../../mod.ts", import.meta.url).href;

/** The folders of htmap's own modules. */
const OWN_FOLDERS: readonly string[] = ["./lib/", "./executor/"].map((folder) =>
  new URL(folder, OWN_URL).href
);

const standIns = new Set<string>();

/**
 * Marks a module that stands for htmap in a script that was translated.
 *
 * @param url Its URL.
 */
export function addStandIn(url: string): void {
  standIns.add(url);
}

/** Whether a specifier means htmap itself, which the executor brings along. */
export function isHtmap(specifier: string, from: string): boolean {
  if (/^(?:jsr:)?@htmap\/htmap(?:@[^/]*)?$/.test(specifier) || specifier === "htmap") return true;
  const url = addressOf(specifier, from);
  return url !== undefined &&
    (url.href === OWN_URL || standIns.has(url.href) || isCheckout(url));
}

/** Whether a module is one of those that htmap is made of. */
export function isOwnModule(url: string): boolean {
  return OWN_FOLDERS.some((folder) => url.startsWith(folder));
}

function addressOf(specifier: string, from: string): URL | undefined {
  const isRelative = /^\.{0,2}\//.test(specifier);
  if (isRelative && URL.canParse(specifier, from)) return new URL(specifier, from);
  if (URL.canParse(specifier)) return new URL(specifier);
  const resolved = resolves(specifier);
  return resolved === undefined ? undefined : new URL(resolved);
}

/** Whether a file is the public module of another copy of htmap, as the binary may be told to import. */
function isCheckout(url: URL): boolean {
  if (!Deno.build.standalone || !url.pathname.endsWith("/mod.ts")) return false;
  if (url.protocol !== "file:") return /\bhtmap\b/.test(url.pathname);
  try {
    return Deno.readTextFileSync(new URL("deno.json", url)).includes('"@htmap/htmap"');
  } catch {
    return false;
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
