/**
 * What every part of a map's interface stands on: its directory, its state, its results.
 *
 * @module
 */

import type { Backend } from "../backend/backend.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import { ComponentNotFound, MapWasRemoved } from "../base/errors.ts";
import type { JobLayout } from "../wire/layout.ts";
import type { MapPaths } from "../store/map_paths.ts";
import { MapResults } from "./results.ts";
import type { HTMapDirectory } from "../store/paths.ts";
import { MapState } from "./state.ts";

/** What a map is made of, once it has been found on disk. */
export interface MapParts {
  readonly directory: HTMapDirectory;
  readonly paths: MapPaths;
  readonly layout: JobLayout;
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
  readonly backend: Backend;
  /** The classes the map knows, in the process that made it. */
  readonly classes: ClassRegistry | undefined;
  tag: string;
  transient: boolean;
}

/** A map without its outputs and acts: what it is called and how long it is. */
export abstract class MapBase {
  /** @ignore */
  protected readonly parts: MapParts;
  /** @ignore */
  protected readonly state: MapState;
  /** @ignore */
  protected readonly results: MapResults;
  /** @ignore */
  protected removed = false;

  /** @ignore */
  protected constructor(parts: MapParts) {
    this.parts = parts;
    this.state = new MapState(parts.paths, parts.layout, () => this.tag);
    this.results = new MapResults(parts.paths, this.state, () => this.tag, parts.classes);
  }

  /** The map's tag. */
  get tag(): string {
    return this.parts.tag;
  }

  /** How many components the map has. */
  get length(): number {
    return this.parts.layout.components;
  }

  /** The indices of the components. */
  get components(): number[] {
    return Array.from({ length: this.length }, (_, component) => component);
  }

  /** Whether the map has never been given a tag by its user, so that `htmap.clean` removes it. */
  get isTransient(): boolean {
    return this.parts.transient;
  }

  /** Whether the map has not been removed. */
  get exists(): boolean {
    if (this.removed) return false;
    try {
      return Deno.statSync(this.parts.paths.description).isFile;
    } catch {
      return false;
    }
  }

  /** The directory the map is kept in, for `htmap path` and other tools. */
  get paths(): MapPaths {
    return this.parts.paths;
  }

  /** Reads what is new of the map's state. */
  protected async refresh(): Promise<void> {
    this.throwIfRemoved();
    await this.state.refresh();
  }

  /** Refuses to go on with a map that is gone. */
  protected throwIfRemoved(): void {
    if (this.removed) throw new MapWasRemoved(this.tag);
  }

  /** Turns an index that may count from the end into one that counts from the start. */
  protected index(component: number): number {
    const index = component < 0 ? this.length + component : component;
    if (Number.isSafeInteger(index) && index >= 0 && index < this.length) return index;
    throw new ComponentNotFound(this.tag, component, this.length);
  }
}
