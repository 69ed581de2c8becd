/**
 * What the screen is made from: what is known of the map, and where its user is.
 *
 * @module
 */

import type { MapView } from "../../map/map_view.ts";

/** What is known of a map. */
export type Shown = Pick<
  MapView,
  | "tag"
  | "backend"
  | "statuses"
  | "counts"
  | "running"
  | "errors"
  | "holds"
  | "memory"
  | "asked"
  | "times"
  | "rate"
  | "timeLeft"
  | "trouble"
  | "answered"
  | "read"
>;

/** The lists below the cells. */
export const TABS = ["running", "errors", "holds", "figures"] as const;

/** One of these. */
export type Tab = typeof TABS[number];

/** Where the user of a screen is. */
export interface Position {
  /** Whether the keys move among the cells, or in the list. */
  readonly focus: "cells" | "list";
  readonly tab: Tab;
  /** The component whose cell is chosen. */
  readonly component: number;
  /** Which line of the list is chosen. */
  readonly index: number;
  /** What is said at the foot, if anything. */
  readonly message?: string | undefined;
  /** Why what is shown is not what is now, if it is not. */
  readonly stale?: string | undefined;
}

/** How large the screen is. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}
