/**
 * Programs for local jobs whose V8 knows what memory the job has.
 *
 * @module
 */

import { getHeapStatistics } from "node:v8";
import { copyWithHeapLimit, LEAST_HEAP } from "../../base/heap_limit.ts";
import type { MapPaths } from "../../store/map_paths.ts";
import { isThere, makeDirectory } from "../../base/files.ts";

const MB = 1024 * 1024;

/** The most V8's limit may be above what a job has, in MB: V8 counts its space for new values in. */
const NEAR = 128;

/**
 * Gives the program of a job that has some memory. Deno is told V8's limit by its arguments; the binary
 * has it in its file, so one with that limit is made for all the jobs that have as much.
 *
 * @param program The program of the jobs.
 * @param megabytes The memory of the job.
 * @param paths The map.
 * @returns The program to run.
 */
export function limitedProgram(program: string, megabytes: number, paths: MapPaths): string {
  if (!Deno.build.standalone || program !== Deno.execPath()) return program;
  const limit = Math.max(megabytes, LEAST_HEAP);
  const own = getHeapStatistics().heap_size_limit / MB;
  if (own >= limit && own <= limit + NEAR) return program;
  const limited = `${paths.localPrograms}/htmap-${limit}`;
  if (isThere(limited)) return limited;
  try {
    makeDirectory(paths.localPrograms);
    const unfinished = `${limited}.tmp`;
    copyWithHeapLimit(program, unfinished, limit);
    Deno.renameSync(unfinished, limited);
    return limited;
  } catch (error) {
    console.error(`A program with ${limit} MB for V8 could not be made: ${error}`);
    return program;
  }
}
