/**
 * What a job is to call its function with, as it came along.
 *
 * @module
 */

import { CorruptData } from "../lib/base/errors.ts";
import { readCalls, type StoredCall } from "../lib/store/inputs.ts";
import { rangesText, type WhatRuns } from "../lib/wire/layout.ts";
import { INPUT_FILE } from "../lib/wire/names.ts";

/**
 * Reads the calls of what runs from the input files in the working directory; others in the same files are
 * passed over.
 *
 * @param what What runs.
 * @returns The calls, in the order of the components.
 * @throws {CorruptData} If a file is not what htmap wrote, or calls are missing.
 */
export function callsOf({ jobs, components }: WhatRuns): StoredCall[] {
  const sources = [...Deno.readDirSync(".")].map(({ name }) => name)
    .filter((name) => INPUT_FILE.test(name));
  if (sources.length === 0) throw new CorruptData("the scratch directory", "it has no input file");
  const left = new Set(jobs);
  const calls = sources.flatMap((source) => [...readCalls(Deno.readFileSync(source), source)])
    .filter(({ job }) => left.has(job));
  for (const { job } of calls) left.delete(job);
  if (left.size > 0) {
    const of = rangesText([...left]);
    throw new CorruptData(sources.sort().join(", "), `it has no inputs of job ${of}`);
  }
  calls.sort((a, b) => a.component - b.component);
  if (!components) return calls;
  const wanted = new Set(components);
  const found = calls.filter(({ component }) => wanted.delete(component));
  if (wanted.size === 0) return found;
  const of = rangesText([...wanted]);
  throw new CorruptData(sources.sort().join(", "), `it has no inputs of component ${of}`);
}
