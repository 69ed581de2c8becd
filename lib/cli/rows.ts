/**
 * Values as rows of cells, for what has columns: CSV and tables.
 *
 * An object has a column a key, an array a column an item, and anything else one column. What is in them
 * and is itself an object is JSON in its cell.
 *
 * @module
 */

import { HTMapError, ResultTooLarge } from "../base/errors.ts";
import { TransferPath } from "../base/transfer_path.ts";
import { formOf, JsonObject } from "./json_forms.ts";
import { jsonPieces } from "./json_text.ts";
import { writtenSize } from "./written_size.ts";

/** A row: what is in each column, by the name of that. */
export type Row = ReadonlyMap<string, unknown>;

/** A value that is written as several, each with a name, such as a component with its input and output. */
export class NamedValues {
  /** @param values The values, by name; one with several parts has a column `name.part` for each. */
  constructor(readonly values: Readonly<Record<string, unknown>>) {}
}

/**
 * Takes a value apart.
 *
 * @param value Any value.
 * @param name What its column is called, if it has only one.
 * @returns Its row.
 */
export function rowOf(value: unknown, name: string): Row {
  if (value instanceof NamedValues) {
    return new Map(
      Object.entries(value.values).flatMap(([name, part]) => {
        const parts = partsOf(part);
        return parts
          ? parts.map(([key, item]) => [`${name}.${key}`, item] as const)
          : [[name, part] as const];
      }),
    );
  }
  return new Map(partsOf(value) ?? [[name, value]]);
}

/** The parts of a value that has any, each with its key. */
function partsOf(value: unknown): [key: string, part: unknown][] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const parts = Array.isArray(value)
    ? Array.from(value, (item, index): [string, unknown] => [String(index), item])
    : isRecord(value)
    ? Object.entries(value)
    : [];
  return parts.length > 0 ? parts : undefined;
}

/** Whether an object is nothing but its fields, as far as JSON knows. */
function isRecord(value: object): boolean {
  if (Object.getPrototypeOf(value) === Object.prototype) return true;
  const form = formOf(value);
  if (!(form instanceof JsonObject)) return false;
  for (const [key] of form.fields) return !key.startsWith("$");
  return false;
}

/**
 * Writes a cell. What would be one thing in JSON and is another here, is as people and spreadsheets have
 * it: text without quotes, a date, nothing for `null`.
 *
 * @param value What is in it.
 * @returns Its text.
 */
export function cellText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return "";
    default:
      if (value === null) return "";
      if (value instanceof URL || value instanceof TransferPath) return value.toString();
      if (value instanceof Date) return isNaN(value.getTime()) ? "" : value.toISOString();
      return [...jsonPieces(value)].join("");
  }
}

/** The place of a value, for an error. */
export interface CellPlace {
  readonly tag: string;
  /** What the value is, such as `"output"`. */
  readonly name: string;
  readonly component: number;
  /** The form it was to be written in. */
  readonly format: string;
}

/** No row may be longer than about this, in characters. */
const LONGEST = 2 ** 28;

/**
 * Writes the cells of a row.
 *
 * @param values What is in them.
 * @param place Where they are.
 * @returns Their texts.
 * @throws {ResultTooLarge} If they are too long to be written.
 */
export function checkCells(values: Iterable<unknown>, place: CellPlace): string[] {
  const all = [...values];
  const { characters } = writtenSize(all, LONGEST);
  if (characters <= LONGEST) return all.map(cellText);
  const reason = `it would have more than ${Math.floor(LONGEST / 1e6)} million characters`;
  const otherwise = "Print it with --format jsonl";
  throw new ResultTooLarge(place.tag, place.component, place.format, reason, otherwise);
}

/**
 * Refuses a row that does not fit the columns there are. One that has nothing for some of them does.
 *
 * @param row The row.
 * @param columns The names of the columns.
 * @param place Where it is.
 * @throws {HTMapError} If it does not fit.
 */
export function refuseMisfit(row: Row, columns: ReadonlySet<string>, place: CellPlace): void {
  const extra = [...row.keys()].filter((name) => !columns.has(name));
  if (extra.length === 0) return;
  const names = extra.slice(0, 3).map((name) => JSON.stringify(name)).join(", ");
  const more = extra.length > 3 ? ` and ${extra.length - 3} more` : "";
  const { tag, name, component, format } = place;
  throw new HTMapError(
    `The ${name} of component ${component} of map "${tag}" cannot be printed as ${format}: there is no column ` +
      `for ${names}${more}, since the columns are those of what came first. Print it with --format jsonl`,
  );
}
