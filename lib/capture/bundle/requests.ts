/**
 * What the text of a module says that it requires or imports: found by looking, so that rather too much
 * than too little comes along.
 *
 * Modules have data in their texts, words of millions of characters: what may be a word is only looked for
 * from where one begins, or each character of it would be taken for a beginning.
 *
 * @module
 */

import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** What a text names that it requires; what only looks so does no harm. */
const GIVEN = String
  .raw`\s*(\.\s*resolve\s*)?\(\s*(?:(["'])((?:(?!\2)[^\\\n])+)\2|\x60([^\x60\\$]+)\x60)\s*[,)]`;
const REQUEST = new RegExp(String.raw`\brequire${GIVEN}`, "g");

/** The names that a module has of functions made by `createRequire`, and a call of such a one at once. */
function requestPattern(text: string): RegExp {
  if (!text.includes("createRequire")) return REQUEST;
  const made = text.matchAll(/(?<![\w$])([\w$]+)\s*=\s*(?:[\w$]+\.)?createRequire\s*\(/g);
  const names = Array.from(made, (match) => match[1]!.replaceAll("$", "\\$"));
  const at = String.raw`createRequire\s*\([^()]*(?:\([^()]*\))?[^()]*\)`;
  return new RegExp(`(?<![\\w$])(?:${["require", ...names, at].join("|")})${GIVEN}`, "g");
}

/**
 * Finds what a text requires.
 *
 * @param text The text of a module.
 * @param options Whether what is only given to `require.resolve` counts.
 * @returns What is given to `require`, or looks so.
 */
export function requestsIn(text: string, { resolved = true } = {}): Set<string> {
  const found = text.matchAll(requestPattern(text)).filter((match) =>
    resolved || match[1] === undefined
  );
  return new Set(Array.from(found, (match) => (match[3] ?? match[4])!));
}

/** Finds what a text imports dynamically. */
export function importsIn(text: string): Set<string> {
  const found = text.matchAll(/\bimport\s*\(\s*(["'`])((?:(?!\1)[^\\\n$])+)\1\s*[,)]/g);
  return new Set(Array.from(found, (match) => match[2]!));
}

/** Of a directory of which a name may be made up, no more files than this are sent along. */
const MOST_FILES = 2000;

/**
 * The files whose names a module may put together: of `require("./locale/" + name)` all that are in that
 * directory.
 */
export async function namedByPrefix(path: string, text: string): Promise<string[]> {
  // Who does not want it to be seen by bundlers requires by another name.
  const aliases = Array.from(
    text.matchAll(/(?<![\w$])([\w$]+)\s*=\s*require\b(?!\s*[.(])/g),
    (match) => match[1]!.replaceAll("$", "\\$"),
  );
  const callee = ["[\\w$]*[rR]equire[\\w$]*", ...new Set(aliases)].join("|");
  const call = String
    .raw`(?<![\w$])(?:${callee})(?:\.resolve)?\(\s*(["'\`])(\.{1,2}\/[^"'\`\n$]*)(?:\1\s*\+|\$\{)`;
  const found: string[] = [];
  for (const match of text.matchAll(new RegExp(call, "g"))) {
    // Of a directory the slash at its end says that any name in it will do.
    const slash = match[2]!.endsWith("/") ? "/" : "";
    const prefix = resolve(dirname(path), match[2]!) + slash;
    found.push(...(await filesWith(prefix, /\.(?:c?js|json)$/)).slice(0, MOST_FILES));
  }
  return found;
}

/**
 * Finds the files whose paths begin with one and go on with a name.
 *
 * @param prefix The beginning: a directory, if it ends with a slash.
 * @param kind What the names have to match.
 * @returns Their URLs, in the order of their names; none if there is no such directory.
 */
export async function filesWith(prefix: string, kind: RegExp): Promise<string[]> {
  const isDirectory = prefix.endsWith("/");
  const directory = isDirectory ? prefix : dirname(prefix);
  const start = isDirectory ? "" : basename(prefix);
  return (await namesIn(directory)).filter((name) => name.startsWith(start) && kind.test(name))
    .map((name) => pathToFileURL(resolve(directory, name)).href);
}

/** The names of the files of a directory, in order; none if there is no such directory. */
async function namesIn(directory: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(directory)) if (entry.isFile) names.push(entry.name);
  } catch {
    // No directory: then it is no name of a file.
  }
  return names.sort();
}
