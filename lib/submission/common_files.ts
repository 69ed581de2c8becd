/**
 * Which of the user's files can go to each node once, for all jobs there.
 *
 * @module
 */

import { resolve } from "node:path";
import { isUrl } from "../base/files.ts";

/** How many files of a directory are looked at: what has more goes with each job. */
const MOST_FILES = 10_000;

/**
 * Finds the files that can be shared by all jobs of a node: those in which nothing is to be run. What
 * comes once a node is for reading, and HTCondor gives it to no other job any more if one has made it
 * executable.
 *
 * @param files Paths and URLs.
 * @param root The directory that relative paths start from: the map's, for links to files.
 * @returns Those that can.
 */
export async function sharableFiles(files: readonly string[], root = "/"): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const budget = { left: MOST_FILES };
    if (isUrl(file) || await isForReading(resolve(root, file), budget)) found.push(file);
  }
  return found;
}

async function isForReading(path: string, budget: { left: number }): Promise<boolean> {
  if (budget.left-- <= 0) return false;
  try {
    const { isDirectory, mode } = await Deno.stat(path);
    if (!isDirectory) return ((mode ?? 0) & 0o111) === 0;
    for await (const { name } of Deno.readDir(path)) {
      if (!await isForReading(`${path}/${name}`, budget)) return false;
    }
    return true;
  } catch (error) {
    // condor_submit says what is wrong with it.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return false;
    }
    throw error;
  }
}
