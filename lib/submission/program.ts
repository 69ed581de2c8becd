/**
 * A program that can run components.
 *
 * @module
 */

import type { Architecture } from "../wire/names.ts";

/** A program that can run components, for one kind of machine. */
export interface Program {
  /** The program's file. */
  readonly executable: string;
  /** The machines it is for. */
  readonly arch: Architecture;
}

/** @returns A short name for what was given: what differs has another. */
export async function digest(parts: readonly unknown[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}
