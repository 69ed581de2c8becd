/**
 * A fault, what it is done to, and the places where it can strike; and one try of it.
 *
 * @module
 */

import type { BackendName } from "../../lib/backend/backend.ts";
import { isThere } from "../../lib/base/files.ts";
import type { Act } from "./acts.ts";
import type { MortalPool } from "./pool_daemons.ts";
import { SmallDisk } from "./small_disk.ts";
import { checkSurvival } from "./survival.ts";
import { type Ended, Lost, shown, until, type World } from "./world.ts";

/** Where experiments are made: one backend, with maps that can be had back as they were. */
export interface Stage {
  readonly world: World;
  /** A world whose htmap directory is on a disk that can be filled, where there is such a disk. */
  readonly small?: SmallStage;
  /** The pool, unless the backend is the local one. */
  readonly pool?: MortalPool;
}

/** A fault, and what it is done to. */
export interface Experiment {
  /** One word for the fault. */
  readonly fault: string;
  /** One word for what it is done to. */
  readonly act: string;
  readonly backend: BackendName;
  /** Whether it needs the disk that can be filled. */
  readonly onSmallDisk?: boolean;
  /** Whether components may fail for it. */
  readonly mayFail?: boolean;
  /** The tags of maps whose results are given up; `"*"` stands for all transient maps. */
  readonly removes: readonly string[];
  /** Where the fault can strike, a word a place. */
  places(stage: Stage, random: () => number): Promise<string[]>;
  /** Makes what there must be before. */
  prepare(world: World): Promise<void>;
  /** Lets the fault strike, and gives whether it did. */
  strike(stage: Stage, place: string): Promise<boolean>;
}

/** @returns The words by which a try can be asked for again. */
export function nameOf({ fault, act, backend }: Experiment, place: string): string {
  return `${fault} ${act} ${backend} ${place}`;
}

/** The disk that can be filled, and the world whose htmap directory is on it. */
export interface SmallStage {
  readonly world: World;
  readonly disk: SmallDisk;
}

/**
 * Finds the places where an experiment's fault can strike.
 *
 * @throws {Lost} If something goes wrong though there is no fault.
 */
export async function findPlaces(
  stage: Stage,
  experiment: Experiment,
  random: () => number,
): Promise<string[]> {
  return await onDisk(stage, experiment, () => experiment.places(stage, random));
}

/**
 * Tries once what becomes of the maps.
 *
 * @throws {Lost} If something does not survive.
 * @returns Whether the fault struck; there is nothing to survive otherwise.
 */
export async function tryOnce(
  stage: Stage,
  experiment: Experiment,
  place: string,
): Promise<boolean> {
  return await onDisk(stage, experiment, () => tryThere(stage, experiment, place));
}

/** The small disk is one experiment's at a time, and empty for the next. */
async function onDisk<T>(
  stage: Stage,
  { onSmallDisk }: Experiment,
  work: () => Promise<T>,
): Promise<T> {
  if (!onSmallDisk) return await work();
  const { world, disk } = smallStageOf(stage);
  return await disk.alone(async () => {
    try {
      return await work();
    } finally {
      await world.clear();
    }
  });
}

/**
 * @returns The small disk's stage.
 * @throws {Error} If there is none.
 */
export function smallStageOf({ small }: Stage): SmallStage {
  if (!small) throw new Error("There is no small disk here");
  return small;
}

async function tryThere(stage: Stage, experiment: Experiment, place: string): Promise<boolean> {
  const world = experiment.onSmallDisk ? smallStageOf(stage).world : stage.world;
  await world.restore();
  const finished = new Set(world.tags().values());
  await experiment.prepare(world);
  for (const uuid of givenUp(world, experiment.removes)) finished.delete(uuid);
  try {
    const struck = await experiment.strike(stage, place);
    if (!struck) return false;
    await checkSurvival(world, { finished, mayHaveFailed: experiment.mayFail });
    return true;
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    throw new Lost(`${error.message}\nWhat was called:\n${world.history()}`);
  }
}

function givenUp(world: World, removes: readonly string[]): string[] {
  const maps = [...world.tags()].filter(([tag, uuid]) =>
    removes.includes(tag) ||
    (removes.includes("*") && isThere(world.directory.map(uuid).transient))
  );
  return maps.map(([, uuid]) => uuid);
}

/**
 * Checks that a call that says it is done is done, and that one that fails says why in htmap's own
 * words. One that was killed says nothing.
 */
export async function checkSaid(world: World, act: Act, ended: Ended): Promise<void> {
  if (ended.signal !== null) return;
  if (ended.code === 0) {
    const { isDone } = act;
    await until(
      async () => !isDone || await isDone(world),
      () => `${shown(ended)} says that it is done, and it is not`,
    );
  } else if (!/^(error: |Stopped)/m.test(ended.stderr) || /--verbose|panicked/.test(ended.stderr)) {
    throw new Lost(`${shown(ended)} does not say why`);
  }
}
