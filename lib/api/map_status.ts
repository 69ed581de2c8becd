/**
 * What overviews show of a map.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import type { MapFigures } from "../map/overview.ts";

/** What is shown of one map. Sizes are in bytes, times in seconds. */
export interface MapStatus {
  tag: string;
  transient: boolean;
  counts: ReadonlyMap<ComponentStatus, number> | undefined;
  /** Why none of its components has started, where that is known. */
  idle: string | undefined;
  meta: MapFigures | undefined;
}
