/**
 * Letting held components try again, with more of what they ran out of.
 *
 * @module
 */

import { checkOptionKeys } from "../base/arguments.ts";
import type { HeldRequest, Resource } from "../backend/backend.ts";
import { InvalidOption } from "../base/errors.ts";
import type { ActOptions } from "../base/wait_options.ts";
import { JobState } from "../events/job_table.ts";
import type { HoldReason } from "../events/log.ts";
import { act } from "./acts.ts";
import type { MapHandle } from "./handle.ts";
import { log } from "../log/log.ts";

/** Options of letting held components try again. */
export interface RetryOptions extends ActOptions {
  /**
   * How much memory the held components ask for from now on, in MB.
   *
   * @default {twice as much as before, or as they took, for those that are held because they took too much}
   */
  memory?: number | undefined;
  /**
   * How much disk space they ask for from now on, in KB.
   *
   * @default {the same for disk space}
   */
  disk?: number | undefined;
}

/** Held components that were released, and what they ask for now. */
export interface RetriedComponents {
  /** Their indices, in order. */
  readonly components: number[];
  /** The memory they ask for now, in MB, if that was changed. */
  readonly memory: number | undefined;
  /** The disk space they ask for now, in KB, if that was changed. */
  readonly disk: number | undefined;
}

/** What HTCondor holds a job with that took more than it was given, and the subcodes that say of what. */
const OUT_OF_RESOURCES = [34, 21];
const SUBCODE: Readonly<Record<Resource, number>> = { RequestMemory: 102, RequestDisk: 104 };

/** How much more than it was seen to take a component gets at least. */
const ROOM = 1.25;

/**
 * Releases the held components of a map, and has them ask for more before.
 *
 * @param handle The map.
 * @param options What they are to ask for, and a signal to stop.
 * @returns The components, those together that ask for the same now.
 * @throws {InvalidOption} If an amount is not a whole number above 0.
 * @throws {InvalidArgument} If there is no such option.
 * @throws {MapWasRemoved} If the map was removed.
 * @throws {UnusableDirectory} If others may write in the map's directory.
 * @throws {HTCondorError} If HTCondor does not do it.
 */
export async function retryHeld(
  handle: MapHandle,
  options: RetryOptions,
): Promise<RetriedComponents[]> {
  checkOptionKeys("retry()", options, ["memory", "disk", "signal"]);
  const { memory, disk, signal } = options;
  for (const [name, value] of Object.entries({ memory, disk })) {
    if (value === undefined || Number.isSafeInteger(value) && value > 0) continue;
    throw new InvalidOption(
      `The ${name} of retry() must be a whole number above 0, but it is ${value}. Change it`,
    );
  }
  await handle.checkForAct();
  await handle.look(signal);
  const held = handle.state.componentsIn(JobState.HELD);
  if (held.length === 0) return [];
  const asked = new Map<number, HeldRequest>();
  for (const request of await handle.backend.heldRequests(handle.paths, { signal })) {
    asked.set(request.job, request);
  }
  const plans = held.map((component) => planOf(handle, component, asked, { memory, disk }));
  for (const resource of ["RequestMemory", "RequestDisk"] as const) {
    const wanted = Map.groupBy(plans, (plan) => plan[resource]);
    for (const [value, some] of wanted) {
      if (value === undefined) continue;
      const jobs = [...new Set(some.map(({ job }) => job))];
      await handle.backend.edit(resource, value, handle.paths, { jobs, signal });
    }
  }
  await act(handle, "release", { signal });
  const groups = Map.groupBy(plans, (plan) => `${plan.RequestMemory} ${plan.RequestDisk}`);
  const retried = [...groups.values()].map((some): RetriedComponents => ({
    components: some.map(({ component }) => component),
    memory: some[0]?.RequestMemory,
    disk: some[0]?.RequestDisk,
  }));
  const { tag } = handle;
  log("info", "map", `Held components of the map "${tag}" try again`, { tag, retried });
  return retried;
}

/** What a held component is to ask for from now on; nothing where that stays as it is. */
interface Plan extends Readonly<Record<Resource, number | undefined>> {
  readonly component: number;
  readonly job: number;
}

function planOf(
  { state }: MapHandle,
  component: number,
  asked: ReadonlyMap<number, HeldRequest>,
  { memory, disk }: RetryOptions,
): Plan {
  const row = state.rowOf(component);
  const job = state.submissions.headOf(row, state.submissionOf(component));
  const hold = state.holdOf(component);
  const before = asked.get(job);
  const used = state.jobs.memory[row] ?? 0;
  const more = (
    resource: Resource,
    amount: number | undefined,
    taken: number,
  ): number | undefined =>
    amount === undefined || !isOutOf(hold, resource)
      ? undefined
      : Math.ceil(Math.max(2 * amount, ROOM * taken));
  return {
    component,
    job,
    RequestMemory: memory ?? more("RequestMemory", before?.memory, used),
    RequestDisk: disk ?? more("RequestDisk", before?.disk, 0),
  };
}

function isOutOf(hold: HoldReason | undefined, resource: Resource): boolean {
  if (hold === undefined || !OUT_OF_RESOURCES.includes(hold.code)) return false;
  // Without a subcode, it is memory that most run out of.
  return hold.subcode === SUBCODE[resource] ||
    hold.code === 34 && hold.subcode === 0 && resource === "RequestMemory";
}
