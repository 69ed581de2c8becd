/**
 * Submit descriptions: what is handed to `condor_submit`, one description and one file of item data
 * a submission, however many jobs it has.
 *
 * @module
 */

import { COMPONENT_MACRO, usesComponent } from "./component_macro.ts";
import { FOUND_ARCHITECTURE, inputFile, OUTPUT_DIRECTORY, outputName } from "../wire/names.ts";
import { JobAttribute } from "../wire/job_ad.ts";
import { GIVEN_MEMORY } from "../wire/memory.ts";
import type { Delivery } from "./delivered.ts";
import { submitNotes } from "../events/log.ts";
import { inputFileOf } from "../wire/layout.ts";
import {
  componentsOf,
  filesOf,
  GROUP_COLUMNS,
  type GroupedJobs,
  groupsOf,
  groupValues,
  isGrouped,
  keepsAttempts,
} from "./job_groups.ts";
import { limitDescriptors } from "./limits.ts";
import type { ResolvedOptions } from "./options.ts";
import { namesArgument, remapsText } from "./remapped_output.ts";
import { haveOwnFiles, type SentRecord, sentToAll } from "./sent_record.ts";
import type { MapPaths } from "../store/paths.ts";

/** What a submission is made from. */
export interface Submission extends GroupedJobs {
  /** The map's tag, shown by HTCondor as the name of the batch. */
  tag: string;
  paths: MapPaths;
  /** The first job of each input file; see {@linkcode inputFileOf}. */
  inputStarts: readonly number[];
  options: ResolvedOptions;
  /** How the user's files are sent; not there where all are sent as they were given. */
  files?: SentRecord | undefined;
  delivery: Delivery;
  /** The version of the map that runs, which says what its function is; the first if not given. */
  version?: SubmittedVersion | undefined;
  /** Which submission of the map this is, counted from 0. */
  index: number;
}

/** What a submission takes of a version of its map. */
export interface SubmittedVersion {
  /** The version, counted from 1. */
  readonly number: number;
  /** The files that make up its function, in the map's directory. */
  readonly functionFiles: readonly string[];
}

/** The name of the variable of an item that holds the job. */
const JOB = "htmap_job";
/** The same for the job's input file. */
const INPUT = "htmap_input";

/** The same for where its output files go, for HTCondor, */
const REMAPS = "htmap_remaps";
/** and for the job. */
const REMAPPED_NAMES = "htmap_remapped";

/** How a description writes what differs from job to job. */
interface JobTerms {
  /** The job, for what `condor_submit` expands. */
  readonly job: string;
  /** The attribute HTMapJob. */
  readonly attribute: string;
  /** The job, in the arguments of the program. */
  readonly argument: string;
  /** The first job of its input file. */
  readonly input: string;
}

/** Where each job has a line of item data, its terms are variables of that. */
const OF_ITEMS: JobTerms = {
  job: `$(${JOB})`,
  attribute: `$(${JOB})`,
  argument: `$(${JOB})`,
  input: `$(${INPUT})`,
};

/**
 * Where HTCondor's own number of a job tells all else of it, the terms are expressions that are the same for
 * all jobs: they stand in the ad of the cluster alone, and HTCondor works them out when it has found a
 * machine. That makes for half of what is to be submitted, and no item data.
 *
 * @returns The terms; `undefined` if jobs differ by more than their number.
 */
function termsOfNumbers(submission: Submission): JobTerms | undefined {
  const { jobs, inputStarts, options } = submission;
  if (isGrouped(submission) || options.variadic.size > 0 || haveOwnFiles(submission)) {
    return undefined;
  }
  if (options.outputRemaps) return undefined;
  if (!jobs.every((job, proc) => job === proc)) return undefined;
  const step = inputStarts[1] ?? jobs.length;
  if (!inputStarts.every((start, index) => start === index * step)) return undefined;
  return {
    job: "$(Process)",
    attribute: "ProcId",
    argument: "$$([ProcId])",
    input: inputStarts.length === 1 ? "0" : `$$([ProcId-ProcId%${step}])`,
  };
}

function termsOf(submission: Submission): JobTerms {
  return termsOfNumbers(submission) ?? OF_ITEMS;
}

/** A macro that is nothing. */
const NOTHING = "htmap_nothing";
/** Nothing of a variable of the item: one that is expanded for each job, and not when the jobs are submitted. */
const LATE_NOTHING = `$SUBSTR(${JOB},0,0)`;

/**
 * What HTCondor would take for the end of an item's value, and the macros that stand for it there:
 * it splits a line of item data first and expands macros later. Blanks at the ends of a definition
 * are cut off, and with late materialization only after all that can be expanded has been.
 */
const ITEM_MACROS: readonly (readonly [character: string, macro: string, definition: string])[] = [
  [",", "htmap_comma", ","],
  [" ", "htmap_space", `${LATE_NOTHING} ${LATE_NOTHING}`],
  ["\t", "htmap_tab", `${LATE_NOTHING}\t${LATE_NOTHING}`],
];

/**
 * Writes the submit description of a submission.
 *
 * @param submission What to submit.
 * @param items Its item data, as {@linkcode itemDataText} writes them; the description names their file.
 * @returns The text of the description.
 */
export function submitDescriptionText(submission: Submission, items: string): string {
  const descriptors = new Map([...ownDescriptors(submission), ...deliveryDescriptors(submission)]);
  const given = [...givenDescriptors(submission)];
  for (const [key, value] of [...given, ...limitDescriptors(submission.options, given)]) {
    descriptors.set(key, value);
  }
  const body = [...descriptors].map(([key, value]) => `${key} = ${whole(value)}`);
  body.push("", queueStatement(submission), "");
  return [...macrosOf(submission, [...body, items]), ...body].join("\n");
}

function queueStatement(submission: Submission): string {
  const { paths, index, jobs } = submission;
  if (termsOfNumbers(submission)) return `queue ${jobs.length}`;
  return `queue ${columns(submission).join(", ")} from ${literal(paths.itemData(index))}`;
}

type Descriptor = readonly [key: string, value: string];

function ownDescriptors(submission: Submission): Descriptor[] {
  const { paths, tag, index, options } = submission;
  const { job, attribute } = termsOf(submission);
  return [
    ["universe", "vanilla"],
    ["batch_name", literal(tag)],
    // Paths within the map are written relative to it: they stand in the ad of every job, and short
    // ads make a quick submit and a small queue.
    ["initialdir", literal(paths.root)],
    ["log", within(paths, paths.events)],
    ["submit_event_user_notes", submitNotes(index)],
    ["output", `${within(paths, paths.logs)}/${outputName(job, index)}.stdout`],
    ["error", `${within(paths, paths.logs)}/${outputName(job, index)}.stderr`],
    ["should_transfer_files", "YES"],
    ["when_to_transfer_output", "ON_EXIT_OR_EVICT"],
    // It merges with the directory of that name that is there, the map's outputs.
    ["transfer_output_files", OUTPUT_DIRECTORY],
    ...submission.options.outputRemaps
      ? [["transfer_output_remaps", `"$(${REMAPS})"`] as const]
      : [],
    ["arguments", quoteArguments(jobArguments(submission))],
    ["MY.IsHTMapJob", "True"],
    ["MY.HTMapUUID", `"${paths.uuid}"`],
    ["MY.HTMapJob", attribute],
    ["MY.HTMapSubmission", String(index)],
    ["MY.HTMapComponents", componentsExpression(submission)],
    ...options.captureLocals ? [[`MY.${JobAttribute.CAPTURE_LOCALS}`, "1"] as const] : [],
  ];
}

function* deliveryDescriptors(submission: Submission): Generator<Descriptor> {
  const { delivery } = submission;
  const { commonFiles } = delivery;
  const ofAll = filesOfAllJobs(submission);
  const ofEach = filesOfEachJob(submission);
  if (commonFiles) {
    const once = [...ofAll, ...commonFiles].map(literal).join(",");
    const given = sentToAll(submission).filter((file) => !commonFiles.includes(file));
    yield ["MY.CommonInputFiles", classAdString(once)];
    yield ["transfer_input_files", [...ofEach, ...given.map(literal)].join(",")];
  } else {
    const files = [...ofAll, ...ofEach, ...sentToAll(submission).map(literal)];
    yield ["transfer_input_files", files.join(",")];
  }
  for (const [key, value] of Object.entries(delivery.descriptors)) {
    yield [key, key.toLowerCase() === "executable" ? literal(value) : value];
  }
  if (delivery.requirements !== undefined) yield ["requirements", delivery.requirements];
}

/** What the map options say, which goes before all else but for requirements: those of a delivery stay. */
function* givenDescriptors({ options, delivery }: Submission): Generator<Descriptor> {
  const names = [...options.variadic.keys()];
  const given: Descriptor[] = [
    ...options.fixed,
    ...names.map((key, column): Descriptor => [key, `$(${columnName(column)})`]),
  ];
  for (const [key, value] of given) {
    const isRequirements = key.toLowerCase() === "requirements";
    yield isRequirements && delivery.requirements !== undefined
      ? [key, `(${value}) && ${delivery.requirements}`]
      // HTCondor takes the first of two names for one thing.
      : [key.toLowerCase() === "requestdisk" ? "request_disk" : key, value];
  }
}

/** Defines the macros that are used: condor_submit warns of others. */
function macrosOf(submission: Submission, texts: readonly string[]): string[] {
  const macros: (readonly [name: string, definition: string])[] = [[NOTHING, ""]];
  for (const [, name, definition] of ITEM_MACROS) macros.push([name, definition]);
  const used = macros.filter(([name]) => texts.some((text) => text.includes(`$(${name})`)));
  // Where a job runs several components, there is none that it could stand for.
  if (submission.layout.chunk === 1 && texts.some(usesComponent)) {
    used.push([COMPONENT_MACRO, termsOf(submission).job]);
  }
  return used.map(([name, definition]) => `${name} = ${definition}`);
}

/**
 * Says which components a job runs, as text such as `12-15`: an expression that is the same for all jobs
 * and so stands in the ad of the cluster alone.
 */
function componentsExpression(submission: Submission): string {
  const { components, chunk } = submission.layout;
  if (isGrouped(submission)) return `"$(${GROUP_COLUMNS.components})"`;
  if (chunk === 1) return "string(HTMapJob)";
  const first = `HTMapJob * ${chunk}`;
  const last = `min({ ${first} + ${chunk - 1}, ${components - 1} })`;
  return `strcat(${first}, "-", ${last})`;
}

/** A backslash at its end would join the next line to a value. */
function whole(value: string): string {
  return value.endsWith("\\") ? `${value}$(${NOTHING})` : value;
}

/**
 * Writes the item data of a submission: a line a job, its values separated by commas.
 *
 * @param submission What to submit.
 * @returns The text of the item data; none where no job differs from others but by its number.
 */
export function itemDataText(submission: Submission): string {
  if (termsOfNumbers(submission)) return "";
  const { options } = submission;
  const lines: string[] = [];
  for (const group of groupsOf(submission)) {
    const [job = 0] = group.jobs;
    const values = [String(job)];
    if (!isGrouped(submission)) values.push(String(inputFileOf(submission.inputStarts, job)));
    const [component = 0] = componentsOf(submission, group);
    for (const column of options.variadic.values()) values.push(column[component] ?? "");
    if (haveOwnFiles(submission)) values.push(filesOf(submission, group).map(literal).join(","));
    if (options.outputRemaps) {
      values.push(literal(remapsText(submission, group)), namesArgument(submission, group));
    }
    values.push(...groupValues(submission, group));
    lines.push(values.map(itemValue).join(","));
  }
  return `${lines.join("\n")}\n`;
}

function itemValue(value: string): string {
  if (value === "") return `$(${NOTHING})`;
  return whole(ITEM_MACROS.reduce(
    (text, [character, macro]) => text.replaceAll(character, `$(${macro})`),
    value,
  ));
}

function columns(submission: Submission): string[] {
  const names = [
    JOB,
    ...isGrouped(submission) ? [] : [INPUT],
    ...[...submission.options.variadic.keys()].map((_, column) => columnName(column)),
  ];
  if (haveOwnFiles(submission)) names.push("htmap_input_files");
  if (submission.options.outputRemaps) names.push(REMAPS, REMAPPED_NAMES);
  if (isGrouped(submission)) names.push(...Object.values(GROUP_COLUMNS));
  return names;
}

function columnName(column: number): string {
  return `htmap_option${column}`;
}

/** The files of the map that all its jobs get. */
function filesOfAllJobs({ paths, version }: Submission): string[] {
  return functionFilesOf(paths, version).map((file) => within(paths, file));
}

/** @returns The files that make up the function of a version of a map; of the first, if none is given. */
export function functionFilesOf(
  paths: Pick<MapPaths, "function" | "values">,
  version: SubmittedVersion | undefined,
): readonly string[] {
  return version?.functionFiles ?? [paths.function, paths.values];
}

/** The files of one job, as they stand in the description. */
function filesOfEachJob(submission: Submission): string[] {
  const { paths, delivery } = submission;
  return [
    // The output directory is sent empty, so that it is there to be sent back also if the executor
    // cannot even start.
    within(paths, paths.emptyOutputDirectory),
    isGrouped(submission)
      ? `$(${GROUP_COLUMNS.inputs})`
      : `${within(paths, paths.inputs)}/${inputFile(termsOf(submission).input)}`,
    ...keepsAttempts(submission)
      ? [within(paths, paths.attempts(termsOf(submission).argument, submission.index))]
      : [],
    ...delivery.inputFiles.map((file) => literalBut(file, FOUND_ARCHITECTURE)),
    ...haveOwnFiles(submission) ? ["$(htmap_input_files)"] : [],
  ];
}

/** Writes text as a string of the ClassAd language. */
function classAdString(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

function jobArguments(submission: Submission): string[] {
  const { delivery, index } = submission;
  const given = delivery.arguments.map((arg) => literalBut(arg, GIVEN_MEMORY));
  const jobs = isGrouped(submission) ? `$(${GROUP_COLUMNS.jobs})` : termsOf(submission).argument;
  const remaps = submission.options.outputRemaps ? [`$(${REMAPPED_NAMES})`] : [];
  return [...given, jobs, String(index), ...remaps];
}

/** A path of the map, relative to its directory. */
function within(paths: MapPaths, path: string): string {
  return path.slice(paths.root.length + 1);
}

/** @returns Text in which HTCondor expands no `$` as a macro. */
export function literal(text: string): string {
  return text.replaceAll("$", "$(DOLLAR)");
}

/** The same, but for what is HTCondor's to put in. */
function literalBut(text: string, kept: string): string {
  return text.split(kept).map(literal).join(kept);
}

/**
 * Writes arguments in HTCondor's new syntax (manual of condor_submit, `arguments`).
 *
 * @param args The arguments; `$(…)` in them is expanded by HTCondor.
 * @returns The value of the descriptor `arguments`.
 */
export function quoteArguments(args: readonly string[]): string {
  const quoted = args.map((arg) => {
    const doubled = arg.replaceAll('"', '""');
    return arg === "" || /[\s']/.test(arg) ? `'${doubled.replaceAll("'", "''")}'` : doubled;
  });
  return `"${quoted.join(" ")}"`;
}
