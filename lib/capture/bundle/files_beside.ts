/**
 * The files that modules read from where they are: those whose names their texts have.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FilesTooLarge } from "./refusals.ts";
import { requestsIn } from "./requests.ts";

/** How many bytes of files may travel inside a function. */
export const MOST_BYTES = 64 * 2 ** 20;

/** How many files of a directory are taken. */
const MOST_FILES = 2000;

/** What says that a module looks for files where it is itself. */
const LOOKS = /\b__dirname\b|\b__filename\b|\bimport\s*\.\s*meta\b|\brequire\s*\.\s*resolve\b/;

/** What says that a module reads files. */
const READS = /\bread(?:Text)?File(?:Sync)?\b/;

/** A text in a source, as long as a path may be. */
const TEXT = /(["'`])((?:(?!\1)[^\\\n$]){1,200})\1/g;

/** What is brought along as code, or is of no use to code. */
const CODE = /(?:\.(?:[mc]?[jt]sx?|node|map|md)|\/package\.json)$/;

/** Files to be brought along. */
export class FilesBeside {
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #seen = new Set<string>();
  /** The modules that workers are started from, with what they become. */
  readonly #workers = new Map<string, string | undefined>();
  #size = 0;

  /** Whether there are neither files nor workers. */
  get isEmpty(): boolean {
    return this.#files.size === 0 && this.#workers.size === 0;
  }

  /**
   * Adds the files that a module's text has the names of.
   *
   * @param url The URL of the module.
   * @param text Its text.
   * @throws {FilesTooLarge} If there are too many bytes of them.
   */
  async addReadBy(url: string, text: string): Promise<void> {
    const key = `${url}\n${text}`;
    if (!url.startsWith("file:") || this.#seen.has(key) || !LOOKS.test(text)) return;
    this.#seen.add(key);
    for (const worker of workersIn(text, url)) {
      // What is not there may be an example in a comment.
      const isThere = await Deno.stat(new URL(worker)).then((info) => info.isFile, () => false);
      if (isThere && !this.#workers.has(worker)) this.#workers.set(worker, undefined);
    }
    const directory = dirname(fileURLToPath(url));
    const names = namesIn(text);
    // What it requires travels as code; what it names else it may read.
    const required = READS.test(text) ? requestsIn(text, { resolved: false }) : names;
    for (const name of names) {
      const isCode = CODE.test(name) && required.has(name);
      if (!isCode) await this.#addFile(resolve(directory, name));
    }
    for (const name of joinedNames(text)) await this.add(resolve(directory, name));
    for (const [, , name] of text.matchAll(BY_URL)) {
      const found = name === undefined ? null : URL.parse(name, url);
      if (found?.protocol !== "file:" || this.#workers.has(found.href)) continue;
      await this.add(fileURLToPath(found).replace(/(?<=.)\/$/, ""));
    }
  }

  /**
   * Adds a file, or those in a directory.
   *
   * @param path Its path; nothing is done if there is nothing.
   * @throws {FilesTooLarge} If there are too many bytes of them.
   */
  async add(path: string): Promise<void> {
    if (await this.#addFile(path) || /(?:^|\/)node_modules$/.test(path)) return;
    let left = MOST_FILES;
    const directories = [path];
    for (let next = directories.shift(); next !== undefined; next = directories.shift()) {
      for (const entry of await entriesIn(next)) {
        const inner = `${next === "/" ? "" : next}/${entry.name}`;
        if (entry.isDirectory && entry.name !== "node_modules") directories.push(inner);
        else if (left-- > 0 && !CODE.test(inner)) await this.#addFile(inner);
      }
    }
  }

  async #addFile(path: string): Promise<boolean> {
    if (this.#files.has(path)) return true;
    const info = await Deno.stat(path).catch(() => undefined);
    if (!info?.isFile) return false;
    if (this.#size + info.size > MOST_BYTES) throw new FilesTooLarge(path, this.#size + info.size);
    const bytes = await Deno.readFile(path).catch(() => undefined);
    if (!bytes) return false;
    this.#size += bytes.length;
    this.#files.set(path, bytes);
    return true;
  }

  /** The modules of workers whose code is still to be given. */
  get pendingWorkers(): string[] {
    return [...this.#workers].filter(([, code]) => code === undefined).map(([url]) => url);
  }

  /** Gives the code of a worker's module: all it needs, as one. */
  addWorker(url: string, code: string): void {
    this.#workers.set(url, code);
  }

  /** The files and the code of workers as two expressions; `undefined` if there are none. */
  texts(): [files: string, workers: string] | undefined {
    if (this.isEmpty) return undefined;
    const files = Array.from(this.#files, ([path, bytes]) => entry(path, bytes.toBase64()));
    const workers = Array.from(this.#workers, ([url, code]) => entry(url, code ?? ""));
    return [`{\n${files.join("")}}`, `{\n${workers.join("")}}`];
  }
}

function entry(key: string, value: string): string {
  return `${JSON.stringify(key)}: ${JSON.stringify(value)},\n`;
}

/** The start of a worker whose module is named relative to the one that starts it. */
const WORKER =
  /\bnew\s+(?:[\w$]+\.)*Worker\s*\(\s*(?:new\s+URL\(\s*(["'`])((?:(?!\1)[^\\\n$])+)\1\s*,\s*import\s*\.\s*meta\s*\.\s*url|import\s*\.\s*meta\s*\.\s*resolve\(\s*(["'`])((?:(?!\3)[^\\\n$])+)\3)\s*\)/g;

/**
 * Finds the modules that a module starts workers from.
 *
 * @param text The text of the module.
 * @param url Its URL.
 * @returns The URLs of those that are files.
 */
export function workersIn(text: string, url: string): string[] {
  return Array.from(text.matchAll(WORKER), (match) => URL.parse((match[2] ?? match[4])!, url))
    .filter((found) => found?.protocol === "file:").map((found) => found!.href);
}

/** A URL beside the module. */
const BY_URL =
  /\bnew\s+URL\(\s*(["'`])((?:(?!\1)[^\\\n$])+)\1\s*,\s*(?:import\s*\.\s*meta\s*\.\s*url|\w+)\s*\)/g;

/** The texts that may be names of files: they end with an ending, or are evidently paths. */
function namesIn(text: string): Set<string> {
  const names = Array.from(text.matchAll(TEXT), (match) => match[2]!)
    .filter((name) => /^[^*?<>|]*\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(name) && !/^\w+:/.test(name));
  return new Set(names.map((name) => name.replace(/^\/+/, "./")));
}

/** The names that are put together with the module's directory. */
function joinedNames(text: string): Set<string> {
  const here = String.raw`(?:__dirname|import\s*\.\s*meta\s*\.\s*dirname)`;
  const names = new Set<string>();
  const words = String.raw`(?:\s*,\s*(?:"[^"\n]*"|'[^'\n]*'))+`;
  for (const match of text.matchAll(new RegExp(`${here}(${words})`, "g"))) {
    const parts = Array.from(
      match[1]!.matchAll(/"([^"]*)"|'([^']*)'/g),
      (one) => one[1] ?? one[2]!,
    );
    names.add(parts.map((part) => part.replace(/^\/+/, "")).join("/"));
  }
  const plus = String.raw`${here}\s*\+\s*(?:"\/([^"\n]*)"|'\/([^'\n]*)')`;
  for (const match of text.matchAll(new RegExp(plus, "g"))) names.add((match[1] ?? match[2])!);
  const inside = String.raw`\$\{\s*${here}\s*\}\/([^\`$\n]*)\``;
  for (const match of text.matchAll(new RegExp(inside, "g"))) names.add(match[1]!);
  // The directory itself, and the whole package above it, are no file's name.
  return new Set([...names].filter((name) => !/^(?:\.{0,2}\/?)*$/.test(name)));
}

async function entriesIn(directory: string): Promise<Deno.DirEntry[]> {
  const entries: Deno.DirEntry[] = [];
  try {
    for await (const entry of Deno.readDir(directory)) entries.push(entry);
  } catch {
    // There is nothing of this name.
  }
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}
