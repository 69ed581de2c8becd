/**
 * What the machines of a pool have at most, and what they know of themselves.
 *
 * @module
 */

import { runTool, type ToolOptions } from "../condor_tool.ts";
import { parseMemory } from "../local/memory.ts";
import { poolOf, type Schedd } from "../schedds.ts";
import { WHOLE_SLOTS } from "./facts.ts";

/** How long the pool may take to answer, in milliseconds. */
const TIMEOUT = 10_000;

/** Something that jobs ask for, and machines have some of. */
export interface Resource {
  /** What it is, in the plural. */
  readonly what: string;
  /** The attribute of the job. */
  readonly attribute: string;
  /** The submit command. */
  readonly command: string;
  /** How much of it a machine has in all (HTCondor's manual, "Machine ClassAd Attributes"). */
  readonly total: string;
  /** How much every machine has, so that a pool need not be asked. */
  readonly ordinary: number;
  /** Writes an amount for people. */
  readonly shown: (amount: number) => string;
  /** Writes an amount as the submit command takes it. */
  readonly asked: (amount: number) => string;
}

const plain = (amount: number): string => String(amount);
const megabytes = (amount: number): string =>
  amount >= 1024 ? `${Math.floor(amount / 102.4) / 10} GB` : `${Math.floor(amount)} MB`;

/** What jobs can ask for everywhere. */
export const RESOURCES: readonly Resource[] = [
  {
    what: "processors",
    attribute: "RequestCpus",
    command: "request_cpus",
    total: "TotalSlotCpus",
    ordinary: 1,
    shown: plain,
    asked: plain,
  },
  {
    what: "memory",
    attribute: "RequestMemory",
    command: "request_memory",
    total: "TotalSlotMemory",
    ordinary: 1024,
    shown: megabytes,
    asked: (amount) => `${Math.floor(amount)}MB`,
  },
  {
    what: "disk",
    attribute: "RequestDisk",
    command: "request_disk",
    total: "TotalSlotDisk",
    ordinary: 1024 * 1024,
    shown: (amount) => megabytes(amount / 1024),
    asked: (amount) => `${Math.floor(amount / 1024)}MB`,
  },
  {
    what: "GPUs",
    attribute: "RequestGPUs",
    command: "request_gpus",
    total: "TotalSlotGPUs",
    ordinary: 0,
    shown: plain,
    asked: plain,
  },
];

/**
 * Reads how much of something a submit command asks for (HTCondor's manual, "condor_submit": memory without a
 * unit is MB, disk KB).
 *
 * @param resource Of what.
 * @param value The value of the command.
 * @returns The amount, in what the machines count it in; `undefined` if it is an expression.
 */
export function amountOf({ command }: Resource, value: string): number | undefined {
  if (command === "request_memory") return parseMemory(value);
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  if (command !== "request_disk") return undefined;
  const megabytes = parseMemory(value);
  return megabytes === undefined ? undefined : megabytes * 1024;
}

/** What the largest of a pool's machines has, by the attribute of the request. */
export interface Largest {
  /** How many slots there are that are not parts of others. */
  readonly slots: number;
  readonly has: ReadonlyMap<string, number>;
}

/**
 * Asks what the machines have at most.
 *
 * @param schedd Whose pool it is.
 * @param options A signal to stop.
 * @returns The largest amount of each of {@linkcode RESOURCES}.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function largestOf(schedd: Schedd, options: ToolOptions): Promise<Largest> {
  const lines = await ask(schedd, WHOLE_SLOTS, RESOURCES.map(({ total }) => total), [], options);
  const has = new Map(RESOURCES.map(({ attribute }) => [attribute, 0]));
  for (const line of lines) {
    for (const [column, text] of line.split("\t").entries()) {
      const attribute = RESOURCES[column]?.attribute ?? "";
      has.set(attribute, Math.max(has.get(attribute) ?? 0, Number(text) || 0));
    }
  }
  return { slots: lines.length, has };
}

/**
 * Finds which of some attributes no machine has.
 *
 * @param names The attributes.
 * @param schedd Whose pool it is.
 * @param options A signal to stop.
 * @returns Those that are unknown to all machines; none if there are no machines.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function unknownToAll(
  names: readonly string[],
  schedd: Schedd,
  options: ToolOptions,
): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => ({
    name,
    lines: await ask(schedd, `${name} =!= undefined`, ["Name"], ["-limit", "1"], options),
  })));
  const unknown = found.filter(({ lines }) => lines.length === 0).map(({ name }) => name);
  if (unknown.length === 0) return [];
  const any = await ask(schedd, "true", ["Name"], ["-limit", "1"], options);
  return any.length === 0 ? [] : unknown;
}

/** Slots, and not what HTCondor 24 and later say of their machine apart from them. */
const SLOTS = `Cpus =!= undefined && ${WHOLE_SLOTS}`;
/** How many slots are asked for the names of what they know: those of one pool know much the same. */
const ASKED_FOR_NAMES = "5";

/**
 * Asks some slots for the names of what they know of themselves.
 *
 * @param schedd Whose pool it is.
 * @param options A signal to stop.
 * @returns The names.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function attributesOfAMachine(
  schedd: Schedd,
  options: ToolOptions,
): Promise<string[]> {
  const args = [...poolOf(schedd), "-limit", ASKED_FOR_NAMES, "-constraint", SLOTS, "-long"];
  const { stdout } = await runTool("condor_status", args, "could not show a machine", {
    ...options,
    timeout: TIMEOUT,
  });
  return [...new Set([...stdout.matchAll(/^(\w+) = /gm)].map(([, name = ""]) => name))];
}

async function ask(
  schedd: Schedd,
  constraint: string,
  attributes: readonly string[],
  more: readonly string[],
  options: ToolOptions,
): Promise<string[]> {
  const args = [...poolOf(schedd), ...more, "-constraint", constraint, "-af:t", ...attributes];
  const { stdout } = await runTool("condor_status", args, "could not list the machines", {
    ...options,
    timeout: TIMEOUT,
  });
  return stdout.split("\n").filter((line) => line.trim() !== "");
}

/**
 * Says that no machine has as much as is asked for.
 *
 * @param resource Of what.
 * @param asked How much is asked for.
 * @param has How much the largest machine has.
 * @returns A clause; `undefined` if there is a machine that has it, or no number is asked for.
 */
export function tooMuch(
  { what, command, shown }: Resource,
  asked: number,
  has: number,
): string | undefined {
  if (!(asked > has)) return undefined;
  if (has === 0) {
    return `${command} asks for ${shown(asked)}, and no machine of the pool has ${what}`;
  }
  const unit = /\s/.test(shown(asked)) ? "" : ` ${what}`;
  return `${command} asks for ${shown(asked)}${unit}, and the largest machine has ${shown(has)}`;
}
