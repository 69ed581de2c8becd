/**
 * The local variables of a call, as they were when an error was thrown in it, or in what it called.
 *
 * @module
 */

import { inBrief } from "../lib/base/in_brief.ts";

/** A place in a script; both numbers counted from 0. */
export interface ScriptPlace {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** What the debugger says of a call. */
export interface DebuggedCall {
  /** The function's own name; empty if it has none. */
  readonly name: string;
  /** The URL, or path, of the script. */
  readonly url: string;
  readonly at: ScriptPlace;
  /** Where the function begins, if that is known. */
  readonly start: ScriptPlace | undefined;
  /** Its scopes from the inside, each of which comes with its variables. */
  readonly scopes: readonly DebuggedScope[];
}

/** What the debugger says of a scope. */
export interface DebuggedScope {
  readonly type: string;
  readonly start: ScriptPlace | undefined;
  readonly end: ScriptPlace | undefined;
}

/** The variables of a call. */
export interface FrameVariables extends Pick<DebuggedCall, "name" | "url" | "at" | "start"> {
  /** Where the function ends, if that is known. */
  readonly end: ScriptPlace | undefined;
  /** Each in brief, by its name. */
  readonly variables: Readonly<Record<string, string>>;
}

/** How many variables of a call are told. */
const MOST_VARIABLES = 30;

/** Names that the engine, or the generated module, has for itself. */
const NO_NAME_OF_USERS = /^(?:\$|this$|arguments$|\.)/;

/**
 * Reads the variables of a call.
 *
 * @param call The call.
 * @param scopes The variables of each of its scopes, as objects of the debugger.
 * @param text The text of its script, if that is known.
 * @returns Those of the call itself, and those it uses of the functions around it.
 */
export function frameVariables(
  { name, url, at, start, scopes: described }: DebuggedCall,
  scopes: readonly object[],
  text: string | undefined,
): FrameVariables {
  const own = described.find(({ type }) => type === "local");
  const code = text === undefined ? undefined : textOf(text, own);
  const variables: Record<string, string> = Object.create(null);
  let count = 0;
  scopes.forEach((scope, i) => {
    const isAround = described[i]?.type === "closure";
    for (const key of Object.keys(scope)) {
      if (key in variables || NO_NAME_OF_USERS.test(key) || count >= MOST_VARIABLES) continue;
      if (isAround && !mentions(code, key)) continue;
      let value: unknown;
      try {
        value = Reflect.get(scope, key);
      } catch {
        continue; // it has no value yet
      }
      // Of what is around it, functions and classes are no news.
      if (isAround && typeof value === "function") continue;
      count++;
      variables[key] = inBrief(value);
    }
  });
  return { name, url, at, start, end: own?.end, variables: { ...variables } };
}

/** Whether code has a word. */
function mentions(code: string | undefined, word: string): boolean {
  if (code === undefined) return false;
  const escaped = word.replaceAll("$", "\\$");
  return new RegExp(`(?<![\\p{L}\\p{N}_$.])${escaped}(?![\\p{L}\\p{N}_$])`, "u").test(code);
}

function textOf(text: string, scope: DebuggedScope | undefined): string | undefined {
  if (!scope?.start || !scope.end) return undefined;
  const lines = text.split("\n").slice(scope.start.lineNumber, scope.end.lineNumber + 1);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, scope.end.columnNumber) ?? "";
  lines[0] = lines[0]?.slice(scope.start.columnNumber) ?? "";
  return lines.join("\n");
}

/**
 * Tells whether a call that the debugger saw is one that the stack of an error tells of. An error is mostly
 * made a little before it is thrown, so that the two need not be at the same place in the function.
 *
 * @param seen What the debugger saw.
 * @param told What the stack tells; both of its numbers counted from 1.
 * @returns Whether it is the same call, as far as can be known.
 */
export function isSameCall(seen: Omit<FrameVariables, "variables">, told: ToldCall): boolean {
  if (pathOf(seen.url) !== pathOf(told.url)) return false;
  const place = { lineNumber: told.line - 1, columnNumber: told.column - 1 };
  if (isBefore(place, seen.at) === isBefore(seen.at, place)) return true;
  const { start, end } = seen;
  if (start && isBefore(place, start) || end && isBefore(end, place)) return false;
  // What has no name is named in a stack by where it is kept, or by what it was called on.
  return seen.name === "" || lastName(seen.name) === lastName(told.name);
}

/** A call, as a stack tells it. */
interface ToldCall {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

function isBefore(a: ScriptPlace, b: ScriptPlace): boolean {
  return a.lineNumber < b.lineNumber ||
    a.lineNumber === b.lineNumber && a.columnNumber < b.columnNumber;
}

function pathOf(url: string): string {
  const path = url.replace(/^file:\/\//, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The name of a method without that of its class. */
function lastName(name: string): string {
  return name.replace(/^(?:async |new |get |set |static )+/, "").replace(/ \[as .*\]$/, "")
    .replace(/^.*\./, "");
}
