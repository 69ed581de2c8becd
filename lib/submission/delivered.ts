/**
 * What a delivery method gives, which is checked before it is put into a submit description.
 *
 * @module
 */

import { shown } from "../base/arguments.ts";
import { InvalidSetting } from "../base/errors.ts";
import { isOneLine } from "../text/one_line.ts";
import { checkComponentUse } from "./component_macro.ts";
import { isForDelivery, reservationOf } from "./reserved.ts";

/** What a delivery method adds to a submission. */
export interface Delivery {
  /** Submit descriptors, `executable` and `transfer_executable` among them. */
  readonly descriptors: Readonly<Record<string, string>>;
  /** The arguments of the executable, to be followed by the job's number and its submission's. */
  readonly arguments: readonly string[];
  /** Files to send along with every job. */
  readonly inputFiles: readonly string[];
  /**
   * Files that each node gets once, for all jobs on it, which can read them and no more. If they are given,
   * what all jobs of the map have in common goes so as well: the function, its values, and of the fixed
   * input files those that no job would run.
   */
  readonly commonFiles?: readonly string[] | undefined;
  /** Which machines can run it, as a ClassAd expression; it goes with the map option `requirements`. */
  readonly requirements?: string | undefined;
}

/**
 * Checks what a delivery method gives, which may be anything: one that is registered is the user's own
 * code.
 *
 * @param method The method's name.
 * @param delivery What it gives.
 * @param chunk How many components a job runs.
 * @returns The delivery, its descriptors named as in a submit description.
 * @throws {InvalidSetting} If it cannot be put into one.
 * @throws {InvalidOption} If it uses the component of a job that runs several.
 */
export function checkDelivery(method: string, delivery: unknown, chunk: number): Delivery {
  try {
    const descriptors = descriptorsOf(partOf(delivery, "descriptors"));
    for (const [key, value] of Object.entries(descriptors)) {
      checkComponentUse(`The descriptor "${key}" of the delivery method "${method}"`, value, chunk);
    }
    const commonFiles = partOf(delivery, "commonFiles");
    const requirements = partOf(delivery, "requirements");
    return {
      descriptors,
      arguments: linesOf(partOf(delivery, "arguments"), "its arguments"),
      inputFiles: filesOf(partOf(delivery, "inputFiles"), "its inputFiles"),
      ...commonFiles !== undefined && { commonFiles: filesOf(commonFiles, "its commonFiles") },
      ...requirements !== undefined && { requirements: lineOf(requirements, "its requirements") },
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new InvalidSetting(
      `The delivery method ${
        JSON.stringify(method)
      } gives ${error.message}. Mend that where it is ` +
        "registered, or set DELIVERY_METHOD to another",
    );
  }
}

/** What is wrong with a delivery. */
class Fault extends Error {}

function partOf(delivery: unknown, name: keyof Delivery): unknown {
  if (typeof delivery === "object" && delivery !== null) return Reflect.get(delivery, name);
  throw new Fault(`${shown(delivery)}, and not descriptors, arguments and inputFiles`);
}

function descriptorsOf(descriptors: unknown): Record<string, string> {
  if (typeof descriptors !== "object" || descriptors === null || Array.isArray(descriptors)) {
    throw new Fault(`${shown(descriptors)} for its descriptors, which are to be an object`);
  }
  const checked: Record<string, string> = {};
  for (const [key, value] of Object.entries(descriptors)) {
    const [, mark, name] = /^(\+|MY\.)?([A-Za-z_][A-Za-z0-9_]*)$/i.exec(key) ?? [];
    if (name === undefined) {
      throw new Fault(`${JSON.stringify(key)} as a descriptor, which is none`);
    }
    if (!isForDelivery(name)) {
      throw new Fault(`the descriptor "${key}", which is reserved: ${reservationOf(name)?.why}`);
    }
    checked[mark === undefined ? name : `MY.${name}`] = lineOf(value, `the descriptor "${key}"`);
  }
  return checked;
}

function linesOf(values: unknown, what: string): string[] {
  if (Array.isArray(values)) return values.map((value) => lineOf(value, `one of ${what}`));
  throw new Fault(`${shown(values)} for ${what}, which are to be a list`);
}

function lineOf(value: unknown, what: string): string {
  if (typeof value === "string" && isOneLine(value)) return value;
  throw new Fault(`${shown(value)} for ${what}, which is to be a line of text`);
}

function filesOf(values: unknown, what: string): string[] {
  return linesOf(values, what).map((file) => checkFile(file, what));
}

function checkFile(file: string, what: string): string {
  if (file !== "" && !/,|^\s|\s$/.test(file)) return file;
  throw new Fault(
    `${
      JSON.stringify(file)
    } for one of ${what}, whose name HTCondor cannot write down: it has no ` +
      "comma, and no blank at its ends",
  );
}
