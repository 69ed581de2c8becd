/**
 * The places for the input in the arguments of an external program, as GNU parallel writes them.
 *
 * A place is a pair of braces with nothing but letters, digits and `_ . / # % -` in it, so that the
 * braces of `awk '{print $1}'` are none; nor are those after a `$`, which are the shell's, and doubled
 * ones, which are those of templates. A backslash before one makes it mere text.
 *
 * @module
 */

import { InvalidArgument, InvalidOption } from "../../base/errors.ts";
import { shown } from "../../base/arguments.ts";
import { counted } from "../../text/counted.ts";

/** What is put in a place: an element of the arguments by its number, or something of all of them. */
export type Place = number | "" | "." | "/" | "//" | "/.";

/** An argument of a program: text, and places in it. */
export type Template = readonly (string | { readonly place: Place })[];

/** All that looks like a place, with a backslash if there is one before it. */
const LIKE_A_PLACE = /\\?\{([\w.\/#%-]*)\}/g;

const KNOWN =
  "{} is the input, {0}, {1}, … are the elements of an argument list, counted from 0, " +
  "and {.}, {/}, {//} and {/.} are the input as a path without its extension, its last component, its " +
  "directory, and its last component without extension";

/**
 * Finds the places in an argument.
 *
 * @param arg The argument.
 * @returns Its parts.
 * @throws {InvalidOption} If something in it looks like a place and is none that is known.
 */
export function templateOf(arg: string): Template {
  const parts: (string | { place: Place })[] = [];
  let text = "";
  let at = 0;
  for (const match of arg.matchAll(LIKE_A_PLACE)) {
    const [whole, name = ""] = match;
    const end = match.index + whole.length;
    const before = arg[match.index - 1];
    text += arg.slice(at, match.index);
    at = end;
    if (whole.startsWith("\\")) text += whole.slice(1);
    else if (before === "$" || (before === "{" && arg[end] === "}")) text += whole;
    else {
      parts.push(text, { place: placeOf(name, arg) });
      text = "";
    }
  }
  return [...parts, text + arg.slice(at)].filter((part) => part !== "");
}

function placeOf(name: string, arg: string): Place {
  if (/^(?:0|[1-9]\d{0,8})$/.test(name)) return Number(name);
  switch (name) {
    case "":
    case ".":
    case "/":
    case "//":
    case "/.":
      return name;
  }
  const plain = JSON.stringify(`\\{${name}}`);
  throw new InvalidOption(
    `program() knows no place {${name}}, which is in ${
      JSON.stringify(arg)
    }: ${KNOWN}. Use one of these; ` +
      `if the program is to get {${name}} as it is, put a backslash before it: ${plain} in TypeScript`,
  );
}

/**
 * Counts the arguments that a program needs for its places.
 *
 * @param templates Its own arguments.
 * @returns How many, at least.
 */
export function argumentsNeeded(templates: readonly Template[]): number {
  return Math.max(0, ...placesIn(templates).map((place) => Number(place) + 1 || 1));
}

function placesIn(templates: readonly Template[]): Place[] {
  return templates.flatMap((parts) =>
    parts.flatMap((part) => typeof part === "string" ? [] : [part.place])
  );
}

/**
 * Checks that there is something to be put in each place.
 *
 * @param name The program, for messages.
 * @param templates Its arguments.
 * @param args The arguments of a call.
 * @param whose Whose they are, as the beginning of a sentence, such as `"Component 3"`.
 * @throws {InvalidArgument} If one is missing, or cannot be an argument of a program.
 */
export function checkPlaces(
  name: string,
  templates: readonly Template[],
  args: readonly unknown[],
  whose: string,
): void {
  for (const place of placesIn(templates)) {
    const index = typeof place === "number" ? place : 0;
    if (index >= args.length) {
      const count = counted(args.length, "argument");
      const last = args.length > 1 ? ` and {${args.length - 1}} for its last` : "";
      const write = args.length > 0 ? `Write {0} for its first${last}, or give` : "Give";
      throw new InvalidArgument(
        `${whose} has ${count}, but ${name} has the place {${place}}, and places count from 0. ` +
          `${write} it ${counted(index + 1, "argument")}`,
      );
    }
    const used = typeof place === "number" ? [args[index]] : args;
    const bad = used.find((value) => textOf(value)?.includes("\0") ?? true);
    if (bad === undefined && !used.includes(undefined)) continue;
    const reason = typeof bad === "string"
      ? "has a NUL character, which no argument of a program can have"
      : "is no text, number, boolean, date, path or URL, nor an object or array, which become JSON";
    throw new InvalidArgument(
      `${whose} is called with ${
        shown(bad)
      } for the place {${place}} of ${name}, which ${reason}. ` +
        "Give what the program is to be told",
    );
  }
}

/**
 * Puts the arguments of a call in the places.
 *
 * @param template An argument of the program.
 * @param args The arguments of the call, checked by {@linkcode checkPlaces}.
 * @returns The argument.
 */
export function filled(template: Template, args: readonly unknown[]): string {
  return template.map((part) => {
    if (typeof part === "string") return part;
    if (typeof part.place === "number") return textOf(args[part.place]);
    return formOf(args.map(textOf).join(" "), part.place);
  }).join("");
}

function formOf(input: string, place: Exclude<Place, number>): string {
  const slash = input.lastIndexOf("/");
  const base = input.slice(slash + 1);
  switch (place) {
    case "":
      return input;
    case ".":
      return input.slice(0, slash + 1) + withoutExtension(base);
    case "/":
      return base;
    case "//":
      return slash < 0 ? "." : input.slice(0, slash);
    case "/.":
      return withoutExtension(base);
  }
}

function withoutExtension(base: string): string {
  return base.replace(/(?<=.)\.[^.]*$/, "");
}

/** What a program is told of a value; `undefined` if it can be told nothing. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (/^(?:number|bigint|boolean)$/.test(typeof value)) return String(value);
  if (typeof value !== "object" || value === null) return undefined;
  const asJson: unknown = Reflect.get(value, "toJSON");
  // Of a map, a set or an expression, say, JSON would have nothing.
  const kind = Object.prototype.toString.call(value);
  const isPlain = kind === "[object Object]" || kind === "[object Array]";
  if (typeof asJson !== "function" && !isPlain) return undefined;
  try {
    const json: string | undefined = JSON.stringify(value);
    // A date or a URL is text there: what is quoted is what the program wants.
    return json?.startsWith('"') ? String(JSON.parse(json)) : json;
  } catch {
    return undefined; // it has a cycle, or a bigint
  }
}
