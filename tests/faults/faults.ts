/**
 * The faults: each with all it is done to.
 *
 * @module
 */

import type { BackendName } from "../../lib/backend/backend.ts";
import { type Act, ACTS, makeRunning, waitUntilRunning } from "./acts.ts";
import { checkSaid, type Experiment, smallStageOf, type Stage } from "./experiment.ts";
import { DAEMONS } from "./pool_daemons.ts";
import { findMarked, kill } from "./processes.ts";
import type { Resource } from "./small_disk.ts";
import { type Injection, placesOf, runWithFault } from "./trace.ts";
import { INPUTS, Lost, RESULTS, shown, type World } from "./world.ts";

/** What a backend's experiments can make use of. */
export interface Means {
  readonly backend: BackendName;
  readonly hasStrace: boolean;
  readonly hasSmallDisk: boolean;
}

/** @returns All experiments that can be made. */
export function allExperiments({ backend, hasStrace, hasSmallDisk }: Means): Experiment[] {
  const acts = ACTS.filter(({ only }) => only === undefined || only === backend);
  // The scheduler is what the others start: what it does at once with them is seen there.
  const given = acts.filter(({ name }) => name !== "schedule");
  return [
    ...(hasStrace ? acts.map((act) => killedAt(act, backend)) : []),
    ...acts.map((act) => killedAfter(act, backend)),
    ...(hasStrace ? given.map((act) => withoutSpaceAt(act, backend)) : []),
    ...(hasSmallDisk ? given.map((act) => onFullDisk(act, backend)) : []),
    ...["made", "running"].map((phase) => daemonKilled(phase, backend)),
    ...["finished", "running"].map((phase) => logCut(phase, backend)),
    ...pairs(given).map(([one, other]) => atOnce(one, other, backend)),
  ];
}

function experimentOf(
  fault: string,
  act: Act,
  backend: BackendName,
): Pick<Experiment, "fault" | "act" | "backend" | "removes" | "prepare"> {
  const { name, removes, prepare } = act;
  return {
    fault,
    act: name,
    backend,
    removes: removes === undefined ? [] : [removes],
    prepare: async (world) => await prepare?.(world),
  };
}

/** The process is killed at an operation on a file. */
function killedAt(act: Act, backend: BackendName): Experiment {
  return {
    ...experimentOf("kill", act, backend),
    places: ({ world }) => tracedPlaces(world, act),
    strike: ({ world }, place) => traced(world, act, "signal=KILL", place),
  };
}

/** An operation on a file finds no space, or this one and all later ones of its kind. */
function withoutSpaceAt(act: Act, backend: BackendName): Experiment {
  return {
    ...experimentOf("nospace", act, backend),
    places: async ({ world }) => {
      // A write goes to a pipe or to what the runtime wakes itself with, too; `full` has the writes.
      const places = (await tracedPlaces(world, act)).filter((place) =>
        !/write|unlink/.test(place)
      );
      return places.flatMap((place) => [place, `${place}+`]);
    },
    strike: ({ world }, place) => traced(world, act, "error=ENOSPC", place),
  };
}

async function tracedPlaces(world: World, act: Act): Promise<string[]> {
  await world.restore();
  await act.prepare?.(world);
  return await placesOf(world, act.argv(world));
}

async function traced(
  world: World,
  act: Act,
  injection: Injection,
  place: string,
): Promise<boolean> {
  const { ended, struck } = await runWithFault(world, act.argv(world), injection, place);
  if (struck) await checkSaid(world, act, ended);
  return struck;
}

/** How many moments of an act are tried. */
const MOMENTS = 10;

/** The process is killed after some time. */
function killedAfter(act: Act, backend: BackendName): Experiment {
  return {
    ...experimentOf("kill-after", act, backend),
    async places({ world }, random) {
      await world.restore();
      await act.prepare?.(world);
      const start = performance.now();
      await world.call(act.argv(world));
      const took = performance.now() - start;
      return Array.from({ length: MOMENTS }, () => `ms:${Math.round(random() * took)}`);
    },
    async strike({ world }, place) {
      const call = world.start(act.argv(world));
      await pause(numberIn(place));
      kill(call.pid);
      return (await call.ended).signal === "SIGKILL";
    },
  };
}

/** The disk has little room left, and has room again afterwards. */
function onFullDisk(act: Act, backend: BackendName): Experiment {
  const resources: readonly Resource[] = ["pages", "inodes"];
  return {
    ...experimentOf("full", act, backend),
    onSmallDisk: true,
    mayFail: true,
    async places(stage) {
      const { world, disk } = smallStageOf(stage);
      await world.restore();
      await act.prepare?.(world);
      const before = resources.map((resource) => disk.free(resource));
      await world.call(act.argv(world));
      return resources.flatMap((resource, index) => {
        const taken = Math.max(0, (before[index] ?? 0) - disk.free(resource));
        return Array.from({ length: taken + 3 }, (_, left) => `${resource}:${left}`);
      });
    },
    async strike(stage, place) {
      const { world, disk } = smallStageOf(stage);
      await disk.fill(place.startsWith("pages") ? "pages" : "inodes", numberIn(place));
      const ended = await world.call(act.argv(world)).finally(() => disk.empty());
      await checkSaid(world, act, ended);
      return true;
    },
  };
}

/** What runs jobs is killed, while a map is being made, or while one runs and is waited for. */
function daemonKilled(phase: string, backend: BackendName): Experiment {
  const victims = backend === "local" ? ["scheduler", "job"] : DAEMONS;
  const times = phase === "made" ? [0, 100, 200, 300, 400, 600, 800] : [0, 500];
  const ofRunning = victims.filter((victim) => !["shadow", "starter", "job"].includes(victim));
  return {
    fault: "daemon",
    act: phase,
    backend,
    removes: [],
    mayFail: true,
    places: () =>
      Promise.resolve(
        (phase === "made" ? ofRunning : victims).flatMap((victim) =>
          times.map((time) => `${victim}:${time}`)
        ),
      ),
    async prepare(world) {
      if (phase === "running") await waitUntilRunning(world);
      // A schedd writes what has left its queue with the next submission: what it had not written by then
      // would be in the queue again.
      else await makeRunning(world);
    },
    async strike(stage, place) {
      const { world } = stage;
      const args = phase === "made"
        ? ["map", "gated.ts", ...INPUTS, "--tag", "made", "--quiet", "--wait"]
        : ["wait", "running", "--errors-ok"];
      const call = world.start(args, { limit: DAEMON_LIMIT });
      await pause(numberIn(place));
      const struck = await killDaemon(stage, place.replace(/:.*/, ""));
      await world.openGate();
      const ended = await call.ended;
      if (struck && ended.code !== 0 && phase === "running") {
        throw new Lost(`${shown(ended)} does not wait for what goes on`);
      }
      return struck;
    },
  };
}

/** How long a call may take while daemons come back, in milliseconds: some are given up by the others only after minutes. */
const DAEMON_LIMIT = 400_000;

async function killDaemon({ world, pool }: Stage, victim: string): Promise<boolean> {
  if (pool) {
    const daemon = DAEMONS.find((name) => name === victim);
    return daemon !== undefined && await pool.kill(daemon);
  }
  const isScheduler = ({ rest }: { rest: string }): boolean =>
    !rest.slice(36).startsWith("/local/");
  const all = findMarked(`${world.directory.maps}/`);
  const victims = all.filter((process) => isScheduler(process) === (victim === "scheduler"));
  const chosen = victim === "scheduler" ? victims : victims.slice(0, 1);
  for (const { pid } of chosen) kill(pid);
  return chosen.length > 0;
}

/** How many cuts of a log are made elsewhere than between events. */
const CUTS = 12;

/** The event log loses its end, or all there is. */
function logCut(phase: string, backend: BackendName): Experiment {
  const tag = phase === "running" ? "running" : "done";
  return {
    fault: "log",
    act: phase,
    backend,
    removes: [],
    async places({ world }, random) {
      await world.restore();
      const cuts = Array.from({ length: CUTS }, () => `cut:${Math.round(random() * 1000)}`);
      if (phase === "running") return [...cuts, "gone"];
      const events = eventEnds(await Deno.readTextFile(eventLogOf(world, tag)));
      return [...events.map((_, event) => `event:${event}`), ...cuts, "gone"];
    },
    async prepare(world) {
      if (phase === "running") await waitUntilRunning(world);
    },
    async strike({ world }, place) {
      const path = eventLogOf(world, tag);
      if (place === "gone") await Deno.remove(path);
      else {
        const text = await Deno.readTextFile(path);
        const number = numberIn(place);
        const size = place.startsWith("event")
          ? eventEnds(text)[number] ?? 0
          : Math.floor(text.length * number / 1000);
        await Deno.truncate(path, size);
      }
      await world.openGate();
      await world.ok(["wait", tag]);
      const states = await world.ok(["components", tag]);
      if (/IDLE|RUNNING|HELD/.test(states)) throw new Lost(`It has finished, and is ${states}`);
      const ended = await world.call(["results", tag]);
      if (ended.stdout !== RESULTS) throw new Lost(`Results are lost: ${shown(ended)}`);
      return true;
    },
  };
}

function eventLogOf(world: World, tag: string): string {
  return world.directory.map(world.tags().get(tag) ?? "").events;
}

/** Where the events of a log end, and where the first begins. */
function eventEnds(text: string): number[] {
  return [0, ...[...text.matchAll(/^\.\.\.\n/gm)].map(({ index }) => index + 4)];
}

/** How many times each pair of acts is tried. */
const PAIR_TIMES = 3;

/** Two processes act at once. */
function atOnce(one: Act, other: Act, backend: BackendName): Experiment {
  const acts = [one, other];
  return {
    fault: "pair",
    act: `${one.name}+${other.name}`,
    backend,
    removes: acts.flatMap(({ removes }) => removes === undefined ? [] : [removes]),
    places: (_, random) =>
      Promise.resolve(
        Array.from({ length: PAIR_TIMES }, () => `ms:${Math.round(random() * 100)}`),
      ),
    async prepare(world) {
      const prepares = new Set(acts.flatMap(({ prepare }) => prepare ?? []));
      if ([...prepares].length > 0) await makeRunning(world);
      if (acts.some(({ name }) => name === "release")) await world.ok(["hold", "running"]);
    },
    async strike({ world }, place) {
      const first = world.start(one.argv(world));
      await pause(numberIn(place));
      const second = world.start(other.argv(world));
      const [left, right] = await Promise.all([first.ended, second.ended]);
      await checkPair(world, [[one, left], [other, right]]);
      return true;
    },
  };
}

async function checkPair(
  world: World,
  ends: readonly (readonly [Act, Awaited<ReturnType<World["call"]>>])[],
): Promise<void> {
  for (const [act, ended] of ends) {
    // What one has done the other may have undone.
    const { isDone: _, ...rest } = act;
    await checkSaid(world, rest, ended);
  }
  const [one, other] = ends.map(([act, { code }]) => `${act.name} ${code}`);
  if (one === "create 0" && other === one) throw new Lost("Two maps were made with one tag");
  const maps = [...world.tags().values()];
  const twice = maps.find((uuid, index) => maps.indexOf(uuid) !== index);
  if (twice !== undefined) throw new Lost(`The map ${twice} has two tags`);
}

function pairs(acts: readonly Act[]): (readonly [Act, Act])[] {
  return acts.flatMap((one, index) => acts.slice(index).map((other) => [one, other] as const));
}

/** The number in a place, such as 137 in `ms:137`. */
function numberIn(place: string): number {
  return Number(/\d+/.exec(place)?.[0] ?? 0);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
