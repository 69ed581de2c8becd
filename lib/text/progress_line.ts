/**
 * How far some work is, and the line that says so.
 *
 * @module
 */

import { columns, cut } from "./columns.ts";
import { duration } from "./duration.ts";

/** Work that takes its time. */
export interface Work {
  /** What is in progress. */
  readonly title: string;
  /** How much there is to do; `undefined` if nobody knows. */
  readonly total?: number | undefined;
  /** What is counted, in the singular. */
  readonly unit: string;
  /**
   * The same in the plural.
   *
   * @default {the singular and an s}
   */
  readonly units?: string;
}

/** How far some work is. */
export interface Progress extends Work {
  /** How much is done. */
  readonly done: number;
  /** What else there is to say, such as how many failed; empty if nothing. */
  readonly note: string;
  /** How long it has taken so far, in seconds. */
  readonly seconds: number;
  /** How long the rest may take, in seconds; `undefined` where that is anyone's guess. */
  readonly left?: number | undefined;
}

/** The most columns the bar itself takes. */
const WIDTH = 28;

/**
 * Writes the line of a progress bar.
 *
 * @param progress How far the work is.
 * @param width How many columns there is room for. The bar gives way to the figures.
 * @returns The line.
 */
export function progressLine(progress: Progress, width: number): string {
  const [before, after] = progressWords(progress);
  const part = partDone(progress);
  const room = part === undefined
    ? 0
    : Math.min(WIDTH, width - columns(before) - columns(after) - 2);
  if (part === undefined || room <= 0) return cut(`${before} ${after}`, width);
  const filled = Math.round(part * room);
  return `${before} ${"█".repeat(filled)}${"░".repeat(room - filled)} ${after}`;
}

/**
 * Writes how far some work is without a bar, as it goes into a file.
 *
 * @param progress How far the work is.
 * @returns A line of whatever length.
 */
export function progressText(progress: Progress): string {
  return progressWords(progress).join(" ");
}

/** @returns Which part of the work is done, from 0 to 1; `undefined` if nobody knows how much there is. */
export function partDone({ total, done }: Progress): number | undefined {
  if (total === undefined) return undefined;
  return total > 0 ? Math.min(1, done / total) : 1;
}

/**
 * Writes what there is to say of some work before its bar, and after it.
 *
 * @param progress How far the work is.
 * @returns Such as `["primes:  50%", "4/8 components [00:10, 00:10 left] 2 running"]`.
 */
export function progressWords(progress: Progress): [before: string, after: string] {
  const { title, total, unit, units = `${unit}s`, done, note, seconds, left } = progress;
  const part = partDone(progress);
  const percent = part === undefined ? "" : ` ${String(Math.floor(part * 100)).padStart(3)}%`;
  const counted = total === undefined ? done : total;
  const times = left === undefined
    ? duration(seconds)
    : `${duration(seconds)}, ${duration(left)} left`;
  const of = total === undefined ? "" : `/${total}`;
  const figures = `${done}${of} ${counted === 1 ? unit : units}`;
  return [`${title}:${percent}`, `${figures} [${times}]${note && ` ${note}`}`];
}
