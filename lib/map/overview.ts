/**
 * What an overview of maps shows of one: how many components are in each state, and what they took.
 *
 * Most maps of a list have long been over, and all that is asked of them is what was asked before. What was
 * worked out is therefore kept beside the map, and holds for as long as nothing in the map's directory is
 * another than it was then.
 *
 * @module
 */

import { COMPONENT_STATUSES, type ComponentStatus, mayRun } from "../base/component_status.ts";
import { CannotWrite, MapWasRemoved } from "../base/errors.ts";
import { directorySize, isTemporaryName, writeFileAtomically } from "../base/files.ts";
import { adviseOnChunk } from "./chunk_advice.ts";
import { processorTimes } from "./component_runs.ts";
import { countsOf, memoryOf } from "./component_states.ts";
import type { MapHandle } from "./handle.ts";

/** What is kept may be this old, in milliseconds: deep within the directory, a change is not seen. */
const KEPT_FOR = 24 * 60 * 60 * 1000;
/** What changed less long ago, in milliseconds, may change again at what is the same time to the disk. */
const SETTLED_AFTER = 2000;
/** In one process, a directory that took long to go through is gone through again after so many times that. */
const COST = 20;

/** What the components of a map took: sizes in bytes, times in seconds. */
export interface MapFigures {
  readonly localData: number;
  readonly maxMemory: number;
  readonly maxRuntime: number;
  readonly totalRuntime: number;
}

type Counts = ReadonlyMap<ComponentStatus, number>;

/** What is kept of a map. */
interface KeptOverview {
  /** What the directory was like. */
  readonly key: string;
  /** When that was, in milliseconds since 1970. */
  readonly time: number;
  /** The size of the directories in it, in bytes. */
  readonly inner: number;
  /** What the components took. */
  readonly figures: Omit<MapFigures, "localData">;
  /** Of a map whose components do nothing more: their number in each state. */
  readonly counts?: readonly (readonly [ComponentStatus, number])[];
}

/** A map's directory, as it is seen without going into the directories in it. */
interface Seen {
  readonly key: string;
  /** The size of the files right in it, in bytes. */
  readonly own: number;
  readonly directories: readonly string[];
  /** When anything in it changed last, in milliseconds since 1970. */
  readonly changed: number;
}

/** The overviews of this process, so that one need not be worked out twice. */
const overviews = new WeakMap<MapHandle, MapOverview>();

/** The overview of one map. */
export class MapOverview {
  #measured: { inner: number; until: number } | undefined;

  private constructor(readonly handle: MapHandle) {}

  /** @returns The overview of a map; the same object each time. */
  static of(handle: MapHandle): MapOverview {
    let overview = overviews.get(handle);
    if (!overview) overviews.set(handle, overview = new MapOverview(handle));
    return overview;
  }

  /**
   * Gives what was worked out earlier, if it holds for all time: the map is over and has not been touched.
   *
   * @returns The counts and figures, or `undefined` if the map has to be looked at.
   * @throws {MapWasRemoved} If the map is gone.
   */
  kept(): { readonly counts: Counts; readonly figures: MapFigures } | undefined {
    this.handle.throwIfRemoved();
    const text = readText(this.handle.paths.overview);
    if (text === undefined) return undefined;
    const seen = this.#see();
    const kept = parse(text, seen.key);
    if (!kept?.counts) return undefined;
    return { counts: new Map(kept.counts), figures: figuresOf(kept, seen) };
  }

  /** @returns How many components are in each state now. */
  async counts(): Promise<Counts> {
    const counts = await countsOf(this.handle);
    await adviseOnChunk(this.handle);
    return counts;
  }

  /**
   * Works out what the components took, and keeps that for as long as it will not change.
   *
   * @returns The figures.
   * @throws {MapWasRemoved} If the map is gone.
   */
  async figures(): Promise<MapFigures> {
    const { handle } = this;
    await handle.refresh();
    const seen = this.#see();
    const text = readText(handle.paths.overview);
    const kept = text === undefined ? undefined : parse(text, seen.key);
    const counts = handle.state.counts();
    // What was asked of the queue, or could not be, is asked again.
    const isOver = handle.state.isAllLogged && ![...counts.keys()].some(mayRun);
    if (kept && (kept.counts || !isOver)) return figuresOf(kept, seen);
    const runtimes = await processorTimes(handle);
    const figures = {
      maxMemory: 1024 * 1024 * largest(await memoryOf(handle)),
      maxRuntime: largest(runtimes) / 1000,
      totalRuntime: runtimes.reduce((sum, one) => sum + one, 0) / 1000,
    };
    const isQuiet = !counts.has("RUNNING") && !counts.has("SUSPENDED");
    const inner = kept?.inner ?? await this.#innerSize(seen, isQuiet);
    const time = Date.now();
    if (isQuiet && seen.changed < time - SETTLED_AFTER) {
      const over = isOver ? { counts: [...counts] } : {};
      await keep(handle.paths.overview, { key: seen.key, time, inner, figures, ...over });
    }
    return { ...figures, localData: seen.own + inner };
  }

  /** The size of the directories in the map's; while jobs write there, what it was a moment ago may do. */
  async #innerSize({ directories }: Seen, isQuiet: boolean): Promise<number> {
    const began = performance.now();
    if (!isQuiet && this.#measured && began < this.#measured.until) return this.#measured.inner;
    let inner = 0;
    for (const name of directories) {
      inner += await directorySize(`${this.handle.paths.root}/${name}`);
    }
    const now = performance.now();
    this.#measured = { inner, until: now + COST * (now - began) };
    return inner;
  }

  #see(): Seen {
    const { paths, tag } = this.handle;
    const [overview = "", ...caches] = [paths.overview, paths.state, paths.times].map(nameOf);
    const [directories, keys]: [string[], string[]] = [[], []];
    let [own, changed] = [0, 0];
    try {
      for (const { name } of Deno.readDirSync(paths.root)) {
        // That it was looked at makes no map larger.
        if (isTemporaryName(name) || name === overview) continue;
        const { isDirectory, size, mtime } = Deno.lstatSync(`${paths.root}/${name}`);
        if (isDirectory) directories.push(name);
        else own += size;
        if (caches.includes(name)) continue; // what is worked out changes nothing
        const time = mtime?.getTime() ?? Infinity;
        changed = Math.max(changed, time);
        keys.push(isDirectory ? `${name} ${time}` : `${name} ${time} ${size}`);
      }
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw new MapWasRemoved(tag);
      throw error;
    }
    return { key: keys.sort().join(", "), own, directories, changed };
  }
}

function figuresOf({ inner, figures }: KeptOverview, { own }: Seen): MapFigures {
  return { ...figures, localData: own + inner };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), 0);
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** It is only a copy: anything odd, or another directory than it was worked out from, means doing it again. */
function parse(text: string, key: string): KeptOverview | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // cut short, or not ours
  }
  if (!isKept(value) || value.key !== key) return undefined;
  const age = Date.now() - value.time;
  return age >= 0 && age < KEPT_FOR ? value : undefined;
}

function isKept(value: unknown): value is KeptOverview {
  if (typeof value !== "object" || value === null) return false;
  const of = (object: unknown, name: string): unknown =>
    typeof object === "object" && object !== null ? Reflect.get(object, name) : undefined;
  if (typeof of(value, "key") !== "string") return false;
  if (![of(value, "time"), of(value, "inner")].every(Number.isFinite)) return false;
  const figures = of(value, "figures");
  const names = ["maxMemory", "maxRuntime", "totalRuntime"];
  if (!names.every((name) => Number.isFinite(of(figures, name)))) return false;
  const counts = of(value, "counts");
  const known: readonly unknown[] = COMPONENT_STATUSES;
  return counts === undefined || Array.isArray(counts) &&
      counts.every((pair) =>
        Array.isArray(pair) && known.includes(pair[0]) && Number.isSafeInteger(pair[1])
      );
}

async function keep(path: string, overview: KeptOverview): Promise<void> {
  try {
    await writeFileAtomically(path, JSON.stringify(overview));
  } catch (error) {
    // The disk is full, or the map is gone: then it is worked out again, or not asked for.
    if (!(error instanceof CannotWrite || error instanceof Deno.errors.NotFound)) throw error;
  }
}
