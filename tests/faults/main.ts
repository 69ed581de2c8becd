/**
 * Tries every fault at every place, on the local backend and on a pool, and prints what survived.
 * Run it with `deno task faults`, which gets all it needs.
 *
 * usage: main.ts POOL-DIRECTORY [WORD…] [--seed=SEED]
 *
 * The words choose: a fault, what it is done to, a backend, and a place, such as
 * `kill create local fsync:2`. Without a pool POOL-DIRECTORY is empty.
 *
 * @module
 */

import type { BackendName } from "../../lib/backend/backend.ts";
import { onStopSignal, say } from "../toolchain/process.ts";
import { type Experiment, findPlaces, nameOf, type Stage, tryOnce } from "./experiment.ts";
import { randomOf, today } from "./random.ts";
import { OpenStage } from "./stage.ts";
import { Results } from "./table.ts";
import { hasStrace } from "./trace.ts";
import { Lost } from "./world.ts";

/** How long a try may take before that is worth a line, in seconds. */
const LONG = 30;

/** What was asked for. */
interface Choice {
  /** What experiments must have to be made. */
  readonly words: readonly string[];
  /** The only place, if one was named. */
  readonly place?: string;
  readonly seed: string;
}

function parse(args: readonly string[]): Choice {
  const words = args.filter((arg) => !arg.startsWith("-"));
  const seed = args.find((arg) => arg.startsWith("--seed="))?.slice("--seed=".length) ?? today();
  const isPlace = (word: string): boolean => word.includes(":") || word === "gone";
  return { words: words.filter((word) => !isPlace(word)), place: words.find(isPlace), seed };
}

async function runBackend(
  stage: OpenStage,
  { words, place, seed }: Choice,
  results: Results,
  stop: AbortSignal,
): Promise<void> {
  const chosen = (await stage.experiments()).filter(({ fault, act, backend }) =>
    words.every((word) => [fault, act, backend].includes(word))
  );
  for (const [index, experiment] of chosen.entries()) {
    stop.throwIfAborted();
    const { fault, act, backend } = experiment;
    const random = randomOf(`${seed} ${fault} ${act} ${backend}`);
    try {
      const places = place === undefined ? await findPlaces(stage, experiment, random) : [place];
      say(`${fault} ${act} ${backend} (${index + 1} of ${chosen.length}): ${places.length} places`);
      await runExperiment(stage, experiment, places, results, stop);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      note(results, experiment, "unharmed", error);
    }
  }
}

async function runExperiment(
  stage: Stage,
  experiment: Experiment,
  places: readonly string[],
  results: Results,
  stop: AbortSignal,
): Promise<void> {
  for (const place of places) {
    stop.throwIfAborted();
    const start = performance.now();
    try {
      const struck = await tryOnce(stage, experiment, place);
      if (struck) results.add(experiment, place);
      else say(`${nameOf(experiment, place)}: it did not come to that`);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      note(results, experiment, place, error);
    }
    const seconds = Math.round((performance.now() - start) / 1000);
    if (seconds > LONG) say(`${nameOf(experiment, place)} took ${seconds} s`);
  }
}

/** What is lost is shown at once, too: all of it can take an hour. */
function note(results: Results, experiment: Experiment, place: string, error: Lost): void {
  results.add(experiment, place, error.message);
  console.log(`LOST ${nameOf(experiment, place)}\n${error.message.replace(/^/gm, "    ")}`);
}

const [poolDirectory = "", ...args] = Deno.args.filter((arg) => arg !== "--");
const choice = parse(args);
const binary = Deno.env.get("HTMAP_TEST_BINARY");
if (binary === undefined) throw new Error("There is no binary. Run this with deno task faults");
const backends: BackendName[] = ["local"];
if (poolDirectory === "") say("no pool: there is no HTCondor here");
else backends.push("htcondor");
if (!await hasStrace()) {
  say("no faults at single file operations: there is no strace on PATH. Install it");
}
const smallDisk = Deno.env.get("HTMAP_TEST_SMALL_DISK");
if (smallDisk === undefined) say("no full disk: a small one can only be mounted by root");
say(`seed ${choice.seed}`);

const stop = new AbortController();
using _listeners = onStopSignal(() => stop.abort());
const results = new Results();
let failed = false;
const asked = backends.filter((backend) => {
  const others = backends.filter((other) => other !== backend);
  return !choice.words.some((word) => others.some((other) => other === word));
});
// One waits while the other works.
await Promise.all(asked.map(async (backend) => {
  await using stage = await OpenStage.open({ backend, binary, smallDisk, poolDirectory });
  await runBackend(stage, choice, results, stop.signal);
})).catch((error) => {
  failed = true;
  if (!stop.signal.aborted) console.error(error);
});
console.log(`\n${results}`);
Deno.exit(failed || results.lost > 0 ? 1 : 0);
