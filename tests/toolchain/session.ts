/**
 * Runs one program in a place, with or without a pool, and leaves nothing of it behind: not when
 * it fails, and not when this process is told to stop.
 *
 * @module
 */

import { BINARY } from "./compile.ts";
import { CHECKOUT } from "./deno_programs.ts";
import type { Place } from "./place.ts";
import { runInForeground } from "./process.ts";

export { Interrupted } from "./process.ts";

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
 * @throws {Interrupted} when this process was told to stop, after everything there has ended.
 * @returns Its exit code.
 */
export async function runInPlace(
  place: Place,
  argv: readonly string[],
  { env = {}, pool = false }: SessionOptions = {},
): Promise<number> {
  const { stopWith } = place;
  if (!pool) return await runInForeground(place.command(argv, env), { stopWith });
  if (place.poolDirectory === undefined) throw new Error("There is no HTCondor here for a pool");
  const script = `${place.checkout}/tests/toolchain/with_pool.ts`;
  const starter = [place.deno, "run", "-A", "--no-lock", script, place.poolDirectory];
  return await runInForeground(place.command([...starter, ...argv], env), { stopWith });
}

/**
 * The variables that tell tests and benchmarks what there is for them: `HTMAP_TEST_BINARY`, the
 * path of the binary, `HTMAP_TEST_POOL`, 1 when a pool runs, `HTMAP_TEST_SMALL_DISK`, a directory
 * on a disk that may be filled, `HTMAP_TEST_DENO_2_7`, the path of the oldest Deno that htmap works
 * on, and `HTMAP_TEST_PACKAGES`, the directory of the packages that were downloaded for the tests. What
 * there is not is not set.
 */
export function testEnvironment(
  place: Place,
  { binary, pool }: { binary: boolean; pool: boolean },
): Record<string, string> {
  const env: Record<string, string> = {};
  if (binary) env.HTMAP_TEST_BINARY = place.checkout + BINARY.slice(CHECKOUT.length);
  if (pool) env.HTMAP_TEST_POOL = "1";
  if (place.smallDisk !== undefined) env.HTMAP_TEST_SMALL_DISK = place.smallDisk;
  if (place.oldestDeno !== undefined) env.HTMAP_TEST_DENO_2_7 = place.oldestDeno;
  if (place.packages !== undefined) env.HTMAP_TEST_PACKAGES = place.packages;
  return env;
}
