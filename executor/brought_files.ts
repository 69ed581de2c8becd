/**
 * Files that came along with a function, found by the paths they have where the map was made: the
 * modules that read them know no other.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { noteBrought } from "../lib/store/function/brought.ts";
import { redirectWorkers } from "../lib/store/function/workers.ts";

/** What reads files by their paths, as the first argument. */
const NODE_READERS = [
  "access",
  "accessSync",
  "copyFile",
  "copyFileSync",
  "createReadStream",
  "existsSync",
  "lstat",
  "lstatSync",
  "open",
  "openSync",
  "opendir",
  "opendirSync",
  "readFile",
  "readFileSync",
  "readdir",
  "readdirSync",
  "realpath",
  "realpathSync",
  "stat",
  "statSync",
];
const DENO_READERS = [
  "copyFile",
  "copyFileSync",
  "lstat",
  "lstatSync",
  "open",
  "openSync",
  "readDir",
  "readDirSync",
  "readFile",
  "readFileSync",
  "readTextFile",
  "readTextFileSync",
  "realPath",
  "realPathSync",
  "stat",
  "statSync",
];

/** The files, by the paths where they were. */
const moved = new Map<string, string>();

/**
 * Has files found by the paths where they were, whatever is there on this machine.
 *
 * @param contents The contents of the files by these paths, in base64.
 * @param workers The code of workers, by the URLs they are started from.
 * @param directory Where to put them.
 */
export async function bringFiles(
  contents: Readonly<Record<string, string>>,
  workers: Readonly<Record<string, string>>,
  directory: string,
): Promise<void> {
  if (moved.size === 0) redirectReaders();
  await bringWorkers(workers, directory);
  for (const [path, content] of Object.entries(contents)) {
    const here = resolve(directory, `.${resolve("/", path)}`);
    await Deno.mkdir(dirname(here), { recursive: true });
    await Deno.writeFile(here, Uint8Array.fromBase64(content));
    moved.set(path, here);
    noteBrought(path);
    // A directory that one of them was in is where they are now, unless there is another.
    for (let at = dirname(path); !moved.has(at) && !await isThere(at); at = dirname(at)) {
      moved.set(at, resolve(directory, `.${at}`));
    }
  }
}

/** Whether there is something that can be looked at. */
async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

async function bringWorkers(
  workers: Readonly<Record<string, string>>,
  directory: string,
): Promise<void> {
  const files = new Map<string, string>();
  for (const [url, code] of Object.entries(workers)) {
    // It is JavaScript now, whatever it was.
    const here = resolve(directory, `.${fileURLToPath(url)}.mjs`);
    await Deno.mkdir(dirname(here), { recursive: true });
    await Deno.writeTextFile(here, code);
    files.set(url, pathToFileURL(here).href);
  }
  if (files.size > 0) redirectWorkers((url) => files.get(url));
}

function redirectReaders(): void {
  const fs = process.getBuiltinModule("node:fs");
  for (const holder of [fs, fs.promises]) NODE_READERS.forEach((name) => redirect(holder, name));
  DENO_READERS.forEach((name) => redirect(Deno, name));
  redirect(globalThis, "fetch");
}

/** Has a function look elsewhere for a file that came along. */
function redirect(holder: object, name: string): void {
  const read: unknown = Reflect.get(holder, name);
  if (typeof read !== "function") return;
  const redirected = (path: unknown, ...rest: unknown[]): unknown =>
    Reflect.apply(read, holder, [redirectedPath(path), ...rest]);
  Object.defineProperty(holder, name, {
    // Some, such as `realpath`, have functions of their own.
    value: Object.assign(redirected, read),
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** Where a file is that came along; what was given, for all others. */
function redirectedPath(path: unknown): unknown {
  if (path instanceof URL || (typeof path === "string" && path.startsWith("file:"))) {
    const url = URL.parse(String(path));
    const here = url?.protocol === "file:" ? moved.get(fileURLToPath(url)) : undefined;
    if (here === undefined) return path;
    return path instanceof URL ? pathToFileURL(here) : pathToFileURL(here).href;
  }
  if (typeof path !== "string") return path;
  return moved.get(resolve(path)) ?? path;
}
