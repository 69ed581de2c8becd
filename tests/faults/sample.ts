/**
 * A few of the faults, for every run of the tests: the same each time, one of each kind at least.
 *
 * @module
 */

import { assert } from "../deps.ts";
import { type Experiment, findPlaces, nameOf, tryOnce } from "./experiment.ts";
import { randomOf, some } from "./random.ts";
import { OpenStage, type StageOptions } from "./stage.ts";
import { Lost } from "./world.ts";

/** At how many places a fault is tried until it strikes. */
const MOST_PLACES = 4;

/**
 * Tries a sample of the faults on a backend.
 *
 * @param options What there is to work with.
 * @param kinds The kinds of fault.
 * @param count How many experiments of each kind are made, at one place each.
 * @throws {Error} If something does not survive, with the words that try that again.
 */
export async function trySample(
  options: StageOptions,
  kinds: readonly string[],
  count: number,
): Promise<void> {
  await using stage = await OpenStage.open(options);
  const all = await stage.experiments();
  const random = randomOf("sample");
  let tried = 0;
  for (const kind of kinds) {
    for (const experiment of some(all.filter(({ fault }) => fault === kind), count, random)) {
      if (await tryAnywhere(stage, experiment, random)) tried++;
    }
  }
  assert(tried >= kinds.length, `of ${kinds.length} kinds of faults, ${tried} faults struck`);
}

async function tryAnywhere(
  stage: OpenStage,
  experiment: Experiment,
  random: () => number,
): Promise<boolean> {
  const places = some(await findPlaces(stage, experiment, random), MOST_PLACES, random);
  for (const place of places) {
    try {
      if (await tryOnce(stage, experiment, place)) return true; // else it did not come to that
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      const again = `deno task faults -- ${nameOf(experiment, place)}`;
      throw new Error(`${error.message}\nTry it again with \`${again}\``, { cause: error });
    }
  }
  return false;
}
