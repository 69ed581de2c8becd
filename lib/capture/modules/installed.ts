/**
 * Packages that are installed near a script, in a `node_modules` directory.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { dirname, resolve } from "node:path";
import { manifestIn } from "./manifest.ts";

/**
 * Gives the directories that a module is in, from its own up to the root.
 *
 * @param url The URL of the module.
 * @returns Their paths; none if the module is no file.
 */
export function* directoriesAbove(url: string): Generator<string> {
  if (!url.startsWith("file:")) return;
  let directory = dirname(fileURLToPath(url));
  while (true) {
    yield directory;
    const above = dirname(directory);
    if (above === directory) return;
    directory = above;
  }
}

/**
 * Finds a package in the nearest `node_modules` directory that has it.
 *
 * @param name The name of the package.
 * @param from The URL of the module that asks.
 * @returns The directory of the package, or `undefined` if it is not installed there.
 */
export function installed(name: string, from: string): string | undefined {
  for (const directory of directoriesAbove(from)) {
    const path = `${directory}/node_modules/${name}`;
    const known = places.get(path);
    if (known !== undefined) return known;
    if (!isFile(`${path}/package.json`)) continue;
    const place = Deno.realPathSync(path);
    places.set(path, place);
    return place;
  }
  return undefined;
}

/** Where packages that were found are. */
const places = new Map<string, string>();

/** Whether a module is of a package in a `node_modules` directory. */
export function isInstalled(url: string): boolean {
  return url.includes("/node_modules/");
}

/** What may be left out at the end of a path in a package, in the order in which it is tried. */
const ENDINGS = ["", ".js", ".json", ".node", ".mjs", ".cjs"];
const INDEX = ["/index.js", "/index.json", "/index.node", "/index.mjs", "/index.cjs"];

/**
 * Finds a file whose name may lack its extension, or that may be a directory.
 *
 * @param path The path, as a package has it.
 * @returns The path of a file; `undefined` if there is none.
 */
export async function existing(path: string): Promise<string | undefined> {
  for (const ending of ENDINGS) {
    if (isFile(path + ending)) return path + ending;
  }
  const main = await mainOf(path);
  if (main !== undefined) {
    for (const ending of [...ENDINGS, ...INDEX]) {
      if (isFile(main + ending)) return main + ending;
    }
  }
  for (const ending of INDEX) {
    if (isFile(path + ending)) return path + ending;
  }
  return undefined;
}

/** What a directory's own `package.json` says is its main file. */
async function mainOf(directory: string): Promise<string | undefined> {
  const main = (await manifestIn(directory))?.main;
  return typeof main === "string" && main !== "" ? resolve(directory, main) : undefined;
}

/** Asked of thousands of paths, one after the other: to wait for each would take many times as long. */
function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
