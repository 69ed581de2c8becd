/**
 * Which components are in the queue, so that they cannot run again.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { BackendOptions } from "../backend/backend.ts";
import { CannotRerunComponents } from "../base/errors.ts";
import { say } from "../base/say.ts";
import { JobState } from "../events/job_table.ts";
import { counted } from "../text/counted.ts";
import type { MapHandle } from "./handle.ts";

/**
 * How long a job may take to leave the queue once its output is here, in milliseconds: a second, as a rule, but
 * a schedd with many jobs can need minutes.
 */
const LEAVING = 5 * 60_000;
/** After how long it is said that this is waited for, in milliseconds. */
const SILENT = 5_000;
/** How often is looked whether it has, in milliseconds. */
const LOOK = 300;

/**
 * Refuses to run components again that are in the queue. Only that can tell: the log may have missed that
 * they ended, or that they were submitted. One whose output has just arrived is about to leave it, and is
 * waited for.
 *
 * @param handle The map.
 * @param components The components.
 * @param options A signal to stop, and whether nothing is said of a wait.
 * @throws {CannotRerunComponents} If some of them are in the queue.
 * @throws {HTCondorError} If the queue cannot be asked.
 */
export async function refuseIfQueued(
  handle: MapHandle,
  components: readonly number[],
  options: BackendOptions & { readonly quiet?: boolean },
): Promise<void> {
  const { state, tag } = handle;
  let hasSaid = options.quiet ?? false;
  for (const start = Date.now();;) {
    const rows = new Set(components.map((component) => state.rowOf(component)));
    const queued = await queuedOf(handle, [...rows], options);
    const active = components.filter((component) => queued.has(state.rowOf(component)));
    if (active.length === 0) return;
    const areLeaving = active.every((component) => isOver(handle, state.rowOf(component)));
    const waited = Date.now() - start;
    if (!areLeaving || waited > LEAVING) throw new CannotRerunComponents(tag, active);
    if (!hasSaid && waited > SILENT) {
      say(
        `Waiting for ${counted(active.length, "component")} of map "${tag}" to leave the queue …`,
      );
      hasSaid = true;
    }
    await sleep(LOOK, undefined, { signal: options.signal });
    await handle.refresh();
  }
}

function isOver({ state }: MapHandle, row: number): boolean {
  const known = state.jobs.states[row];
  return known === JobState.ENDED || known === JobState.REMOVED;
}

/** Which rows of a map are in the queue, or will be made into jobs of the queue. */
async function queuedOf(
  handle: MapHandle,
  rows: readonly number[],
  options: BackendOptions,
): Promise<Set<number>> {
  const { state, backend, paths } = handle;
  const [heads] = await backend.queues([paths], options);
  const queue = heads && state.submissions.wholeQueue(heads);
  const unended = queue?.jobs.filter(({ state }) => state !== JobState.ENDED);
  const queued = new Set(unended?.map(({ job }) => job));
  const open = rows.filter((row) => !isOver(handle, row) && !queued.has(row));
  // Some may not have been made into jobs yet; of a map that does not say where they are, all may be.
  if (open.length > 0) {
    const factories = queue?.isWhole ? await backend.factories(paths, options) : undefined;
    for (const row of factories ? state.submissions.coming(factories) : open) queued.add(row);
  }
  return queued;
}
