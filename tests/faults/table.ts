/**
 * What was tried, and what came of it.
 *
 * @module
 */

import { textTable } from "../../lib/text/text_table.ts";
import { type Experiment, nameOf } from "./experiment.ts";

/** What came of the tries of an experiment. */
interface Row {
  readonly experiment: Experiment;
  tried: number;
  survived: number;
}

/** A try that something did not survive. */
interface Loss {
  readonly name: string;
  readonly reason: string;
}

/** The results of all tries. */
export class Results {
  #rows: Row[] = [];
  #losses: Loss[] = [];

  /** How many tries something did not survive. */
  get lost(): number {
    return this.#losses.length;
  }

  /** Notes a try whose fault struck. */
  add(experiment: Experiment, place: string, reason?: string): void {
    let row = this.#rows.find((row) => row.experiment === experiment);
    if (!row) this.#rows.push(row = { experiment, tried: 0, survived: 0 });
    row.tried++;
    if (reason === undefined) row.survived++;
    else this.#losses.push({ name: nameOf(experiment, place), reason });
  }

  /** The table, and how to try again what was lost. */
  toString(): string {
    const heading = ["Fault", "Done to", "On", "Tried", "Survived", "Lost"];
    const rows = this.#rows.map(({ experiment: { fault, act, backend }, tried, survived }) => {
      return [fault, act, backend, ...[tried, survived, tried - survived].map(String)];
    });
    const sum = (of: (row: Row) => number): number =>
      this.#rows.reduce((total, row) => total + of(row), 0);
    const [tried, survived] = [sum((row) => row.tried), sum((row) => row.survived)];
    rows.push(["all", "", "", ...[tried, survived, tried - survived].map(String)]);
    const table = textTable(heading, rows, [...left(3), ...right(3)]);
    const losses = this.#losses.map(({ name, reason }) =>
      `deno task faults -- ${name}\n${reason.replace(/^/gm, "    ")}`
    );
    return [table, ...losses].join("\n\n");
  }
}

const left = (columns: number): "left"[] => Array.from({ length: columns }, () => "left");
const right = (columns: number): "right"[] => Array.from({ length: columns }, () => "right");
