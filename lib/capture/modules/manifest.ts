/**
 * What packages say of themselves, in `package.json`.
 *
 * @module
 */

/** What is in a `package.json`. */
export type Manifest = Readonly<Record<string, unknown>>;

const manifests = new Map<string, Promise<Manifest | undefined>>();

/**
 * Reads the `package.json` of a directory, once in a process.
 *
 * @param directory The directory.
 * @returns What is in it; `undefined` if there is none, or none that can be read.
 */
export function manifestIn(directory: string): Promise<Manifest | undefined> {
  let manifest = manifests.get(directory);
  if (!manifest) manifests.set(directory, manifest = readManifest(directory));
  return manifest;
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    return Object(JSON.parse(await Deno.readTextFile(`${directory}/package.json`)));
  } catch {
    return undefined;
  }
}
