/**
 * What memory the jobs of a map asked for.
 *
 * @module
 */

import { readTextIfThere } from "../base/files.ts";
import type { MapPaths } from "../store/paths.ts";

/** Megabytes by the units of condor_submit, of which the first letter counts. */
const UNITS: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 };

/**
 * Reads what memory the jobs of a submission asked for when they were submitted.
 *
 * @param paths The map.
 * @param submission The submission.
 * @returns The memory in MB; `undefined` if they asked for none, or not all for the same.
 */
export async function askedMemory(
  paths: MapPaths,
  submission: number,
): Promise<number | undefined> {
  const text = await readTextIfThere(paths.submitDescription(submission));
  const values = text?.matchAll(/^\s*request_?memory\s*=\s*(.*?)\s*$/gim) ?? [];
  return megabytesOf([...values].at(-1)?.[1] ?? "");
}

/** @returns A size as condor_submit reads it, in MB; `undefined` if it is no plain number. */
export function megabytesOf(text: string): number | undefined {
  const [, number, unit = "M"] = /^(\d+(?:\.\d+)?)\s*([KMGT])?B?$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.ceil(Number(number) * (UNITS[unit.toUpperCase()] ?? 1));
}
