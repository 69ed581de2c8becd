/**
 * The environment of local jobs: like HTCondor's, nearly empty, so that what works here works there.
 *
 * @module
 */

import { InvalidOption } from "../../base/errors.ts";
import { SCRATCH_VARIABLE } from "./process.ts";
import { JOB_AD_FILE, JOB_AD_VARIABLE } from "../../wire/job_ad.ts";
import { MACHINE_AD_FILE, MACHINE_AD_VARIABLE } from "../../wire/memory.ts";

/** What HTCondor does not pass on, but hardly any program does without. */
const PASSED_ON = ["PATH", "HOME", "USER", "LANG", "TZ"];

/** The variables by which programs are told how many processors are theirs; HTCondor sets them too. */
const THREAD_VARIABLES = [
  "CUBACORES",
  "GOMAXPROCS",
  "JULIA_NUM_THREADS",
  "MKL_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "OMP_NUM_THREADS",
  "OMP_THREAD_LIMIT",
  "OPENBLAS_NUM_THREADS",
  "PYTHON_CPU_COUNT",
  "ROOT_MAX_THREADS",
  "TF_LOOP_PARALLEL_ITERATIONS",
  "TF_NUM_THREADS",
];

/**
 * The part of the environment that comes from where the map is made.
 *
 * @param getenv The value of the submit descriptor `getenv`: true, false or a list of names.
 * @returns The variables.
 */
export function submitEnvironment(getenv = "false"): Record<string, string> {
  if (/^(true|yes|1)$/i.test(getenv.trim())) return Deno.env.toObject();
  const isList = !/^(false|no|0|)$/i.test(getenv.trim());
  const names = [...PASSED_ON, ...(isList ? getenv.split(/[\s,]+/) : [])];
  const environment: Record<string, string> = {};
  for (const name of names) {
    const value = name === "" ? undefined : Deno.env.get(name);
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * The part of the environment that tells a job where it runs.
 *
 * @param scratch The job's scratch directory.
 * @param slot The name of its slot.
 * @param cpus How many processors it asked for.
 * @returns The variables.
 */
export function slotEnvironment(
  scratch: string,
  slot: string,
  cpus: number,
): Record<string, string> {
  return {
    [SCRATCH_VARIABLE]: scratch,
    [MACHINE_AD_VARIABLE]: `${scratch}/${MACHINE_AD_FILE}`,
    [JOB_AD_VARIABLE]: `${scratch}/${JOB_AD_FILE}`,
    _CONDOR_JOB_IWD: scratch,
    _CONDOR_SLOT: slot,
    TMPDIR: scratch,
    TEMP: scratch,
    TMP: scratch,
    ...Object.fromEntries(THREAD_VARIABLES.map((name) => [name, String(cpus)])),
  };
}

/**
 * Reads the submit descriptor `environment` (manual of condor_submit).
 *
 * @param text Its value: `"A=1 B='two words'"` with its quotation marks, or the old `A=1;B=2`.
 * @returns The variables.
 * @throws {InvalidOption} If it is not of that form.
 */
export function parseEnvironment(text: string): Record<string, string> {
  const trimmed = text.trim();
  const entries = trimmed.startsWith('"')
    ? newSyntax(trimmed)
    : trimmed.split(";").map((entry) => entry.trim()).filter(Boolean);
  return Object.fromEntries(entries.map((entry) => {
    const equals = entry.indexOf("=");
    if (equals < 1) throw invalid(text, `${JSON.stringify(entry)} is not NAME=VALUE`);
    return [entry.slice(0, equals), entry.slice(equals + 1)];
  }));
}

function newSyntax(text: string): string[] {
  const inner = /^"((?:[^"]|"")*)"$/.exec(text)?.[1];
  if (inner === undefined) throw invalid(text, "its quotation marks do not match");
  const words = inner.replaceAll('""', '"').trim();
  // Words are separated by blanks; parts of them in single quotes may hold some.
  const word = /((?:'(?:[^']|'')*'|[^\s'])+)(?:\s+|$)/y;
  const entries: string[] = [];
  while (word.lastIndex < words.length) {
    const quoted = word.exec(words)?.[1];
    if (quoted === undefined) throw invalid(text, "its single quotes do not match");
    entries.push(
      quoted.replace(/'((?:[^']|'')*)'/g, (_, part: string) => part.replaceAll("''", "'")),
    );
  }
  return entries;
}

function invalid(text: string, reason: string): InvalidOption {
  return new InvalidOption(
    `The map option "environment" cannot be ${JSON.stringify(text)}: ${reason}. Write it as ` +
      `"NAME=value OTHER='two words'", the outer quotation marks included`,
  );
}
