/**
 * What the local scheduler needs to know of a submission, kept as JSON.
 *
 * @module
 */

import { CorruptData, InvalidOption } from "../../base/errors.ts";
import { workingDirectory } from "../../base/files.ts";
import {
  type JobRanges,
  jobRanges,
  jobsIn,
  jobsOfProc,
  procsOf,
  type SubmittedJobs,
  type WhatRuns,
} from "../../wire/layout.ts";
import type { MapPaths } from "../../store/map_paths.ts";
import type { Resource } from "../backend.ts";
import { expandComponent, usesComponent } from "../../submission/component_macro.ts";
import type { Submission } from "../../submission/description.ts";
import { componentsOf, filesOf, groupsOf } from "../../submission/job_groups.ts";
import { namesArgument, remapsOfGroup } from "../../submission/remapped_output.ts";
import { haveOwnFiles, sentToAll } from "../../submission/sent_record.ts";
import { parseEnvironment, submitEnvironment } from "./environment.ts";
import { parseMemory } from "./memory.ts";

/** One value for all procs of a cluster, or one for each. */
export type OneOrEach<T> = { readonly all: T } | { readonly each: readonly T[] };

/** Output files of a job that go elsewhere. */
export interface JobRemaps {
  /** What its program is told of them. */
  readonly argument: string;
  /** Where each goes, and what it is called below the directory whose content travels back. */
  readonly places: readonly { readonly staged: string; readonly to: string }[];
}

/** A submission, as the scheduler knows it. */
export interface LocalSubmission {
  /** Which submission of the map it is, counted from 0. */
  readonly index: number;
  /** The jobs, in the order of their procs. */
  readonly jobs: JobRanges;
  /** How many of them a proc runs, one after the other, or how many each runs; 1 if not there. */
  readonly together?: SubmittedJobs["together"] | undefined;
  /** The only components that run; all of the jobs' if not there. */
  readonly components?: JobRanges | undefined;
  /** How many components a job of the map has; not there where all of them run. */
  readonly chunk?: number | undefined;
  /** The files that make up the function, relative to the map's directory; the map's own if not there. */
  readonly functionFiles?: readonly string[] | undefined;
  /** The program; relative to the scratch directory unless absolute. */
  readonly executable: string;
  /** Its arguments, to be followed by the job and the submission. */
  readonly arguments: readonly string[];
  /** Files of htmap's own, besides those of the map, which jobs are trusted with: they are linked to. */
  readonly links: readonly string[];
  /** The user's files, by path, URL or link in the map's directory: each job gets a copy. */
  readonly copies: readonly string[];
  /** The first job of each input file. */
  readonly inputStarts: readonly number[];
  /** More of the user's files, those of the job's components. */
  readonly jobCopies: OneOrEach<readonly string[]>;
  /** Where output files of the job's components go that do not come back; none if not there. */
  readonly remaps?: OneOrEach<JobRemaps>;
  /** The variables that come from where the map was made. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** The variables that the user gave. */
  readonly environment: OneOrEach<Readonly<Record<string, string>>>;
  /** How many processors a job takes up. */
  readonly cpus: OneOrEach<number>;
  /** How much memory a job asks for, in MB; `null` for one that asks for none. */
  readonly memory?: OneOrEach<number | null>;
  /** Whether error reports are to have local variables; not if not there. */
  readonly captureLocals?: boolean | undefined;
  /** How often a job is run again that ends otherwise than with 0; never if not there. */
  readonly retries?: number | undefined;
  /** How long a component may take, in milliseconds; as long as it takes if not there. */
  readonly timeLimit?: number | undefined;
  /** What was asked for with `edit()` since, for all jobs: memory in MB, disk in KB. */
  readonly requested?: Requested;
  /** The same, for some jobs, by proc; it goes before that. */
  readonly requestedOf?: Readonly<Record<string, Requested>>;
}

/** What is asked for, by the name of the attribute: memory in MB, disk in KB. */
type Requested = Readonly<Partial<Record<Resource, number>>>;

/**
 * Notes that jobs ask for something else from now on.
 *
 * @param submission What they belong to.
 * @param resource What they ask for.
 * @param value How much.
 * @param jobs Those of the map's jobs that do; all if not given.
 * @returns The submission, as it is to be kept.
 */
export function withRequest(
  submission: LocalSubmission,
  resource: Resource,
  value: number,
  jobs?: readonly number[],
): LocalSubmission {
  const { requested, requestedOf = {} } = submission;
  if (!jobs) {
    const others = Object.entries(requestedOf).map(([proc, { [resource]: _, ...rest }]) =>
      [proc, rest] as const
    );
    return {
      ...submission,
      requested: { ...requested, [resource]: value },
      ...others.length > 0 && { requestedOf: Object.fromEntries(others) },
    };
  }
  const wanted = new Set(jobs);
  const changed = procsOf(submittedJobs(submission)).flatMap(([first = 0], proc) =>
    wanted.has(first) ? [[proc, { ...requestedOf[proc], [resource]: value }] as const] : []
  );
  return { ...submission, requestedOf: { ...requestedOf, ...Object.fromEntries(changed) } };
}

/**
 * Tells what a proc was made to ask for after it was submitted.
 *
 * @param submission What it belongs to.
 * @param resource What it asks for.
 * @param proc The proc.
 * @returns How much: memory in MB, disk in KB; `undefined` if that was not changed.
 */
export function requestFor(
  { requested, requestedOf }: LocalSubmission,
  resource: Resource,
  proc: number,
): number | undefined {
  return requestedOf?.[proc]?.[resource] ?? requested?.[resource];
}

/** @returns Which jobs a submission is of. */
export function submittedJobs({ jobs, together = 1 }: LocalSubmission): SubmittedJobs {
  return { jobs, together };
}

/** @returns What a proc runs. */
export function whatRunsIn(submission: LocalSubmission, proc: number): WhatRuns {
  const { components, chunk = 1 } = submission;
  const jobs = jobsOfProc(submittedJobs(submission), proc);
  if (!components) return { jobs, components: undefined };
  const isOf = new Set(jobs);
  const some = jobsIn(components).filter((component) => isOf.has(Math.floor(component / chunk)));
  return { jobs, components: some };
}

/** @returns The files that make up the function of a submission. */
export function functionFilesIn(paths: MapPaths, { functionFiles }: LocalSubmission): string[] {
  if (!functionFiles) return [paths.function, paths.values];
  return functionFiles.map((file) => `${paths.root}/${file}`);
}

/** @returns The value for a proc. */
export function valueFor<T>(value: OneOrEach<T>, proc: number): T | undefined {
  return "all" in value ? value.all : value.each[proc];
}

/** @returns The memory a proc asks for, in MB; `undefined` if it asks for none. */
export function memoryFor(submission: LocalSubmission, proc: number): number | undefined {
  const { memory = { all: null } } = submission;
  return requestFor(submission, "RequestMemory", proc) ?? valueFor(memory, proc) ?? undefined;
}

/**
 * Works out what the scheduler needs to know.
 *
 * @param submission The submission, as for any backend.
 * @returns What to keep.
 * @throws {InvalidOption} If it asks for something that there is no local way to do.
 */
export function localSubmissionOf(submission: Submission): LocalSubmission {
  const { delivery, options, jobs, components, paths, version } = submission;
  const descriptor = (name: string): OneOrEach<string> | undefined =>
    descriptorOf(submission, name);
  const universe = delivery.descriptors.universe ?? "vanilla";
  if (universe !== "vanilla") {
    throw new InvalidOption(
      `The local backend cannot run jobs of the universe "${universe}", which the delivery method asks ` +
        `for: it has no containers. Set DELIVERY_METHOD to "transplant", or BACKEND to "htcondor"`,
    );
  }
  return {
    index: submission.index,
    jobs: jobRanges(jobs),
    together: submission.together,
    ...components && { components: jobRanges(components), chunk: submission.layout.chunk },
    functionFiles: version?.functionFiles.map((file) => file.slice(paths.root.length + 1)),
    executable: executableOf(delivery.descriptors),
    arguments: delivery.arguments,
    links: delivery.inputFiles,
    copies: sentToAll(submission),
    inputStarts: submission.inputStarts,
    jobCopies: jobCopiesOf(submission),
    ...options.outputRemaps && { remaps: remapsOf(submission) },
    baseEnvironment: submitEnvironment(valueFor(descriptor("getenv") ?? { all: "" }, 0)),
    environment: mapValue(
      descriptor("environment") ?? descriptor("env") ?? { all: "" },
      parseEnvironment,
    ),
    cpus: mapValue(descriptor("request_cpus") ?? descriptor("requestcpus") ?? { all: "" }, cpusOf),
    memory: mapValue(
      descriptor("request_memory") ?? descriptor("requestmemory") ?? { all: "" },
      (text) => parseMemory(text) ?? null,
    ),
    captureLocals: options.captureLocals,
    retries: options.retries,
    timeLimit: options.timeLimit,
  };
}

/** An expression, which only a matchmaker could work out, counts as one processor. */
function cpusOf(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Math.max(1, Number(text)) : 1;
}

function executableOf(descriptors: Readonly<Record<string, string>>): string {
  const { executable = "", transfer_executable: transfer = "True" } = descriptors;
  // One that is sent along is a file of this side; else the job finds it where it runs.
  const isThere = /^(false|no|0)$/i.test(transfer) || executable.startsWith("/");
  return isThere ? executable : `${workingDirectory()}/${executable}`;
}

function descriptorOf(submission: Submission, name: string): OneOrEach<string> | undefined {
  const { options, delivery, layout } = submission;
  const isNamed = ([key]: readonly [string, unknown]): boolean => key.toLowerCase() === name;
  // Where several components share a job, none has an option of its own.
  const firsts = groupsOf(submission).map((group) => componentsOf(submission, group)[0] ?? 0);
  const expanded = (text: string, first: number): string =>
    layout.chunk === 1 ? expandComponent(name, text, first) : text;
  const variadic = [...options.variadic].find(isNamed);
  if (variadic) {
    return { each: firsts.map((first) => expanded(variadic[1][first] ?? "", first)) };
  }
  const [, fixed] = [...options.fixed].find(isNamed) ??
    Object.entries(delivery.descriptors).find(isNamed) ?? [];
  if (fixed === undefined) return undefined;
  return usesComponent(fixed)
    ? { each: firsts.map((first) => expanded(fixed, first)) }
    : { all: fixed };
}

function jobCopiesOf(submission: Submission): OneOrEach<readonly string[]> {
  if (!haveOwnFiles(submission)) return { all: [] };
  return { each: groupsOf(submission).map((group) => filesOf(submission, group)) };
}

function remapsOf(submission: Submission): OneOrEach<JobRemaps> {
  const each = groupsOf(submission).map((group): JobRemaps => ({
    argument: namesArgument(submission, group),
    places: [...remapsOfGroup(submission, group).values()].flat()
      .map(({ staged, to }) => ({ staged, to })),
  }));
  return { each };
}

function mapValue<T, U>(value: OneOrEach<T>, map: (value: T) => U): OneOrEach<U> {
  return "all" in value ? { all: map(value.all) } : { each: value.each.map(map) };
}

/**
 * Lists the clusters of a map.
 *
 * @param paths The map.
 * @returns Those that were submitted, and those whose number is only reserved.
 */
export function listClusters(paths: MapPaths): { submitted: number[]; reserved: number[] } {
  const submitted: number[] = [];
  const numbers: number[] = [];
  try {
    for (const { name } of Deno.readDirSync(paths.localClusters)) {
      const [, number, json] = /^([1-9]\d{0,8})(\.json)?$/.exec(name) ?? [];
      if (number !== undefined) (json ? submitted : numbers).push(Number(number));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // never submitted to, or removed
  }
  submitted.sort((a, b) => a - b);
  return { submitted, reserved: numbers.filter((number) => !submitted.includes(number)) };
}

/**
 * Reads what is kept of a submission.
 *
 * @param paths The map.
 * @param cluster The submission's cluster.
 * @returns What was kept.
 * @throws {CorruptData} If the file is not what htmap wrote.
 */
export function readLocalSubmission(paths: MapPaths, cluster: number): LocalSubmission {
  const source = paths.localSubmission(cluster);
  let value: unknown;
  try {
    value = JSON.parse(Deno.readTextFileSync(source));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CorruptData(source, "it is not JSON");
    throw error;
  }
  if (!isLocalSubmission(value)) throw new CorruptData(source, "it does not describe jobs");
  return value;
}

/** The file is ours, in a directory that only its user can write: its form is all there is to check. */
function isLocalSubmission(value: unknown): value is LocalSubmission {
  if (typeof value !== "object" || value === null) return false;
  const has = (name: string, test: (part: unknown) => boolean): boolean =>
    test(Reflect.get(value, name));
  const isTable = (part: unknown): boolean => typeof part === "object" && part !== null;
  return has("index", Number.isSafeInteger) &&
    has("executable", (part) => typeof part === "string") &&
    ["jobs", "arguments", "links", "copies"].every((name) => has(name, Array.isArray)) &&
    ["jobCopies", "baseEnvironment", "environment", "cpus"].every((name) => has(name, isTable)) &&
    has("together", (part) =>
      part === undefined || Number.isSafeInteger(part) ||
      Array.isArray(part) && part.every(Number.isSafeInteger)) &&
    ["retries", "timeLimit"].every((name) =>
      has(name, (part) => part === undefined || Number.isSafeInteger(part))
    ) &&
    ["components", "functionFiles"].every((name) =>
      has(name, (part) => part === undefined || Array.isArray(part))
    ) &&
    has("captureLocals", (part) => part === undefined || typeof part === "boolean") &&
    ["memory", "requested", "remaps"].every((name) =>
      has(name, (part) => part === undefined || isTable(part))
    );
}
