/**
 * What must hold after a fault, whatever it was and wherever it struck.
 *
 * @module
 */

import { Lost, RESULTS, shown, until, type World } from "./world.ts";

/** What there was before a fault. */
export interface Before {
  /** The maps whose results were there, and are not given up by what was done. */
  readonly finished: ReadonlySet<string>;
  /** Whether components may have failed: their jobs were killed. */
  readonly mayHaveFailed?: boolean;
}

/**
 * Checks that nothing was lost, nothing hangs and nothing was harmed: no job belongs to no map, all
 * earlier results are there, every map can be loaded, or cleaned up, and comes to its end, and all
 * can be removed.
 *
 * @throws {Lost} If any of this is not so.
 */
export async function checkSurvival(world: World, before: Before): Promise<void> {
  await checkNoOrphans(world);
  await checkEarlierResults(world, before);
  await checkAllLoad(world);
  await checkAllEnd(world, before);
  await checkAllGo(world);
}

async function checkNoOrphans(world: World): Promise<void> {
  let orphans: string[] = [];
  await until(
    async () => {
      orphans = [...await world.busyMaps()].filter((uuid) => !world.maps().includes(uuid));
      return orphans.length === 0;
    },
    () => `There are jobs of maps that are not there any more: ${orphans.join(", ")}`,
  );
}

async function checkEarlierResults(world: World, { finished }: Before): Promise<void> {
  for (const uuid of finished) {
    const tag = [...world.tags()].find(([, other]) => other === uuid)?.[0];
    if (tag === undefined) throw new Lost(`No tag leads any more to the finished map ${uuid}`);
    const ended = await world.call(["results", tag]);
    if (ended.stdout !== RESULTS) {
      throw new Lost(`Results that were there are not: ${shown(ended)}`);
    }
  }
}

/** What cannot be loaded is cleaned up. */
async function checkAllLoad(world: World): Promise<void> {
  await world.ageTemporaryFiles();
  await world.ok(["clean"]);
  const status = await world.call(["status", "--format", "json"]);
  const loaded = status.code === 0 ? Object.keys(JSON.parse(status.stdout)) : [];
  const lost = [...world.tags().keys()].filter((tag) => !loaded.includes(tag));
  if (lost.length > 0 || status.code !== 0) {
    throw new Lost(`\`htmap clean\` leaves what cannot be loaded: ${lost}: ${shown(status)}`);
  }
}

/** Every map comes to its end, and those that were finished can run again. */
async function checkAllEnd(world: World, { finished, mayHaveFailed }: Before): Promise<void> {
  await world.openGate();
  for (const [tag, uuid] of world.tags()) {
    const isUntouched = tag === "kept";
    if (isUntouched) continue;
    await world.ok(["release", tag]);
    let ended = await world.call(["results", tag]);
    if (ended.stdout !== RESULTS && mayHaveFailed) {
      await world.ok(["rerun", "map", tag]);
      ended = await world.call(["results", tag]);
    }
    if (ended.stdout !== RESULTS) throw new Lost(`A map does not end well: ${shown(ended)}`);
    if (!finished.has(uuid)) continue;
    await world.ok(["rerun", "components", tag, "0"]);
    ended = await world.call(["results", tag]);
    if (ended.stdout !== RESULTS) throw new Lost(`It does not run again: ${shown(ended)}`);
  }
}

async function checkAllGo(world: World): Promise<void> {
  await world.ok(["remove", "--all"]);
  await world.ageTemporaryFiles();
  await world.ok(["clean", "--all"]);
  const left = world.leftovers();
  if (left.length > 0) {
    throw new Lost(`All maps were removed, and there still is ${left.join(", ")}`);
  }
  await until(
    async () => (await world.busyMaps()).size === 0,
    () => "All maps were removed, and jobs of them are still there",
  );
}
