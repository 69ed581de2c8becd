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

/** How many causes of an error are told. */
const MOST_CAUSES = 8;

/**
 * Traces a thrown value's stack back to the user's files.
 *
 * @param error What was thrown.
 * @param modulePath The function's module.
 * @returns The calls in the user's files, innermost first, and the whole error as text, causes
 * included, with the source line of each call.
 */
export function userStack(
  error: unknown,
  modulePath: string,
): { frames: StackFrame[]; text: string } {
  const module = TracedModule.of(modulePath);
  const frames = module.frames(stackOf(error));
  return { frames, text: describe(error, module, frames, 0) };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { stack } = error;
  return typeof stack === "string" ? stack : "";
}

function describe(
  error: unknown,
  module: TracedModule,
  frames: readonly StackFrame[],
  depth: number,
): string {
  const { name, message } = errorText(error);
  const lines = [message === "" ? name : `${name}: ${message}`];
  for (const frame of frames) {
    const where = placeOf(frame);
    lines.push(frame.function === "" ? `    at ${where}` : `    at ${frame.function} (${where})`);
    if (frame.source !== undefined) lines.push(...marked(frame.source, frame.column));
  }
  if (frames.length === 0 && depth === 0 && !(error instanceof HTMapError)) {
    lines.push(...rawFrames(stackOf(error)));
  }
  if (error instanceof Error && depth < MOST_CAUSES) {
    const inner = (one: unknown, title: string): void => {
      const text = describe(one, module, module.frames(stackOf(one)), depth + 1);
      lines.push(`${title} ${text}`.replace(/\n/g, "\n  "));
    };
    if (error.cause !== undefined) inner(error.cause, "Caused by:");
    if (error instanceof AggregateError && Array.isArray(error.errors)) {
      for (const one of error.errors.slice(0, MOST_CAUSES)) inner(one, "One of:");
    }
  }
  return lines.join("\n");
}

/**
 * The calls as the engine tells them, where none of them is in the user's files. Those by which
 * htmap called the function say nothing.
 */
function rawFrames(stack: string): string[] {
  const frames = callsOf(stack);
  const places = ownPlaces();
  const isOwn = (frame: string): boolean => places.some((place) => frame.includes(place));
  const last = frames.findLastIndex((frame) => !isOwn(frame));
  return frames.slice(0, last < 0 ? undefined : last + 1).slice(0, 10);
}

function callsOf(stack: string): string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}

/** How stacks name htmap's own modules, which may all be in one file. */
function ownPlaces(): string[] {
  const here = /file:.*?(?=:\d+:\d+\)?$)/.exec(callsOf(stackOf(new Error()))[0] ?? "")?.[0];
  if (here === undefined) return [];
  const [root, rest] = here.split(/(?<=\/)executor\/stack\.ts$/);
  return rest === undefined ? [here] : [`${root}executor/`, `${root}lib/`];
}

/** A source line with a mark under a column; both shifted so that long indents do not show. */
function marked(source: string, column: number): string[] {
  const indent = source.length - source.trimStart().length;
  const at = Math.max(0, column - 1 - indent);
  return [`      ${source.trim().slice(0, 200)}`, `      ${" ".repeat(Math.min(at, 200))}^`];
}

/** A place in words: that in a file as editors take it; one in what is no file is not like that. */
function placeOf({ file, line, column }: StackFrame): string {
  if (file === "" || URL.canParse(file)) return `${shown(file) || "<anonymous>"}:${line}:${column}`;
  return `${file}, line ${line}, column ${column}`;
}

function shown(url: string): string {
  if (!url.startsWith("file://")) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url; // of a file of another kind of system
  }
}

/** The start of a place, which is a path, or a URL in which Deno has decoded what can be. */
const PLACE = String.raw`(?:file:\/)?\/`;
/** A call as a stack tells it: the function, if it has a name, and the place. Both may have parentheses. */
const CALL = new RegExp(
  String
    .raw`^\s+at (?:(?!(?:async )?${PLACE})(.*?) \((?=${PLACE})|async )?${PLACE}(.*):(\d+):(\d+)\)?$`,
);

/** How the engine names a function that has no name, by where the module keeps it. */
const OWN_TABLE = new RegExp(String.raw`\$+${KNOWN_TABLE}\.<computed>\.?`);

/** A call in a CommonJS module, which is run as it is: the place is that in the user's own file. */
function commonJsFrame([, called = "", path = "", line, column]: RegExpExecArray):
  | StackFrame
  | undefined {
  const file = pathToFileURL(`/${path}`).href;
  const source = commonJsText(file)?.split("\n")[Number(line) - 1];
  if (source === undefined) return undefined;
  return {
    function: called.replace(/^Object\./, ""),
    file,
    line: Number(line),
    column: Number(column),
    source,
  };
}

/** A module, and where its lines came from. */
class TracedModule {
  static readonly #known = new Map<string, TracedModule>();

  readonly #positions: Positions;
  readonly #texts: (string[] | undefined)[];

  private constructor(readonly path: string) {
    this.#positions = readPositions(Deno.readTextFileSync(path));
    this.#texts = this.#positions.texts.map((text) => text?.split("\n"));
  }

  static of(path: string): TracedModule {
    let module = TracedModule.#known.get(path);
    if (!module) TracedModule.#known.set(path, module = new TracedModule(path));
    return module;
  }

  /** The calls of a stack that are in the user's files. */
  frames(stack: string): StackFrame[] {
    const name = `/${basename(this.path)}`;
    const frames: StackFrame[] = [];
    for (const line of stack.split("\n")) {
      const match = CALL.exec(line);
      const own = match && commonJsFrame(match);
      if (own) frames.push(own);
      if (!match?.[2]?.endsWith(name)) continue;
      const segments = this.#positions.lines[Number(match[3]) - 1] ?? [];
      const segment = segmentAt(segments, Number(match[4]) - 1);
      if (segment) frames.push(this.#frame(match[1] ?? "", segment, Number(match[4]) - 1));
    }
    return frames;
  }

  #frame(called: string, segment: Segment, column: number): StackFrame {
    const source = this.#texts[segment.source]?.[segment.line];
    // An operator is in the middle of what the map has as one piece.
    const exact = segment.sourceColumn + column - segment.column;
    return {
      // The place where the module keeps a function that has no name is no name of the user's.
      function: called.replace(OWN_TABLE, "").replace(/^async $|^Object\./, ""),
      file: this.#positions.sources[segment.source] ?? "",
      line: segment.line + 1,
      column: (exact < (source?.length ?? 0) ? exact : segment.sourceColumn) + 1,
      ...(source !== undefined && source !== "" ? { source } : {}),
    };
  }
}
