/**
 * A map as cells: one a component or, where there are more than fit, one for several.
 *
 * @module
 */

import type { ComponentStatus } from "../../base/component_status.ts";
import { type Line, type Piece, piece } from "./line.ts";

/** The mark of each state, so that they can be told without colours. */
export const MARKS: Readonly<Record<ComponentStatus, string>> = {
  ERRORED: "E",
  HELD: "H",
  UNKNOWN: "?",
  REMOVED: "x",
  SUSPENDED: "S",
  RUNNING: "R",
  IDLE: ".",
  UNMATERIALIZED: "-",
  COMPLETED: "#",
};

/** The states from what a cell of several shows first: what went wrong, then what is going on. */
// The keys are those of the table above; Object.keys forgets them.
const BY_WEIGHT = Object.keys(MARKS) as ComponentStatus[];
const WEIGHTS = new Map(BY_WEIGHT.map((status, weight) => [status, weight]));

/** The cells of a map. */
export interface Cells {
  /** What each shows. */
  readonly statuses: readonly ComponentStatus[];
  /** How many components each stands for; the last may stand for fewer. */
  readonly per: number;
  /** How many there are in a row. */
  readonly columns: number;
}

/**
 * Makes the cells of a map.
 *
 * @param statuses The state of each component.
 * @param room How many cells fit in a row, and how many rows there may be.
 * @returns The cells.
 */
export function cellsOf(
  statuses: readonly ComponentStatus[],
  room: { readonly columns: number; readonly rows: number },
): Cells {
  const columns = Math.max(1, room.columns);
  const per = Math.max(1, Math.ceil(statuses.length / (columns * Math.max(1, room.rows))));
  const cells: ComponentStatus[] = [];
  for (let first = 0; first < statuses.length; first += per) {
    cells.push(worstIn(statuses, first, first + per));
  }
  return { statuses: cells, per, columns };
}

function worstIn(
  statuses: readonly ComponentStatus[],
  first: number,
  end: number,
): ComponentStatus {
  let worst = BY_WEIGHT.length - 1;
  const last = Math.min(end, statuses.length);
  for (let component = first; component < last; component++) {
    worst = Math.min(worst, WEIGHTS.get(statuses[component]!) ?? worst);
  }
  return BY_WEIGHT[worst]!; // a place of that very list
}

/**
 * Finds the component that a cell speaks of.
 *
 * @param cells The cells.
 * @param statuses The state of each component.
 * @param cell The cell.
 * @returns The first of its components that is in the state that it shows.
 */
export function componentOfCell(
  { per, statuses: shown }: Cells,
  statuses: readonly ComponentStatus[],
  cell: number,
): number {
  const first = cell * per;
  for (let component = first; component < first + per; component++) {
    if (statuses[component] === shown[cell]) return component;
  }
  return first;
}

/**
 * Draws cells.
 *
 * @param cells The cells.
 * @param chosen The cell that is chosen, if one is.
 * @returns A line a row.
 */
export function drawCells({ statuses, columns }: Cells, chosen?: number): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < statuses.length; start += columns) {
    const pieces: Piece[] = [];
    let [text, look]: [string, Piece["look"]] = ["", "plain"];
    statuses.slice(start, start + columns).forEach((status, i) => {
      const wanted = start + i === chosen ? "chosen" : status;
      if (wanted !== look && text !== "") {
        pieces.push(piece(text, look));
        text = "";
      }
      look = wanted;
      text += MARKS[status];
    });
    lines.push([...pieces, piece(text, look)]);
  }
  return lines;
}
