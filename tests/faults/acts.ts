/**
 * What is done to maps while something goes wrong.
 *
 * @module
 */

import type { BackendName } from "../../lib/backend/backend.ts";
import { INTERNAL_COMMAND } from "../../lib/wire/names.ts";
import { findMarked, kill } from "./processes.ts";
import { INPUTS, Lost, RESULTS, until, type World } from "./world.ts";

/** A command, and the world it is given in. */
export interface Act {
  readonly name: string;
  /** The backends it is for. @default both */
  readonly only?: BackendName;
  /** Makes what there must be before, besides the maps of {@linkcode makeMaps}. */
  prepare?(world: World): Promise<void>;
  /** The arguments of htmap. */
  argv(world: World): readonly string[];
  /** The tag of the map whose results are given up; `"*"` stands for all transient maps. */
  readonly removes?: string;
  /** Checks, after it has said that it is done, that it is. */
  isDone?(world: World): Promise<boolean>;
}

const RUNNING = "running";

/** Makes the maps that are there before every act: all are finished. */
export async function makeMaps(world: World): Promise<void> {
  for (const tag of [["--tag", "kept"], ["--tag", "done"], []]) {
    await world.ok(["map", "double.ts", ...INPUTS, ...tag, "--wait", "--quiet"]);
  }
  const others = [...world.tags().keys()];
  for (const tag of others) {
    const printed = await world.ok(["results", tag]);
    if (printed !== RESULTS) throw new Lost(`The results of ${tag} are ${printed}`);
  }
  await until(
    async () => (await world.busyMaps()).size === 0,
    () => "the queue does not become empty",
  );
}

/** Makes a map whose components run until the gate is opened. */
export async function makeRunning(world: World, ...options: string[]): Promise<void> {
  await world.ok(["map", "gated.ts", ...INPUTS, "--tag", RUNNING, "--quiet", ...options]);
}

/** Makes that map and waits until a component runs: there may be fewer processors than components. */
export async function waitUntilRunning(world: World): Promise<void> {
  await makeRunning(world);
  await until(
    async () => (await statesOf(world, RUNNING)).includes("RUNNING"),
    () => "the components do not start to run",
  );
}

/** The states of a map's components. */
async function statesOf(world: World, tag: string): Promise<string[]> {
  const lines = (await world.ok(["components", tag])).trim().split("\n");
  return lines.map((line) => line.trim().split(" ")[1] ?? "");
}

async function makeHeld(world: World): Promise<void> {
  await makeRunning(world);
  await world.ok(["hold", RUNNING]);
}

/** Makes a map whose local scheduler was killed at once. */
async function makeUnscheduled(world: World): Promise<void> {
  await makeRunning(world);
  for (const { pid } of findMarked(`${world.directory.maps}/`)) kill(pid);
  await until(
    () => findMarked(`${world.directory.maps}/`).length === 0,
    () => "the scheduler cannot be killed",
  );
  await world.openGate();
}

function rootOf(world: World, tag: string): string {
  return world.directory.map(world.tags().get(tag) ?? "").root;
}

/** Every act there is. */
export const ACTS: readonly Act[] = [
  {
    name: "create",
    argv: () => ["map", "double.ts", ...INPUTS, "--tag", "made", "--quiet"],
    isDone: (world) => Promise.resolve(world.tags().has("made")),
  },
  { name: "rerun", argv: () => ["rerun", "map", "done"] },
  { name: "rerun-one", argv: () => ["rerun", "components", "done", "1"] },
  {
    name: "rerun-mended",
    argv: () => [
      ...["rerun", "components", "done", "1", "--with", "double.ts"],
      ...["--option", "request_memory=200MB"],
    ],
  },
  {
    name: "remove",
    argv: () => ["remove", "done"],
    removes: "done",
    isDone: (world) => Promise.resolve(!world.tags().has("done")),
  },
  {
    name: "remove-running",
    prepare: (world) => makeRunning(world),
    argv: () => ["remove", RUNNING],
    removes: RUNNING,
    isDone: (world) => Promise.resolve(!world.tags().has(RUNNING)),
  },
  {
    name: "retag",
    argv: () => ["retag", "done", "renamed"],
    isDone: (world) => Promise.resolve(world.tags().has("renamed") && !world.tags().has("done")),
  },
  {
    name: "clean",
    argv: () => ["clean"],
    removes: "*",
    isDone: (world) =>
      Promise.resolve(["done", "kept"].join() === [...world.tags().keys()].sort().join()),
  },
  {
    name: "hold",
    prepare: (world) => makeRunning(world),
    argv: () => ["hold", RUNNING],
    // One whose job could not even write may have failed.
    isDone: async (world) =>
      (await statesOf(world, RUNNING)).every((state) => ["HELD", "ERRORED"].includes(state)),
  },
  {
    name: "release",
    prepare: makeHeld,
    argv: () => ["release", RUNNING],
  },
  {
    name: "vacate",
    prepare: (world) => makeRunning(world),
    argv: () => ["vacate", RUNNING],
  },
  {
    name: "schedule",
    only: "local",
    prepare: makeUnscheduled,
    argv: (world) => [INTERNAL_COMMAND.LOCAL_SCHEDULER, rootOf(world, RUNNING)],
  },
];
