/**
 * What HTCondor can do since which version. Older ones pass over descriptors they do not know with no
 * more than a warning, and the jobs run as if nothing had been asked for.
 *
 * @module
 */

import { InsufficientHTCondorVersion } from "../base/errors.ts";
import type { Submission } from "../submission/description.ts";
import { runTool, type ToolOptions } from "./condor_tool.ts";

/** A version, as `[major, minor, patch]`. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Descriptors that not every HTCondor knows, and the first one that does. */
const NEEDED: Readonly<Record<string, Version>> = {
  // The delivery method "singularity" sets it.
  container_image: [9, 7, 0],
  retry_request_memory: [24, 0, 0],
  retry_request_memory_increase: [24, 0, 0],
  retry_request_memory_max: [24, 0, 0],
  retry_request_disk: [25, 10, 0],
};

/**
 * Checks that the HTCondor here can do what a submission asks of it.
 *
 * @param submission The submission.
 * @param options A signal to stop.
 * @throws {InsufficientHTCondorVersion} If it is too old for a descriptor.
 * @throws {HTCondorError} If it cannot be asked.
 */
export async function checkVersionFor(
  { options: { fixed, variadic }, delivery }: Submission,
  options: ToolOptions,
): Promise<void> {
  const descriptors = [...fixed.keys(), ...variadic.keys(), ...Object.keys(delivery.descriptors)];
  const asked = descriptors.map((name) => name.toLowerCase())
    .filter((name) => Object.hasOwn(NEEDED, name));
  if (asked.length === 0) return;
  const { stdout } = await runTool("condor_version", [], "could not tell its version", options);
  const found = versionIn(stdout);
  if (!found) return; // a build that names itself otherwise: condor_submit warns of what it lacks
  for (const name of asked) {
    const needed = NEEDED[name]!;
    if (!isOlder(found, needed)) continue;
    throw new InsufficientHTCondorVersion(name, needed.join("."), found.join("."));
  }
}

/**
 * Reads what `condor_version` writes.
 *
 * @param text The text, such as `$CondorVersion: 23.9.6 2024-08-08 …`.
 * @returns The version, or `undefined` if it does not say.
 */
export function versionIn(text: string): Version | undefined {
  const [, major, minor, patch] = /\$CondorVersion: (\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined) return undefined;
  return [Number(major), Number(minor), Number(patch)];
}

/** @returns Whether a version came before another. */
export function isOlder(version: Version, than: Version): boolean {
  const at = version.findIndex((number, index) => number !== than[index]);
  return at >= 0 && version[at]! < than[at]!;
}
