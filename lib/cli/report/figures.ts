/**
 * The figures that both forms of a report tell, in words.
 *
 * @module
 */

import type { MapSummary } from "../../map/summary.ts";
import { counted } from "../../text/counted.ts";
import { ascending, quantile } from "../../text/statistics.ts";
import { timeTaken } from "../../text/time_taken.ts";
import { shellWord } from "../../text/shell_word.ts";

/** How many components are named one by one. */
const MOST_NAMED = 12;

/** @returns Memory for people, as in `"1.5 GB"`; the amount is in MB. */
export function memory(amount: number): string {
  return amount < 1024 ? `${Math.round(amount)} MB` : `${Math.round(amount / 102.4) / 10} GB`;
}

/** @returns What many times come to, in a sentence; they are in seconds. */
export function timesInWords(seconds: readonly number[]): string {
  const sorted = ascending(seconds);
  const [middle, most, longest] = [0.5, 0.95, 1].map((part) =>
    timeTaken(quantile(sorted, part) ?? 0)
  );
  return `Half took under ${middle}, 95 % under ${most}, the longest ${longest}`;
}

/** @returns The components that took longest, as `17 (2 min 3 s)`. */
export function longestOf({ times }: MapSummary): string {
  const longest = [...times].sort((a, b) => b.seconds - a.seconds).slice(0, 5);
  return longest.map(({ component, seconds }) => `${component} (${timeTaken(seconds)})`).join(", ");
}

/** @returns What memory was used, in a sentence. */
export function memoryInWords({ memory: { used, asked } }: MapSummary): string {
  if (used.length === 0) {
    return "How much memory was used is not known: only HTCondor measures it, and of jobs that run for a while";
  }
  const [middle, most, peak] = [0.5, 0.95, 1].map((part) => memory(quantile(used, part) ?? 0));
  const request = asked === undefined ? "" : `; ${memory(asked)} were asked for`;
  return `Half of ${
    counted(used.length, "job")
  } used under ${middle}, 95 % under ${most}, the most ${peak}${request}`;
}

/** @returns Components, a long list cut short. */
export function named(components: readonly number[]): string {
  const first = components.slice(0, MOST_NAMED).join(", ");
  const more = components.length - MOST_NAMED;
  return more > 0 ? `${first} and ${more} more` : first;
}

/** @returns The command that runs what failed in one way again. */
export function rerunCommand(tag: string, components: readonly number[]): string {
  const word = shellWord(tag);
  return components.length <= MOST_NAMED
    ? `htmap rerun components ${word} ${components.join(" ")}`
    : `htmap rerun ${word} --status errored`;
}

/** @returns What was lost to runs that came to nothing, in a sentence; nothing if little was. */
export function lossInWords({ useful, lost }: MapSummary): string | undefined {
  if (lost < 60 || lost < 0.02 * (useful + lost)) return undefined;
  const part = Math.round(100 * lost / (useful + lost));
  return `${timeTaken(lost)} of ${
    timeTaken(useful + lost)
  } of machine time (${part} %) came to nothing: runs ` +
    "that failed, were held, or were taken off their machine";
}
