/**
 * Which schedd has the jobs of a map. Settings change, and so does the machine that one works on: what is
 * to be done to jobs is done where they are.
 *
 * @module
 */

import { CorruptData, HTCondorError } from "../base/errors.ts";
import { isThere, readTextIfThere, writeFileAtomically } from "../base/files.ts";
import { settings } from "../settings/settings.ts";
import type { MapPaths } from "../store/paths.ts";
import type { BackendOptions } from "./backend.ts";
import { runTool, type ToolOptions } from "./condor_tool.ts";

/** A schedd. */
export interface Schedd {
  /** Its name; `undefined` for that of this machine. */
  readonly name: string | undefined;
  /** The collector that knows where it is; `undefined` for the pool's own. */
  readonly collector: string | undefined;
}

/** @returns The schedd that new jobs go to, as the settings name it. */
export function chosenSchedd(): Schedd {
  return {
    name: settings.getString("HTCONDOR.SCHEDULER") || undefined,
    collector: settings.getString("HTCONDOR.COLLECTOR") || undefined,
  };
}

/** @returns The arguments that have a tool ask the collector of a schedd. */
export function poolOf({ collector }: Schedd): string[] {
  return collector ? ["-pool", collector] : [];
}

/**
 * Has one of HTCondor's tools talk to a schedd.
 *
 * @param schedd The schedd.
 * @param tool The tool's name.
 * @param args Its arguments, without those that name the schedd.
 * @param failure What to say it did, if it fails, such as "could not list the jobs".
 * @param options What it is for, and a signal to stop.
 * @returns What it wrote.
 * @throws {HTCondorError} If it fails; the schedd is named, unless it is this machine's.
 */
export async function runAt(
  schedd: Schedd,
  tool: string,
  args: readonly string[],
  failure: string,
  options: ToolOptions,
): Promise<{ stdout: string; stderr: string }> {
  const { name } = schedd;
  const where = [...poolOf(schedd), ...(name ? ["-name", name] : [])];
  const what = name === undefined ? failure : `${failure} at the schedd ${name}`;
  // What is done to a map that HTCondor has can be done by HTCondor alone.
  return await runTool(tool, [...where, ...args], what, { isOptional: false, ...options });
}

/**
 * Notes which schedd a submission goes to, before it does: a process that ends early leaves no jobs that
 * nobody would find.
 *
 * @param paths The map.
 * @param submission The submission.
 * @param options A signal to stop.
 * @returns The schedd, as the settings name it. If it does not say its own name nothing is noted: what is
 *   wrong with it, the submission itself will say.
 */
export async function noteSchedd(
  paths: MapPaths,
  submission: number,
  options: ToolOptions,
): Promise<Schedd> {
  const chosen = chosenSchedd();
  let name: string | undefined;
  try {
    name = await nameOf(chosen, options);
  } catch (error) {
    if (!(error instanceof HTCondorError)) throw error;
  }
  if (name !== undefined) {
    const text = JSON.stringify({ ...chosen, name });
    await writeFileAtomically(paths.schedd(submission), `${text}\n`);
  }
  return chosen;
}

/** What a schedd calls itself; `condor_q` says it above its list, however short that is. */
async function nameOf(schedd: Schedd, options: ToolOptions): Promise<string | undefined> {
  const args = ["-constraint", "false"];
  const { stdout } = await runAt(schedd, "condor_q", args, "could not ask for the name", options);
  return /^-- Schedd: (\S+) :/m.exec(stdout)?.[1];
}

/** What the schedd of this machine calls itself, once it has said so. */
let ownName: string | undefined;

/** This machine's own schedd is called without its name: so it is found even if the collector is down. */
async function nearest(schedd: Schedd, options: BackendOptions): Promise<Schedd> {
  if (schedd.name === undefined || schedd.collector !== undefined) return schedd;
  try {
    ownName ??= await nameOf({ name: undefined, collector: undefined }, options);
  } catch (error) {
    // There need be none here: then it is another machine's that is meant.
    if (!(error instanceof HTCondorError)) throw error;
  }
  return schedd.name === ownName ? { ...schedd, name: undefined } : schedd;
}

/** Where the jobs of a map may be. */
export interface MapSchedds {
  /** The schedds; never none. */
  readonly schedds: readonly Schedd[];
  /** Whether each submission is known to have gone to one of them. */
  readonly areAll: boolean;
}

/**
 * Finds the schedds that the submissions of a map were given to.
 *
 * @param paths The map.
 * @param options A signal to stop.
 * @returns The schedds; for a map of an htmap that did not note them, the one that the settings name.
 * @throws {CorruptData} If a note is not what htmap wrote.
 */
export async function scheddsOf(
  paths: MapPaths,
  options: BackendOptions,
): Promise<MapSchedds> {
  const found = new Map<string, Schedd>();
  let areAll = true;
  for (const submission of submissionsOf(paths)) {
    if (!isThere(paths.schedd(submission))) areAll = false;
    const schedd = await scheddOf(paths, submission, options);
    found.set(JSON.stringify(schedd), schedd);
  }
  if (found.size === 0) return { schedds: [chosenSchedd()], areAll: false };
  return { schedds: [...found.values()], areAll };
}

/**
 * Finds the schedd that a submission of a map was given to.
 *
 * @param paths The map.
 * @param submission The submission.
 * @param options A signal to stop.
 * @returns The schedd; the one that the settings name if it was not noted.
 * @throws {CorruptData} If the note is not what htmap wrote.
 */
export async function scheddOf(
  paths: MapPaths,
  submission: number,
  options: BackendOptions,
): Promise<Schedd> {
  const path = paths.schedd(submission);
  const text = await readTextIfThere(path);
  return text === undefined ? chosenSchedd() : await nearest(parse(text, path), options);
}

function submissionsOf(paths: MapPaths): number[] {
  try {
    return [...Deno.readDirSync(paths.submissions)].flatMap(({ name }) => {
      const [, number] = /^(\d{1,9})\.jobs$/.exec(name) ?? [];
      return number === undefined ? [] : [Number(number)];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // the map is being removed, or damaged
    throw error;
  }
}

function parse(text: string, source: string): Schedd {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) throw new SyntaxError();
    const [name, collector]: unknown[] = [
      Reflect.get(value, "name"),
      Reflect.get(value, "collector"),
    ];
    const isName = (part: unknown): part is string | undefined =>
      part === undefined || typeof part === "string" && /^[^-\s]\S*$/.test(part);
    if (isName(name) && isName(collector)) return { name, collector };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CorruptData(source, "it does not name a schedd");
}
