/**
 * The names of htmap's files in a job's scratch directory, which both sides must agree on.
 *
 * They all begin with `htmap_`, so that they stay out of the way of the user's own.
 *
 * @module
 */

/** The function's module. */
export const FUNCTION_FILE = "htmap_function.mjs";
/** The values the function captured. */
export const VALUES_FILE = "htmap_values.cbor";
/** The executor, as one file, when the runtime is Deno rather than the binary. */
export const EXECUTOR_FILE = "htmap_executor.js";
/** The directory whose content travels back. */
export const OUTPUT_DIRECTORY = "htmap_outputs";

/** Matches the name of the input file; its number is that of the first job whose inputs it holds. */
export const INPUT_FILE: RegExp = /^htmap_\d+\.in$/;

/** @returns The name of a job's output file. */
export function outputFile(job: number): string {
  return `${job}.out`;
}

/** @returns The name of the file that lists the failed components of a job. */
export function failuresFile(job: number): string {
  return `${job}.err`;
}

/** The environment variable by which the mapped function's helpers find the scratch directory. */
export const SCRATCH_VARIABLE = "HTMAP_SCRATCH_DIR";

/** @returns The directory, below the scratch directory, that a component's output files are moved to. */
export function userOutputDirectory(component: string): string {
  return `${OUTPUT_DIRECTORY}/files/${component}`;
}
