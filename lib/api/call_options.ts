/**
 * What every way of making a map takes.
 *
 * @module
 */

import type { BackendName } from "../backend/backend.ts";
import type { MapOptions } from "../submission/options.ts";

/** Options of making a map. */
export interface MapCallOptions {
  /** The map's tag. Without one, three words are made up and the map is transient. */
  tag?: string | undefined;
  /** What HTCondor is told about the map's jobs. */
  mapOptions?: MapOptions | undefined;
  /**
   * Do not print that the map was made.
   *
   * @default {false}
   */
  quiet?: boolean | undefined;
  /** What runs the jobs. By default, what the setting `BACKEND` says. */
  backend?: BackendName | "auto" | undefined;
  /** Stops the making; what was made so far is removed. */
  signal?: AbortSignal | undefined;
}
