/**
 * Submit descriptions: what is handed to `condor_submit`, one description and one file of item data
 * a submission, however many jobs it has.
 *
 * @module
 */

import { COMPONENT_MACRO, usesComponent } from "./component_macro.ts";
import { inputFile, OUTPUT_DIRECTORY, outputName } from "../wire/names.ts";
import { GIVEN_MEMORY } from "../wire/memory.ts";
import type { Delivery } from "./delivered.ts";
import { submitNotes } from "../events/log.ts";
import { chunkOf, inputFileOf, type JobLayout } from "../wire/layout.ts";
import type { ResolvedOptions } from "./options.ts";
import type { MapPaths } from "../store/paths.ts";

/** What a submission is made from. */
export interface Submission {
  /** The map's tag, shown by HTCondor as the name of the batch. */
  tag: string;
  paths: MapPaths;
  layout: JobLayout;
  /** The first job of each input file; see {@linkcode inputFileOf}. */
  inputStarts: readonly number[];
  options: ResolvedOptions;
  delivery: Delivery;
  /** The jobs to submit, in the order of their procs. */
  jobs: readonly number[];
  /** Which submission of the map this is, counted from 0. */
  index: number;
}

/** The name of the variable of an item that holds the job. */
const JOB = "htmap_job";
/** The same for the job's input file. */
const INPUT = "htmap_input";

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
  const { paths, options, delivery } = submission;
  const descriptors = new Map<string, string>([
    ["universe", "vanilla"],
    ["batch_name", literal(submission.tag)],
    // Paths within the map are written relative to it: they stand in the ad of every job, and short
    // ads make a quick submit and a small queue.
    ["initialdir", literal(paths.root)],
    ["log", within(paths, paths.events)],
    ["submit_event_user_notes", submitNotes(submission.index)],
    ["output", `${within(paths, paths.logs)}/${outputName(`$(${JOB})`, submission.index)}.stdout`],
    ["error", `${within(paths, paths.logs)}/${outputName(`$(${JOB})`, submission.index)}.stderr`],
    ["should_transfer_files", "YES"],
    ["when_to_transfer_output", "ON_EXIT_OR_EVICT"],
    // It merges with the directory of that name that is there, the map's outputs.
    ["transfer_output_files", OUTPUT_DIRECTORY],
    ["transfer_input_files", inputFilesValue(submission)],
    ["arguments", quoteArguments(jobArguments(submission))],
    ["MY.IsHTMapJob", "True"],
    ["MY.HTMapUUID", `"${paths.uuid}"`],
    ["MY.HTMapJob", `$(${JOB})`],
    ["MY.HTMapSubmission", String(submission.index)],
    ["MY.HTMapComponents", componentsExpression(submission.layout)],
    ...Object.entries(delivery.descriptors).map(([key, value]): [string, string] =>
      key.toLowerCase() === "executable" ? [key, literal(value)] : [key, value]
    ),
  ]);
  for (const [key, value] of options.fixed) descriptors.set(key, value);
  [...options.variadic.keys()].forEach((key, column) =>
    descriptors.set(key, `$(${columnName(column)})`)
  );
  const body = [...descriptors].map(([key, value]) => `${key} = ${whole(value)}`);
  const itemFile = literal(paths.itemData(submission.index));
  body.push("", `queue ${columns(submission).join(", ")} from ${itemFile}`, "");
  return [...macrosOf(submission, [...body, items]), ...body].join("\n");
}

/** Defines the macros that are used: condor_submit warns of others. */
function macrosOf({ layout }: Submission, texts: readonly string[]): string[] {
  const macros: (readonly [name: string, definition: string])[] = [[NOTHING, ""]];
  for (const [, name, definition] of ITEM_MACROS) macros.push([name, definition]);
  const used = macros.filter(([name]) => texts.some((text) => text.includes(`$(${name})`)));
  // Where a job runs several components, there is none that it could stand for.
  if (layout.chunk === 1 && texts.some(usesComponent)) used.push([COMPONENT_MACRO, `$(${JOB})`]);
  return used.map(([name, definition]) => `${name} = ${definition}`);
}

/**
 * Says which components a job runs, as text such as `12-15`: an expression that is the same for all jobs
 * and so stands in the ad of the cluster alone.
 */
function componentsExpression({ components, chunk }: JobLayout): string {
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
 * @returns The text of the item data.
 */
export function itemDataText(submission: Submission): string {
  const { options, layout } = submission;
  const lines: string[] = [];
  for (const job of submission.jobs) {
    const values = [String(job), String(inputFileOf(submission.inputStarts, job))];
    const [component = 0] = chunkOf(layout, job);
    for (const column of options.variadic.values()) values.push(column[component] ?? "");
    if (options.inputFiles) values.push(filesOfJob(submission, job).map(literal).join(","));
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
    INPUT,
    ...[...submission.options.variadic.keys()].map((_, column) => columnName(column)),
  ];
  if (submission.options.inputFiles) names.push("htmap_input_files");
  return names;
}

function columnName(column: number): string {
  return `htmap_option${column}`;
}

function inputFilesValue({ paths, options, delivery }: Submission): string {
  // The output directory is sent empty, so that it is there to be sent back also if the executor
  // cannot even start.
  const ours = [paths.function, paths.values, paths.emptyOutputDirectory].map((path) =>
    within(paths, path)
  );
  const files = [
    ...ours,
    `${within(paths, paths.inputs)}/${inputFile(`$(${INPUT})`)}`,
    ...delivery.inputFiles.map(literal),
    ...options.fixedInputFiles.map(literal),
  ];
  if (options.inputFiles) files.push("$(htmap_input_files)");
  return files.join(",");
}

function jobArguments({ delivery, index }: Submission): string[] {
  const given = delivery.arguments.map((arg) =>
    arg.split(GIVEN_MEMORY).map(literal).join(GIVEN_MEMORY)
  );
  return [...given, `$(${JOB})`, String(index)];
}

/** A path of the map, relative to its directory. */
function within(paths: MapPaths, path: string): string {
  return path.slice(paths.root.length + 1);
}

function filesOfJob({ options, layout }: Submission, job: number): string[] {
  const files = new Set<string>();
  const [first, end] = chunkOf(layout, job);
  for (let component = first; component < end; component++) {
    for (const file of options.inputFiles?.[component] ?? []) files.add(file);
  }
  return [...files];
}

/** Keeps HTCondor from expanding a `$` of a name as a macro. */
function literal(text: string): string {
  return text.replaceAll("$", "$(DOLLAR)");
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
