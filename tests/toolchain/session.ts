/**
 * Runs one program in a place, with or without a pool, and leaves nothing of it behind: not when
 * it fails, and not when this process is told to stop.
 *
 * @module
 */

import type { Place } from "./place.ts";
import { runInForeground } from "./process.ts";

/** How {@linkcode runInPlace} runs a program. */
export interface SessionOptions {
  /** Variables of the program's environment. */
  env?: Record<string, string>;
  /** Whether it gets a pool, which lives as long as it does. @default false */
  pool?: boolean;
}

/**
 * Runs a program in a place, its streams this process's own.
 *
 * @throws {Error} when a pool is asked for where there can be none.
 * @returns Its exit code.
 */
export async function runInPlace(
  place: Place,
  argv: readonly string[],
  { env = {}, pool = false }: SessionOptions = {},
): Promise<number> {
  if (!pool) return await runInForeground(place.command(argv, env));
  if (place.poolDirectory === undefined) throw new Error("There is no HTCondor here for a pool");
  const script = `${place.checkout}/tests/toolchain/with_pool.ts`;
  const starter = [place.deno, "run", "-A", "--no-lock", script, place.poolDirectory];
  return await runInForeground(place.command([...starter, ...argv], env));
}
