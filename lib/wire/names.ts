/**
 * The names that both sides must agree on: of files in a job's scratch directory, of what is brought
 * back, of environment variables and of what is called.
 *
 * htmap's files all begin with `htmap_`, so that they stay out of the way of the user's own.
 *
 * @module
 */

/** The function's module. */
export const FUNCTION_FILE = "htmap_function.mjs";
/** The values the function captured. */
export const VALUES_FILE = "htmap_values.cbor";
/** The module of the first version of a map, where another one runs: inputs may have instances of its classes. */
export const FIRST_FUNCTION_FILE = "htmap_first_function.mjs";
/** The values that one captured. */
export const FIRST_VALUES_FILE = "htmap_first_values.cbor";
/** The executor, as one file, when the runtime is Deno rather than the binary. */
export const EXECUTOR_FILE = "htmap_executor.js";
/** What the name of a program's file begins with; the architecture follows. */
const PROGRAM = "htmap_program-";
/** What is appended to the name of a compressed file. */
export const COMPRESSED = ".gz";
/** The script that makes a compressed program whole and starts it. */
export const LAUNCHER_FILE = "htmap_launch";
/** The directory of the C library that comes along into an image. */
export const LIBRARIES_DIRECTORY = "htmap_libraries";
/** What the launcher has a program take for its dynamic loader where the image has none: a link to another. */
export const LOADER_LINK = "htmap_loader";

/**
 * The environment variable that names the directory of the C library that came along into an image, if
 * the program runs with it. What the program starts is not to find it on its search path.
 */
export const OWN_LIBRARIES_VARIABLE = "HTMAP_OWN_LIBRARIES";

/** @returns The name of the program for an architecture. */
export function programFile(arch: Architecture | typeof FOUND_ARCHITECTURE): string {
  return PROGRAM + arch;
}

/** Stands for the architecture of the machine that HTCondor has found for a job, as it is named here. */
export const FOUND_ARCHITECTURE = "$$([toLower(TARGET.Arch)])";

/** A kind of machine that there are programs for, as Deno and `uname -m` name it. */
export type Architecture = "x86_64" | "aarch64";

/** All of these. */
export const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];

/** The directory of the files that paths in the inputs lead to: each is there in a directory of its own. */
export const INPUT_FILES = "htmap_inputs";

/** @returns The name that a file is sent under whose own cannot be told from another's. */
export function linkedFile(number: number): string {
  return `htmap_file_${number}`;
}

/** @returns The name that a file is sent under which gets its own back where it is used. */
export function renamedFile(number: number, name: string): string {
  return `htmap_as_${number}_${encodeURIComponent(name.toWellFormed())}`;
}

/** @returns The number in a name that {@linkcode linkedFile} or {@linkcode renamedFile} gave. */
export function linkNumber(name: string): number | undefined {
  const [, number] = /^htmap_(?:file|as)_(\d+)/.exec(name) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Matches a name that {@linkcode linkedFile} or {@linkcode renamedFile} gave, in a text. */
export const SENT_NAME: RegExp = /htmap_file_\d+|htmap_as_\d+_[\w.!~*'()%-]+/;

/** @returns The name that {@linkcode renamedFile} wrote, or `undefined` if it is no such file. */
export function ownName(renamed: string): string | undefined {
  const [, name] = /^htmap_as_\d+_(.+)$/.exec(renamed) ?? [];
  return name === undefined ? undefined : decodeURIComponent(name);
}

/** The directory whose content travels back. */
export const OUTPUT_DIRECTORY = "htmap_outputs";

/** The directory of the files that came along with the function's module. */
export const BROUGHT_FILES = "htmap_files";

/** Matches the name of the input file. */
export const INPUT_FILE: RegExp = /^htmap_\d+\.in$/;

/**
 * Names an input file.
 *
 * @param job The first job whose inputs it holds, or the macro that stands for it.
 * @returns The name, as {@linkcode INPUT_FILE} matches it.
 */
export function inputFile(job: number | string): string {
  return `htmap_${job}.in`;
}

/**
 * Names what a job or component brings back. One that is submitted again uses another name, so that
 * what its earlier runs brought back is neither overwritten nor taken for the new.
 *
 * @param number The job or component, or the macro that stands for it.
 * @param submission Which submission of the map it belongs to, counted from 0.
 * @returns The name, without what says of what kind it is.
 */
export function outputName(number: number | string, submission: number): string {
  return submission === 0 ? `${number}` : `${number}.${submission}`;
}

/**
 * Reads what {@linkcode outputName} wrote.
 *
 * @param name A file name, which may come from outside, with or without what says of what kind it is.
 * @returns The job or component and the submission, or `undefined` if it is no such name.
 */
export function parseOutputName(name: string): { number: number; submission: number } | undefined {
  const [, number, submission = "0"] = OUTPUT_NAME.exec(name) ?? [];
  return number === undefined
    ? undefined
    : { number: Number(number), submission: Number(submission) };
}

const OUTPUT_NAME = /^(0|[1-9]\d{0,14})(?:\.([1-9]\d{0,8}))?(?:\.[a-z]+)?$/;

/** @returns The name of a job's output file. */
export function outputFile(job: number, submission: number): string {
  return `${outputName(job, submission)}.out`;
}

/** @returns The name of the file that lists the failed components of a job. */
export function failuresFile(job: number, submission: number): string {
  return `${outputName(job, submission)}.err`;
}

/** @returns Whether a name may be that of an output file or of a list of failed components. */
export function isOutcomeFile(name: string): boolean {
  return /\.(out|err)$/.test(name) && parseOutputName(name) !== undefined;
}

/** What HTCondor and htmap itself call of the binary: a command each, which is not for people. */
export const INTERNAL_COMMAND = {
  /** Runs a job: takes its number and that of its submission. */
  EXECUTE: "execute",
  /** Runs the jobs of a map on this machine: takes the map's directory. */
  LOCAL_SCHEDULER: "local-scheduler",
} as const;

/** The environment variable that is set where components run. */
export const ON_EXECUTE_VARIABLE = "HTMAP_ON_EXECUTE";

/** The environment variable that names the component that runs. */
export const COMPONENT_VARIABLE = "HTMAP_COMPONENT";

/** The environment variable that names the directory a component's checkpoint is kept in. */
export const CHECKPOINT_VARIABLE = "HTMAP_CHECKPOINT_DIR";

/** The directory of the components' checkpoints, below the one whose content travels back. */
export const ALL_CHECKPOINTS = "checkpoints";

/** The environment variable that names the directory a component's output files are moved to. */
export const OUTPUT_FILES_VARIABLE = "HTMAP_OUTPUT_FILES_DIR";

/** The directory of these directories, below the one whose content travels back. */
export const ALL_OUTPUT_FILES = "files";

/** @returns That directory, below the one whose content travels back. */
export function outputFilesDirectory(component: number, submission: number): string {
  return `${ALL_OUTPUT_FILES}/${outputName(component, submission)}`;
}

/** The directory of output files that go elsewhere, below the one whose content travels back. */
export const ALL_REMAPPED = "remapped";

/** @returns What the n-th of a component's output files that go elsewhere is called, below the same. */
export function remappedFile(name: string, index: number): string {
  return `${ALL_REMAPPED}/${name}-${index}`;
}

/** The environment variable that says which output files of the component that runs go elsewhere. */
export const REMAPS_VARIABLE = "HTMAP_OUTPUT_REMAPS";

/** The standard streams of components. */
export type StreamName = "stdout" | "stderr";

/** The directory of what components had printed when their job was taken off its machine, below the same. */
export const ALL_KEPT_STREAMS = "streams";

/** @returns The file of what a component had printed to a stream, below the same. */
export function keptStreamFile(component: number, submission: number, name: StreamName): string {
  return `${ALL_KEPT_STREAMS}/${outputName(component, submission)}.${name}`;
}

/** The directory of what attempts left that a job is run again after, below the one whose content travels back. */
export const ALL_ATTEMPTS = "attempts";

/**
 * Names what holds what the attempts of a job left, a directory each, below the directory of all these. A job
 * of several components gets it along, by the last part of the name.
 *
 * @param job The job, or the macro that stands for it.
 * @param submission Which submission of the map it belongs to.
 * @returns The name.
 */
export function attemptsDirectory(job: number | string, submission: number): string {
  return `htmap_attempts_${outputName(job, submission)}`;
}

/**
 * Reads what {@linkcode attemptsDirectory} wrote.
 *
 * @param name A file name, which may come from outside.
 * @returns The job and the submission, or `undefined` if it is no such name.
 */
export function parseAttemptsDirectory(
  name: string,
): ReturnType<typeof parseOutputName> {
  const [, output] = /^htmap_attempts_([\d.]+)$/.exec(name) ?? [];
  return output === undefined ? undefined : parseOutputName(output);
}
