/**
 * Whether what a map's function was written as has changed since.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { readTextIfThere } from "../base/files.ts";
import { type Positions, readPositions } from "../wire/positions.ts";

/** Between lines of a function, no more than this many may be such as nothing is taken from. */
const GAP = 10;

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;

/**
 * Finds the files whose part in a function has changed since it was captured. Other lines of them may have:
 * a script is edited all the time. Files that are gone, as on another machine, are passed over.
 *
 * @param modulePath The function's module.
 * @returns The paths of the files.
 */
export async function changedSources(modulePath: string): Promise<string[]> {
  const module = await readTextIfThere(modulePath) ?? "";
  const changed: string[] = [];
  const { sources, texts } = positionsOf(module);
  for (const [number, url] of sources.entries()) {
    const text = texts[number];
    const path = pathOf(url);
    if (path === undefined || text === null || text === undefined) continue;
    const now = await readTextOf(path);
    if (now !== undefined && !hasLines(now.split(LINE_BREAK), text.split(LINE_BREAK))) {
      changed.push(path);
    }
  }
  return changed;
}

/** A module that cannot be read is for those to tell of who need it. */
function positionsOf(module: string): Pick<Positions, "sources" | "texts"> {
  try {
    return readPositions(module);
  } catch {
    return { sources: [], texts: [] };
  }
}

function pathOf(url: string): string | undefined {
  try {
    return url.startsWith("file:") ? fileURLToPath(url) : undefined;
  } catch {
    return undefined; // of another machine
  }
}

async function readTextOf(path: string): Promise<string | undefined> {
  try {
    return await readTextIfThere(path);
  } catch {
    return undefined; // it may not be read: nothing is known of it
  }
}

/** A run of lines, with where it begins. */
interface Run {
  readonly start: number;
  readonly lines: readonly string[];
}

/**
 * Tells whether lines are there, in their order, each next to those that it was next to.
 *
 * @param file The lines of a file.
 * @param wanted The lines that it had, empty where they do not matter.
 */
function hasLines(file: readonly string[], wanted: readonly string[]): boolean {
  let end: number | undefined;
  let before: Run | undefined;
  for (const run of runsOf(wanted)) {
    const gap = before && run.start - before.start - before.lines.length;
    // What is near belongs together; between what is far from each other there may be anything.
    const isNear = gap !== undefined && end !== undefined && gap <= GAP;
    const from = end ?? 0;
    const at = isNear ? from + gap : findRun(file, run.lines, from);
    if (at < 0 || !isRunAt(file, run.lines, at)) return false;
    end = at + run.lines.length;
    before = run;
  }
  return true;
}

function runsOf(lines: readonly string[]): Run[] {
  const runs: { start: number; lines: string[] }[] = [];
  lines.forEach((line, at) => {
    if (line === "") return;
    const last = runs.at(-1);
    if (last && last.start + last.lines.length === at) last.lines.push(line);
    else runs.push({ start: at, lines: [line] });
  });
  return runs;
}

function findRun(file: readonly string[], lines: readonly string[], from: number): number {
  for (let at = from; at + lines.length <= file.length; at++) {
    if (isRunAt(file, lines, at)) return at;
  }
  return -1;
}

function isRunAt(file: readonly string[], lines: readonly string[], at: number): boolean {
  return lines.every((line, index) => file[at + index] === line);
}
