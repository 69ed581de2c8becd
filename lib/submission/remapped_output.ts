/**
 * Output files that go elsewhere, as the jobs of a submission are told it.
 *
 * @module
 */

import { OUTPUT_DIRECTORY } from "../wire/names.ts";
import type { WhatRuns } from "../wire/layout.ts";
import { type RemappedName, remapsArgument } from "../wire/remaps.ts";
import { componentsOf, type GroupedJobs } from "./job_groups.ts";
import type { ResolvedOptions } from "./options.ts";
import { type OutputRemap, remapsFor } from "./output_remaps.ts";

/** What tells where the output files of jobs go. */
type RemappedJobs = GroupedJobs & {
  readonly options: Pick<ResolvedOptions, "outputRemaps">;
  /** Which submission of the map it is. */
  readonly index: number;
};

/**
 * Finds where the output files of jobs go.
 *
 * @param submission The submission.
 * @param group What one of HTCondor's jobs runs.
 * @returns The files of each of their components that has any.
 */
export function remapsOfGroup(
  submission: RemappedJobs,
  group: WhatRuns,
): Map<number, OutputRemap[]> {
  const { options: { outputRemaps }, index } = submission;
  const found = new Map<number, OutputRemap[]>();
  for (const component of componentsOf(submission, group)) {
    const remaps = remapsFor(outputRemaps, component, index);
    if (remaps.length > 0) found.set(component, remaps);
  }
  return found;
}

/**
 * Writes where the output files of jobs go, for HTCondor's descriptor `transfer_output_remaps`.
 *
 * @param submission The submission.
 * @param group What one of HTCondor's jobs runs.
 * @returns The text, without quotes around it.
 */
export function remapsText(submission: RemappedJobs, group: WhatRuns): string {
  return [...remapsOfGroup(submission, group).values()].flat()
    .map(({ staged, to }) => `${OUTPUT_DIRECTORY}/${staged}=${to.replaceAll(";", "\\;")}`)
    .join(";");
}

/**
 * Writes which output files of jobs go elsewhere, as an argument of their program.
 *
 * @param submission The submission.
 * @param group What one of HTCondor's jobs runs.
 * @returns The argument.
 */
export function namesArgument(submission: RemappedJobs, group: WhatRuns): string {
  const names = new Map<number, RemappedName[]>();
  for (const [component, remaps] of remapsOfGroup(submission, group)) {
    names.set(component, remaps.map(({ name, kind }) => ({ name, kind })));
  }
  const [first = [], ...rest] = names.values();
  const isAlike = names.size === componentsOf(submission, group).length &&
    rest.every((one) => JSON.stringify(one) === JSON.stringify(first));
  return remapsArgument(isAlike ? first : Object.fromEntries(names));
}
