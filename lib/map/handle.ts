/**
 * A map that was found on disk: all that working with it takes.
 *
 * @module
 */

import type { Backend } from "../backend/backend.ts";
import { openBackend } from "../backend/open.ts";
import {
  ComponentNotFound,
  CorruptData,
  DamagedMap,
  IncompleteMap,
  MapWasRemoved,
} from "../base/errors.ts";
import { isThere } from "../base/files.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import type { HTMapDirectory, MapPaths } from "../store/paths.ts";
import type { JobLayout } from "../wire/layout.ts";
import { isUnfinished, makerOf, type MapDescription, readDescription } from "./map_files.ts";
import { QueueAsking } from "./asking.ts";
import { MapResults } from "./results.ts";
import { RunTimes } from "./run_times.ts";
import { type MapIdentity, MapState } from "./state.ts";

/** What every act on a map takes: where it is, what runs it, what is known of it. */
export class MapHandle implements MapIdentity {
  readonly directory: HTMapDirectory;
  /** The map's tag, as last seen. */
  tag: string;
  readonly paths: MapPaths;
  readonly layout: JobLayout;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
  /** What its directory says of it. */
  readonly description: MapDescription;
  /** What the log and the outputs say of its components. */
  readonly state: MapState;
  /** When the queue is asked about it. */
  readonly asking: QueueAsking;
  /** What its components brought back. */
  readonly results: MapResults;
  /** How long they ran. */
  readonly times: RunTimes;
  /** Whether it has never been given a tag by its user, so that `clean` removes it. */
  transient: boolean;
  /** The map, as its user has it, once there is such an object. */
  facade: unknown;
  /** Whether it was removed by way of this handle. */
  removed = false;

  private constructor(
    { directory, tag, paths }: Pick<MapHandle, "directory" | "tag" | "paths">,
    description: MapDescription,
    readonly backend: Backend,
    classes: ClassRegistry | undefined,
  ) {
    this.directory = directory;
    this.tag = tag;
    this.paths = paths;
    this.description = description;
    this.layout = description.layout;
    this.inputStarts = description.inputStarts;
    this.transient = isThere(paths.transient);
    this.state = new MapState(this);
    this.asking = new QueueAsking(this);
    this.results = new MapResults(this, classes);
    this.times = new RunTimes(this);
  }

  /**
   * Finds a map on disk, and sees to it that its jobs go on.
   *
   * @param directory The htmap directory.
   * @param tag The map's tag.
   * @param uuid The map's uuid.
   * @param classes The classes the map knows, in the process that made it.
   * @returns The map.
   * @throws {IncompleteMap} If the map was not finished being made.
   * @throws {DamagedMap} If its description is damaged.
   */
  static async open(
    directory: HTMapDirectory,
    tag: string,
    uuid: string,
    classes?: ClassRegistry,
  ): Promise<MapHandle> {
    const paths = directory.map(uuid);
    // First: what is half written then is no damage.
    if (isUnfinished(paths)) throw new IncompleteMap(tag, await makerOf(paths));
    const description = await readDescription(paths).catch((error) => {
      throw error instanceof CorruptData
        ? new DamagedMap(tag, `${error.source}: ${error.reason}`)
        : error;
    });
    if (!description) {
      const gone = isThere(paths.root) ? undefined : paths.root;
      throw new IncompleteMap(tag, await makerOf(paths), gone);
    }
    const backend = await openBackend(description.backend);
    const handle = new MapHandle({ directory, tag, paths }, description, backend, classes);
    await backend.wake(paths);
    return handle;
  }

  /** How many components the map has. */
  get length(): number {
    return this.layout.components;
  }

  /** The indices of the components. */
  get components(): number[] {
    return Array.from({ length: this.length }, (_, component) => component);
  }

  /** Notes the tag that the map has now, which this or another process gave it. */
  retagged(tag: string): void {
    this.tag = tag;
    this.transient = isThere(this.paths.transient);
  }

  /** Whether the map has not been removed, by whatever process. */
  get exists(): boolean {
    if (this.removed) return false;
    try {
      return Deno.statSync(this.paths.description).isFile;
    } catch {
      return false; // gone, or out of reach, which is the same to who asks
    }
  }

  /**
   * Reads what is new of the map's state.
   *
   * @throws {MapWasRemoved} If the map is gone.
   */
  async refresh(): Promise<void> {
    this.throwIfRemoved();
    await this.state.refresh();
  }

  /**
   * Reads what is new of the map's state and, where the log leaves it open, compares it with the queue.
   *
   * @param signal Stops asking the queue.
   * @throws {MapWasRemoved} If the map is gone.
   */
  async look(signal?: AbortSignal): Promise<void> {
    await this.refresh();
    await this.asking.ifDue(signal);
  }

  /**
   * Refuses to go on with a map that is gone.
   *
   * @throws {MapWasRemoved} If it was removed by way of this handle.
   */
  throwIfRemoved(): void {
    if (this.removed) throw new MapWasRemoved(this.tag);
  }

  /**
   * Refuses to do anything to a map that is gone, or that others can get at.
   *
   * @throws {MapWasRemoved} If it was removed by way of this handle.
   * @throws {UnusableDirectory} If others may write in its directory, or in one above it.
   */
  async checkForAct(): Promise<void> {
    this.throwIfRemoved();
    await this.directory.check();
    this.directory.checkMap(this.paths.uuid);
  }

  /**
   * Turns an index that may count from the end into one that counts from the start.
   *
   * @param component The index.
   * @returns The index from the start.
   * @throws {ComponentNotFound} If there is no such component.
   */
  index(component: number): number {
    const index = component < 0 ? this.length + component : component;
    if (Number.isSafeInteger(index) && index >= 0 && index < this.length) return index;
    throw new ComponentNotFound(this.tag, component, this.length);
  }
}
