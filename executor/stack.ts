/**
 * Where an error was thrown, in the user's own files.
 *
 * @module
 */

import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HTMapError } from "../lib/base/errors.ts";
import { KNOWN_TABLE } from "../lib/wire/module.ts";
import { type Positions, readPositions, type Segment, segmentAt } from "../lib/wire/positions.ts";
import type { StackFrame } from "../lib/wire/report.ts";
import { commonJsText } from "../lib/store/function/commonjs_texts.ts";
import { errorText } from "../lib/base/error_text.ts";
import { type FrameVariables, isSameCall } from "./frame_variables.ts";

/** How many causes of an error are told. */
const MOST_CAUSES = 8;

/** Gives the local variables of the calls that were under way when an error was thrown, if they are known. */
export type VariablesOf = (error: unknown) => readonly FrameVariables[] | undefined;

/**
 * Traces a thrown value's stack back to the user's files.
 *
 * @param error What was thrown.
 * @param modulePath The function's module.
 * @param variablesOf Gives local variables; none are told without it.
 * @returns The calls in the user's files, innermost first, and the whole error as text, causes
 * included, with the source line of each call.
 */
export function userStack(
  error: unknown,
  modulePath: string,
  variablesOf: VariablesOf = () => undefined,
): { frames: StackFrame[]; text: string } {
  const module = TracedModule.of(modulePath);
  const framesOf = (one: unknown): StackFrame[] => {
    const variables = variablesOf(one) ?? [];
    // What is no error has no stack; a debugger has seen where it was thrown.
    const calls = one instanceof Error ? callsIn(stackOf(one)) : variables.map(asCall);
    // What htmap itself refuses is nobody's fault but that of what it is about.
    return module.frames(calls, variables, !(one instanceof HTMapError));
  };
  const frames = framesOf(error);
  return { frames, text: describe(error, frames, framesOf, []) };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { stack } = error;
  return typeof stack === "string" ? stack : "";
}

function describe(
  error: unknown,
  frames: readonly StackFrame[],
  framesOf: (error: unknown) => StackFrame[],
  around: readonly unknown[],
): string {
  const { name, message } = errorText(error);
  const lines = [message === "" ? name : `${name}: ${message}`];
  for (const frame of frames) {
    const where = placeOf(frame);
    lines.push(frame.function === "" ? `    at ${where}` : `    at ${frame.function} (${where})`);
    if (frame.source !== undefined) lines.push(...marked(frame.source, frame.column));
    lines.push(...variableLines(frame.locals));
  }
  if (error instanceof Error && around.length < MOST_CAUSES) {
    const outer = [...around, error];
    const inner = (one: unknown, title: string): void => {
      const isTold = one instanceof Error && outer.includes(one);
      const text = isTold
        ? "an error that is told of above"
        : describe(one, framesOf(one), framesOf, outer);
      lines.push(`${title} ${text}`.replace(/\n/g, "\n  "));
    };
    if (error.cause !== undefined) inner(error.cause, "Caused by:");
    if (name === "SuppressedError" && "suppressed" in error) {
      if ("error" in error) inner(error.error, "Thrown:");
      inner(error.suppressed, "Suppressed by it:");
    }
    if (error instanceof AggregateError && Array.isArray(error.errors)) {
      for (const one of error.errors.slice(0, MOST_CAUSES)) inner(one, "One of:");
    }
  }
  return lines.join("\n");
}

function variableLines(locals: StackFrame["locals"] = {}): string[] {
  const lines = Object.entries(locals).map(([name, value]) =>
    `        ${name} = ${value.replaceAll("\n", "\n        ")}`
  );
  return lines.length > 0 ? ["      Local variables:", ...lines] : [];
}

/**
 * How stacks name htmap's own modules: each has the URL of one of them as its beginning. The binary has
 * them all in one directory, as files of any name, and what travels with a job is one file.
 */
export function ownPlaces(): string[] {
  const [, here] = /([a-z]+:\/\/.*?):\d+:\d+\)?$/m.exec(stackOf(new Error())) ?? [];
  if (here === undefined) return [];
  const [root, rest] = here.split(/(?<=\/)executor\/stack\.ts$/);
  if (rest !== undefined) return [`${root}executor/`, `${root}lib/`];
  return [Deno.build.standalone ? here.replace(/[^/]*$/, "") : here];
}

/** A source line with a mark under a column; both shifted so that long indents do not show. */
function marked(source: string, column: number): string[] {
  const indent = source.length - source.trimStart().length;
  const at = Math.max(0, column - 1 - indent);
  const line = source.trim();
  // Of a long line, that part is shown which the mark is in.
  const from = line.length <= LONGEST_LINE ? 0 : Math.max(0, at - LONGEST_LINE / 2);
  const part = line.slice(from, from + LONGEST_LINE);
  const before = from > 0 ? "…" : "";
  const after = from + LONGEST_LINE < line.length ? "…" : "";
  const mark = Math.min(at - from, LONGEST_LINE) + before.length;
  return [`      ${before}${part}${after}`, `      ${" ".repeat(mark)}^`];
}

/** A place in words: that in a file as editors take it; one in what is no file is not like that. */
function placeOf({ file, line, column }: StackFrame): string {
  if (file === "" || URL.canParse(file)) return `${shown(file) || "<anonymous>"}:${line}:${column}`;
  return `${file}, line ${line}, column ${column}`;
}

/** How many characters of a source line are shown. */
const LONGEST_LINE = 88;

function shown(url: string): string {
  if (!url.startsWith("file://")) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url; // of a file of another kind of system
  }
}

/** The start of a place, which is a path, or a URL in which Deno has decoded what can be. */
const PLACE = String.raw`(?:(?:file:\/)?\/|https?:\/\/)`;
/** A call as a stack tells it: the function, if it has a name, and the place. Both may have parentheses. */
const CALL = new RegExp(
  String
    .raw`^\s+at (?:(?!(?:async )?${PLACE})(.*?) \((?=${PLACE})|async )?(${PLACE}.*):(\d+):(\d+)\)?$`,
);

/** How the engine names a function that has no name, by where the module keeps it. */
const OWN_TABLE = new RegExp(String.raw`\$+${KNOWN_TABLE}\.<computed>\.?`);

/** A call, as a stack tells it. */
interface Call {
  readonly name: string;
  /** A URL. */
  readonly url: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** @returns The URL of a script, which the engine tells by that or by its path. */
export function scriptUrl(place: string): string {
  return place.startsWith("/") ? pathToFileURL(place).href : place;
}

function callsIn(stack: string): Call[] {
  return stack.split("\n").flatMap((text) => {
    // What was made of a text is in no file; whoever ran it is the next call.
    if (text.includes(" (eval at ")) return [];
    const [, name = "", place = "", line, column] = CALL.exec(text) ?? [];
    if (place === "") return [];
    const url = scriptUrl(place.replace(/^file:\/\//, ""));
    return [{ name: nameOfUsers(name), url, line: Number(line), column: Number(column) }];
  });
}

/** A name without what is none of the user's: the place where the module keeps a function that has no name. */
function nameOfUsers(name: string): string {
  return name.replace(OWN_TABLE, "").replace(/^async $/, "").replace(/^(async )?Object\./, "$1");
}

function asCall({ name, url, at: { lineNumber, columnNumber } }: FrameVariables): Call {
  return {
    name: nameOfUsers(name),
    url: scriptUrl(url),
    line: lineNumber + 1,
    column: columnNumber + 1,
  };
}

/** A call in a CommonJS module, which is run as it is: the place is that in the user's own file. */
function commonJsFrame({ name, url, line, column }: Call): StackFrame | undefined {
  const source = commonJsText(url)?.split("\n")[line - 1];
  return source === undefined ? undefined : { function: name, file: url, line, column, source };
}

/** A module, and where its lines came from. */
class TracedModule {
  static readonly #known = new Map<string, TracedModule>();

  readonly #positions: Positions;
  readonly #texts: (string[] | undefined)[];
  readonly #own = ownPlaces();

  private constructor(readonly path: string) {
    this.#positions = readPositions(Deno.readTextFileSync(path));
    this.#texts = this.#positions.texts.map((text) => text?.split("\n"));
  }

  static of(path: string): TracedModule {
    let module = TracedModule.#known.get(path);
    if (!module) TracedModule.#known.set(path, module = new TracedModule(path));
    return module;
  }

  /**
   * The calls of a stack that are in the user's files, with the variables of those that are known: in those
   * that the function was made of and, if they are asked for, in modules that were only found where it ran.
   * These were called by the function: what called it is none of them.
   */
  frames(
    calls: readonly Call[],
    variables: readonly FrameVariables[],
    withOthers: boolean,
  ): StackFrame[] {
    const frames: StackFrame[] = [];
    const outermost = calls.findLastIndex((call) => this.#frameOf(call) !== undefined);
    let next = 0;
    for (const [index, call] of calls.entries()) {
      const isOthers = withOthers && (outermost < 0 || index < outermost);
      const frame = this.#frameOf(call) ?? (isOthers ? this.#otherFrame(call) : undefined);
      if (!frame) continue;
      const at = variables.findIndex((one, i) => i >= next && isSameCall(one, call));
      if (at >= 0) next = at + 1;
      const locals = variables[at]?.variables;
      frames.push(locals ? { ...frame, locals } : frame);
    }
    return frames;
  }

  #frameOf(call: Call): StackFrame | undefined {
    const own = commonJsFrame(call);
    if (own) return own;
    if (!call.url.endsWith(`/${basename(this.path)}`)) return undefined;
    const segments = this.#positions.lines[call.line - 1] ?? [];
    const segment = segmentAt(segments, call.column - 1);
    return segment && this.#traced(call, segment);
  }

  #otherFrame({ name, url, line, column }: Call): StackFrame | undefined {
    if (url.endsWith(`/${basename(this.path)}`)) return undefined;
    const isOwn = this.#own.some((place) => url.startsWith(place));
    return isOwn ? undefined : { function: name, file: url, line, column };
  }

  #traced(call: Call, segment: Segment): StackFrame {
    const source = this.#texts[segment.source]?.[segment.line];
    // An operator is in the middle of what the map has as one piece.
    const exact = segment.sourceColumn + call.column - 1 - segment.column;
    return {
      function: call.name,
      file: this.#positions.sources[segment.source] ?? "",
      line: segment.line + 1,
      column: (exact < (source?.length ?? 0) ? exact : segment.sourceColumn) + 1,
      ...(source !== undefined && source !== "" ? { source } : {}),
    };
  }
}
