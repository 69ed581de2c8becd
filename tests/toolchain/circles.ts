/**
 * `deno task circles`: shows the rooms and what they import, and fails, naming them, when modules or
 * rooms of htmap import each other in a circle, or a module imports one of a room above its own.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { CHECKOUT, sources } from "./deno_programs.ts";
import { run } from "./process.ts";
import { findTrespasses, HOUSE, roomGraph, roomOf } from "./rooms.ts";

/** For each module, the modules it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Circles of a graph, no two of which share a module: there is none left when these are none.
 *
 * @returns Each circle as the modules on it, the shortest way round, the first one again at the end.
 */
export function findCircles(graph: ImportGraph): string[][] {
  const circles: string[][] = [];
  const named = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (named.has(start)) continue;
    const circle = shortestWayBack(graph, start);
    if (circle === undefined || circle.some((module) => named.has(module))) continue;
    for (const module of circle) named.add(module);
    circles.push(circle);
  }
  return circles;
}

/** The shortest way from a module along imports back to itself, by a breadth-first search. */
function shortestWayBack(graph: ImportGraph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let module = queue.shift(); module !== undefined; module = queue.shift()) {
    for (const imported of graph.get(module) ?? []) {
      if (imported === start) return wayTo(module, cameFrom, [start]);
      if (cameFrom.has(imported)) continue;
      cameFrom.set(imported, module);
      queue.push(imported);
    }
  }
  return undefined;
}

/** The way to a module, followed by what comes after it. */
function wayTo(module: string, cameFrom: ReadonlyMap<string, string>, rest: string[]): string[] {
  const previous = cameFrom.get(module);
  const way = [module, ...rest];
  return previous === undefined ? way : wayTo(previous, cameFrom, way);
}

/** The parts of `deno info --json` that are read here. */
interface ModuleInfo {
  modules: {
    specifier: string;
    dependencies?: { code?: { specifier?: string }; type?: { specifier?: string } }[];
  }[];
}

/**
 * The imports between the modules of htmap: of `mod.ts`, `cli.ts`, `lib/` and `executor/`, types
 * and dynamic imports included.
 */
export async function importGraph(): Promise<ImportGraph> {
  const root = pathToFileURL(`${CHECKOUT}/`).href;
  const files = (await sources(CHECKOUT))
    .filter((path) => /^(mod\.ts|cli\.ts|lib\/|executor\/)/.test(path.slice(CHECKOUT.length + 1)));
  const graph = new Map<string, string[]>();
  for (const file of files) {
    // By its URL: of a path, Deno takes what follows a # or a ? for something else.
    const { href } = pathToFileURL(file);
    if (graph.has(href.slice(root.length))) continue;
    // The shape is that of the documented output; what is absent in it is skipped below.
    const info = JSON.parse(await run([Deno.execPath(), "info", "--json", href])) as ModuleInfo;
    for (const { specifier, dependencies = [] } of info.modules) {
      if (!specifier.startsWith(root)) continue;
      const imported = dependencies.flatMap(({ code, type }) => [code?.specifier, type?.specifier])
        .filter((name) => name !== undefined)
        .filter((name) => name.startsWith(root));
      graph.set(specifier.slice(root.length), imported.map((name) => name.slice(root.length)));
    }
    // A check of nothing would find no fault.
    if (!graph.has(href.slice(root.length))) throw new Error(`deno info does not know ${file}`);
  }
  return graph;
}

/** What each room imports, from the top of the house, a line a room. */
function roomLines(graph: ImportGraph): string[] {
  const imports = roomGraph(HOUSE, graph);
  const files = [...graph.keys()].map((file) => roomOf(HOUSE, file)?.room.path);
  return HOUSE.toReversed().flat().filter(({ path }) => files.includes(path)).map(({ path }) => {
    const count = files.filter((room) => room === path).length;
    const below = imports.get(path)?.toSorted().join(" ");
    return `${path.padEnd(21)}${String(count).padStart(3)}  ${below ? `→ ${below}` : ""}`.trimEnd();
  });
}

if (import.meta.main) {
  const graph = await importGraph();
  const faults = [
    ...findCircles(graph).map((circle) => `Import circle: ${circle.join(" → ")}`),
    ...findCircles(roomGraph(HOUSE, graph)).map((circle) =>
      `Circle of rooms: ${circle.join(" → ")}`
    ),
    ...findTrespasses(HOUSE, graph),
  ];
  const lines = roomLines(graph);
  console.log(lines.join("\n"));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) Deno.exit(1);
  console.log(`${graph.size} files in ${lines.length} rooms: no circle, and no import upward`);
}
