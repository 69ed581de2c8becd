/**
 * Which version of a map each of its components has run with.
 *
 * @module
 */

import type { MapHandle } from "./handle.ts";
import { readVersions } from "./versions.ts";

/** A version of a map: its function and its options at one time. */
export interface MapVersion {
  /** Its number, counted from 1: the map as it was made. */
  readonly version: number;
  /** When it was made. */
  readonly created: Date;
  /** The name of its function. */
  readonly functionName: string;
  /** Whether it came with a function of its own, and has not that of the version before. */
  readonly hasNewFunction: boolean;
  /** The map options that were changed by it, as text. */
  readonly mapOptions: Readonly<Record<string, string>>;
  /** The components that ran with it last, or run with it now: what they brought back is of this version. */
  readonly components: readonly number[];
}

/**
 * Lists the versions of a map.
 *
 * @param handle The map.
 * @returns The versions, in order.
 * @throws {CorruptData} If what says so is damaged.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function versionsOf(handle: MapHandle): Promise<MapVersion[]> {
  await handle.look();
  const records = await readVersions(handle.paths, handle.description);
  const components = Map.groupBy(handle.components, (one) => handle.state.versionOf(one));
  return records.map(({ version, created, functionName, functionVersion, mapOptions }) => ({
    version,
    created: new Date(created),
    functionName,
    hasNewFunction: functionVersion === version,
    mapOptions,
    components: components.get(version) ?? [],
  }));
}

/**
 * Finds the version of a component.
 *
 * @param handle The map.
 * @param component The component, which may count from the end.
 * @returns The version that it ran with last, or runs with now.
 * @throws {ComponentNotFound} If there is no such component.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function versionOf(handle: MapHandle, component: number): Promise<number> {
  const index = handle.index(component);
  await handle.look();
  return handle.state.versionOf(index);
}
