/**
 * Failures by their kind: what is the same but for numbers and names is one kind.
 *
 * @module
 */

import { CorruptData, OtherForm, OutputNotFound } from "../base/errors.ts";
import type { MapHandle } from "./handle.ts";

/** How many error reports are read: each is in a file of its own. */
const MOST_READ = 2000;
/** How much of a message tells its kind, in characters. */
const LONGEST_KIND = 160;

/** Failures of one kind. */
export interface FailureKind {
  /** What they have in common: the class of the error and its message without what differs. */
  readonly kind: string;
  /** The components that failed so, in order. */
  readonly components: readonly number[];
  /** The whole report of the first of them. */
  readonly example: string;
}

/** The failures of a map. */
export interface Failures {
  /** The kinds, the most frequent first. */
  readonly kinds: readonly FailureKind[];
  /** Of how many of the failed components the report was read: of very many, evenly chosen ones. */
  readonly read: number;
  /** How many failed. */
  readonly failed: number;
  /** Where each that was read has failed, by component, if that is known. */
  readonly hosts: ReadonlyMap<number, string>;
}

/**
 * Reads the error reports of a map, and sorts them.
 *
 * @param handle The map, whose state has been read.
 * @param failed The components that failed.
 * @returns Their kinds.
 */
export async function failuresOf(
  handle: MapHandle,
  failed: readonly number[],
): Promise<Failures> {
  const step = Math.max(1, Math.ceil(failed.length / MOST_READ));
  const kinds = new Map<string, { components: number[]; example: string }>();
  const hosts = new Map<number, string>();
  let read = 0;
  for (let i = 0; i < failed.length; i += step) {
    const component = failed[i]!;
    try {
      const error = await handle.results.error(component);
      const kind = kindOf(error.exceptionMessage);
      const known = kinds.get(kind) ?? { components: [], example: error.report() };
      known.components.push(component);
      kinds.set(kind, known);
      if (error.host !== undefined) hosts.set(component, error.host);
      read++;
    } catch (error) {
      const isGone = error instanceof OutputNotFound || error instanceof CorruptData ||
        error instanceof OtherForm;
      if (!isGone) throw error; // a report that cannot be read is none
    }
  }
  const sorted = [...kinds].sort(([, a], [, b]) => b.components.length - a.components.length);
  return {
    kinds: sorted.map(([kind, { components, example }]) => ({ kind, components, example })),
    read,
    failed: failed.length,
    hosts,
  };
}

/**
 * Makes of a message what it has in common with others of its kind.
 *
 * @param message Such as `RangeError: 17 is odd`.
 * @returns Such as `RangeError: … is odd`: without numbers, quoted text and paths.
 */
export function kindOf(message: string): string {
  const [first = ""] = message.split("\n");
  const bare = first
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, "…")
    .replaceAll(/(?:\/[\w.@+-]+){2,}\/?/g, "…")
    .replaceAll(/-?\b\d[\d.,:]*(?:e[+-]?\d+)?\b/gi, "…")
    .replaceAll(/…(?:[\s,;]*…)+/g, "…");
  return bare.length > LONGEST_KIND ? `${bare.slice(0, LONGEST_KIND)}…` : bare;
}
