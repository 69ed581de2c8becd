/**
 * Whether a pool has machines that a map's program can run on at all.
 *
 * @module
 */

import { runTool, type ToolOptions } from "../condor_tool.ts";
import { poolOf, type Schedd } from "../schedds.ts";
import { WHOLE_SLOTS } from "./facts.ts";

/** How long the pool may take to answer, in milliseconds. */
const TIMEOUT = 10_000;
/** How many kinds of machines are named. */
const MOST_KINDS = 4;

/** What is said of each machine. */
const ATTRIBUTES = ["Arch", "OpSysAndVer", "HasCommonFilesTransfer"];

/**
 * Looks for machines that fulfil what a delivery requires.
 *
 * @param requirements The requirements, as `machinesFor` writes them.
 * @param schedd Whose pool it is.
 * @param options A signal to stop.
 * @returns Why jobs with these requirements wait and what to do, in a sentence or two; `undefined` if there
 *   are such machines, or no machines at all, of which there may be some in a while.
 * @throws {HTCondorError} If the pool cannot be asked.
 */
export async function whyNoneFits(
  requirements: string,
  schedd: Schedd,
  options: ToolOptions,
): Promise<string | undefined> {
  const asked = JSON.stringify([requirements, schedd]);
  const last = answers.get(asked);
  if (last && Date.now() - last.at < GOOD_FOR) return last.answer;
  let answer: string | undefined;
  try {
    return answer = await ask(requirements, schedd, options);
  } finally {
    answers.set(asked, { at: Date.now(), answer });
  }
}

/**
 * What was answered last, so that of a hundred maps which wait together one alone is asked about; nothing
 * if there was no answer.
 */
const answers = new Map<string, { readonly at: number; readonly answer: string | undefined }>();
/** How long an answer is gone by, in milliseconds. */
const GOOD_FOR = 10_000;

async function ask(
  requirements: string,
  schedd: Schedd,
  options: ToolOptions,
): Promise<string | undefined> {
  // Asked of the machines themselves, what is required of them is their own.
  const own = requirements.replaceAll(/\bTARGET\./gi, "");
  const list = async (constraint: string, attributes: readonly string[]): Promise<string[]> => {
    const args = [...poolOf(schedd), "-constraint", constraint, "-af:t", ...attributes];
    const { stdout } = await runTool("condor_status", args, "could not list the machines", {
      ...options,
      timeout: TIMEOUT,
    });
    return stdout.split("\n").filter((line) => line.trim() !== "");
  };
  if ((await list(`(${own}) && ${WHOLE_SLOTS}`, ["Name"])).length > 0) return undefined;
  const all = await list(WHOLE_SLOTS, ATTRIBUTES);
  if (all.length === 0) return undefined;
  const kinds = Map.groupBy(all, kindOf);
  const named = [...kinds].sort(([, a], [, b]) => b.length - a.length).slice(0, MOST_KINDS);
  const machines = named.map(([kind, { length }]) => `${length} ${kind}`);
  const more = kinds.size > MOST_KINDS ? " and others" : "";
  return `no machine of the pool can run the map's program, which needs ${
    needsIn(requirements)
  }: there are ` +
    `${machines.join(", ")}${more}. ${adviceOn(requirements)}`;
}

function kindOf(line: string): string {
  const [arch = "?", release = "?", common] = line.split("\t").map((field) => field.trim());
  return `with ${arch} and ${release}${Number(common) > 0 ? "" : ", without common files"}`;
}

function needsIn(requirements: string): string {
  const archs = [...requirements.matchAll(/TARGET\.Arch == "(\w+)"/g)].map(([, arch]) => arch);
  const needs = [archs.join(" or ")];
  if (requirements.includes("OpSysMajorVer")) needs.push("glibc 2.27 or later");
  if (requirements.includes("HasCommonFilesTransfer")) needs.push("common files");
  return needs.join(", ");
}

function adviceOn(requirements: string): string {
  const advice = "Put the program for these machines beside htmap, called htmap-linux-aarch64 or " +
    'htmap-linux-x86_64, or set DELIVERY_METHOD to "docker" where their systems are too old';
  const common = requirements.includes("HasCommonFilesTransfer")
    ? ', or to "transplant" where they take no common files'
    : "";
  return `${advice}${common}, and make the map again`;
}
