/**
 * The rooms of htmap: which folders there are, and what each may import. The folders are the
 * architecture; this is its one table.
 *
 * @module
 */

import type { ImportGraph } from "./circles.ts";

/** A folder, or a file that stands by itself, and what is special about what it may touch. */
export interface Room {
  /** Its path: a folder ends with `/`. A file belongs to the longest path it begins with. */
  readonly path: string;
  /** The only rooms it may import, if not all those below it. */
  readonly imports?: readonly string[];
  /** The only rooms that may import it, if not all those above it. */
  readonly importedBy?: readonly string[];
}

/** Rooms, floor by floor, from the ground up. */
export type House = readonly (readonly Room[])[];

/** Each room imports what is below it, and nothing above; rooms of a floor form no circle. */
export const HOUSE: House = [
  [{ path: "lib/types/" }],
  [{ path: "lib/deps.ts" }],
  [{ path: "lib/events/" }, { path: "lib/text/" }],
  [{ path: "lib/base/" }],
  // Only this one knows of cbor-x.
  [{ path: "lib/codec/bytes/" }, { path: "lib/settings/" }],
  [{ path: "lib/codec/graph/" }],
  [{ path: "lib/wire/" }, { path: "lib/codec/" }],
  [{ path: "lib/store/" }],
  [{ path: "lib/log/" }],
  [{
    path: "executor/",
    // What crosses to the execute node with every job under `deno run`.
    imports: [
      "lib/wire/",
      "lib/codec/",
      "lib/base/",
      "lib/store/",
      "lib/events/",
      "lib/text/",
    ],
    importedBy: ["mod.ts", "cli.ts"],
  }],
  [{ path: "lib/capture/engine/" }],
  [{ path: "lib/capture/modules/" }],
  [{ path: "lib/capture/graph/" }],
  [{ path: "lib/capture/bundle/" }, { path: "lib/capture/emit/" }],
  [{ path: "lib/capture/" }, { path: "lib/script/" }],
  [{ path: "lib/submission/" }],
  [{ path: "lib/backend/" }],
  [{ path: "lib/map/" }],
  [{ path: "lib/api/" }],
  [{ path: "mod.ts" }],
  [{ path: "lib/cli/" }],
  [{ path: "cli.ts" }],
];

/**
 * Finds the room a file is in.
 *
 * @param house The rooms.
 * @param file The file's path in the checkout.
 * @returns The room and its floor, or `undefined` if the file is in none.
 */
export function roomOf(house: House, file: string): { room: Room; floor: number } | undefined {
  const found = house.flatMap((rooms, floor) => rooms.map((room) => ({ room, floor })))
    .filter(({ room: { path } }) => path.endsWith("/") ? file.startsWith(path) : file === path);
  return found.sort((a, b) => b.room.path.length - a.room.path.length)[0];
}

/**
 * Finds the imports that a house forbids.
 *
 * @param house The rooms.
 * @param graph What each file imports.
 * @returns A sentence for each.
 */
export function findTrespasses(house: House, graph: ImportGraph): string[] {
  const faults = new Set<string>();
  for (const [file, imported] of graph) {
    const own = roomOf(house, file);
    if (!own) faults.add(`${file} is in no room`);
    for (const other of imported) {
      const its = roomOf(house, other);
      if (!own || !its || own.room === its.room) continue;
      const arrow = `${file} imports ${other}`;
      if (its.floor > own.floor) faults.add(`${arrow}, which is above it`);
      else if (own.room.imports?.includes(its.room.path) === false) {
        faults.add(`${arrow}, and ${own.room.path} may import only ${own.room.imports.join(", ")}`);
      } else if (its.room.importedBy?.includes(own.room.path) === false) {
        const who = its.room.importedBy.join(", ");
        faults.add(`${arrow}, which only ${who} may import`);
      }
    }
  }
  return [...faults].sort();
}

/** What each room imports of other rooms. */
export function roomGraph(house: House, graph: ImportGraph): ImportGraph {
  const rooms = new Map<string, Set<string>>();
  for (const [file, imported] of graph) {
    const from = roomOf(house, file)?.room.path;
    if (from === undefined) continue;
    const all = rooms.get(from) ?? new Set();
    rooms.set(from, all);
    for (const other of imported) {
      const to = roomOf(house, other)?.room.path;
      if (to !== undefined && to !== from) all.add(to);
    }
  }
  return new Map([...rooms].map(([from, to]) => [from, [...to]]));
}
