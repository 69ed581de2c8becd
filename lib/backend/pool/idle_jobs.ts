/**
 * Why jobs wait: what they ask for that no machine has, or what else is in their way.
 *
 * @module
 */

import type { WaitingJobs } from "../backend.ts";
import type { ToolOptions } from "../condor_tool.ts";
import { counted } from "../../text/counted.ts";
import { shellWord } from "../../text/shell_word.ts";
import { similar } from "../../text/similar.ts";
import { runAt, type Schedd } from "../schedds.ts";
import {
  attributesOfAMachine,
  type Largest,
  largestOf,
  type Resource,
  RESOURCES,
  tooMuch,
  unknownToAll,
} from "./largest.ts";
import { type MatchAnalysis, readAnalysis } from "./match_analysis.ts";
import { namesIn } from "./requirement_names.ts";

/** How long HTCondor may take to answer, in milliseconds: it compares a job with every slot. */
const TIMEOUT = 30_000;
/** How many jobs are looked at. */
const MOST_JOBS = 10_000;
/** How many kinds of them are looked into. */
const MOST_KINDS = 3;

/** What is asked of each job; jobs of one autocluster ask for the same. */
const ATTRIBUTES = [
  "ClusterId",
  "ProcId",
  "AutoClusterId",
  ...RESOURCES.map(({ attribute }) => attribute),
];

interface WaitingJob {
  readonly id: string;
  readonly kind: string;
  readonly asks: ReadonlyMap<string, string>;
}

/**
 * Finds out why jobs wait.
 *
 * @param constraint Which jobs.
 * @param schedd The schedd that has them.
 * @param map The tag of their map, for advice, and what its delivery requires of machines.
 * @param options A signal to stop.
 * @returns Why, for the jobs of each kind; none of which nothing is known but that they wait.
 * @throws {HTCondorError} If HTCondor cannot be asked.
 */
export async function whyJobsWait(
  constraint: string,
  schedd: Schedd,
  map: Pick<Circumstances, "tag" | "delivery">,
  options: ToolOptions,
): Promise<WaitingJobs[]> {
  const limits = { ...options, timeout: TIMEOUT };
  const args = ["-limit", String(MOST_JOBS), "-constraint", `(${constraint}) && JobStatus == 1`];
  const what = "could not list the jobs that wait";
  const { stdout } = await runAt(
    schedd,
    "condor_q",
    [...args, "-af:t", ...ATTRIBUTES],
    what,
    limits,
  );
  const jobs = stdout.split("\n").filter((line) => /^\d/.test(line)).map(jobOf);
  if (jobs.length === 0) return [];
  const largest = await largestOf(schedd, options);
  const kinds = [...Map.groupBy(jobs, ({ kind }) => kind).values()];
  const found: WaitingJobs[] = [];
  for (const all of kinds.sort((a, b) => b.length - a.length).slice(0, MOST_KINDS)) {
    const [one] = all;
    const reason = one && (await reasonOf(one, { schedd, ...map, largest, options: limits }));
    if (reason) found.push({ jobs: all.length, ...reason });
  }
  return found;
}

function jobOf(line: string): WaitingJob {
  const [cluster = "", proc = "", autocluster = "", ...amounts] = line.split("\t");
  const asks = new Map(RESOURCES.map(({ attribute }, i) => [attribute, amounts[i] ?? "undefined"]));
  const kind = /^\d+$/.test(autocluster) ? autocluster : `${cluster} ${[...asks.values()]}`;
  return { id: `${cluster}.${proc}`, kind, asks };
}

interface Circumstances {
  readonly schedd: Schedd;
  readonly tag: string;
  /** What the delivery requires, which some machines are known to fulfil. */
  readonly delivery: string | undefined;
  readonly largest: Largest;
  readonly options: ToolOptions;
}

type Reason = Omit<WaitingJobs, "jobs">;

async function reasonOf(job: WaitingJob, about: Circumstances): Promise<Reason | undefined> {
  const { schedd, largest, options } = about;
  if (largest.slots === 0) {
    return {
      why: "the pool has no machines at the moment",
      advice: "They start once some have joined it; `condor_status` shows them",
    };
  }
  for (const resource of RESOURCES) {
    const asked = job.asks.get(resource.attribute) ?? "";
    const has = largest.has.get(resource.attribute) ?? 0;
    const why = tooMuch(resource, Number(asked), has);
    if (why !== undefined) return { why, advice: askForLess(resource, has, about.tag) };
  }
  const what = "could not analyse why a job waits";
  const { stdout } = await runAt(schedd, "condor_q", ["-better-analyze", job.id], what, options);
  const analysis = readAnalysis(stdout);
  return analysis && ((await unmetReason(analysis, job, about)) ?? busyReason(analysis, largest));
}

function askForLess(resource: Resource, has: number, map: string): string {
  const { command, asked, what } = resource;
  const tag = shellWord(map);
  if (has === 0) return `Leave out ${command}, or ask the administrator of the pool for ${what}`;
  if (command === "request_memory") {
    return `Ask for less with \`htmap edit memory ${tag} ${asked(has)}\``;
  }
  if (command === "request_disk") {
    return `Ask for less with \`htmap edit disk ${tag} ${asked(has)}\``;
  }
  return `Remove the map, and make it again with -o ${command}=${asked(has)} or less`;
}

/** Why no slot is what the job requires. */
async function unmetReason(
  { unmet, attributes, conditions, rejected, own, others, free }: MatchAnalysis,
  job: WaitingJob,
  { schedd, options, delivery = "" }: Circumstances,
): Promise<Reason | undefined> {
  for (const { attribute, command } of RESOURCES) {
    const written = attributes.get(attribute);
    if (written === undefined || /^[\d.]+$/.test(job.asks.get(attribute) ?? "")) continue;
    return {
      why: `${command}=${written} is no amount`,
      advice: `Remove the map, and make it again with a number, such as ${command}=${
        command === "request_cpus" ? "1" : "2GB"
      }`,
    };
  }
  // What machines have of a resource is shared out: that it is not there just now is no reason for ever.
  const lasting = unmet.filter(({ text }) =>
    !/\bRequest(?:Cpus|Memory|Disk|GPUs)\b/i.test(text) && !isPartOf(text, delivery)
  );
  if (lasting.length === 0) {
    const isNever = unmet.length === 0 && rejected > 0 && own + others + free === 0;
    if (!isNever || conditions.length === 0) return undefined;
    return {
      why: `no slot fulfils all that the map requires at once: ${
        conditions.map(({ text, slots }) => `${text} (${counted(slots, "slot")})`).join(", ")
      }`,
      advice: "Ask for less, or require less, and make the map again",
    };
  }
  const names = lasting.flatMap(({ text }) => namesIn(text))
    .filter((name) => !attributes.has(name)).slice(0, 8);
  const unknown = await unknownToAll(names, schedd, options);
  const condition = lasting.map(({ text }) => text.replaceAll("TARGET.", "")).join(" and ");
  if (unknown.length === 0) {
    return {
      why: `no slot fulfils what the map requires: ${condition}`,
      advice: "Change the requirements, and make the map again; `condor_status -long` shows what " +
        "machines say of themselves",
    };
  }
  return await unknownReason(unknown, schedd, options);
}

/**
 * Tells whether a condition is a part of requirements: the analysis tells those of a negation by what is
 * negated, and so as unmet.
 */
function isPartOf(condition: string, requirements: string): boolean {
  const bare = (text: string): string => text.replaceAll(/[\s()]|\bTARGET\./g, "");
  const whole = bare(requirements);
  return condition.split(/&&|\|\|/).every((part) => whole.includes(bare(part)));
}

/** @returns Why and what to do, where machines know nothing of what is required of them. */
export async function unknownReason(
  unknown: readonly string[],
  schedd: Schedd,
  options: ToolOptions,
): Promise<Reason> {
  const [first = ""] = unknown;
  const engine = ENGINES.find(([name]) => name.test(first))?.[1];
  if (engine !== undefined) {
    return {
      why: `no machine of the pool has ${engine} (${first})`,
      advice:
        'Set DELIVERY_METHOD to another method, such as "auto", or ask the administrator of the pool',
    };
  }
  const known = await attributesOfAMachine(schedd, options);
  const [meant] = similar(first, known);
  return {
    why: `the requirements are about ${first}, which no machine of the pool has`,
    advice: meant === undefined
      ? "See `condor_status -long` for what machines say of themselves, and make the map again"
      : `Did you mean ${meant}? Mend the requirements, and make the map again`,
  };
}

/** What machines say that can run images. */
const ENGINES: readonly (readonly [name: RegExp, what: string])[] = [
  [/^HasDocker/i, "a container engine for Docker images"],
  [/^Has(?:Singularity|SIF|SandboxImage)/i, "Singularity or Apptainer for such an image"],
  [/^HasContainer/i, "a container engine"],
];

/** Why a job waits that there are slots for. */
function busyReason(
  { rejecting, own, others, free, lastFailure, unmet }: MatchAnalysis,
  { slots }: Largest,
): Reason | undefined {
  const isLimited = lastFailure !== undefined &&
    /limit|priority|quota|submitter/i.test(lastFailure);
  if (isLimited && free > 0) {
    return {
      why: `HTCondor gave them none of the slots that are free: ${lastFailure}`,
      advice: "They start when that is over; `condor_userprio` shows your share of the pool",
    };
  }
  if (free > 0) return undefined; // they are about to start
  if (own + others > 0 || unmet.length > 0) {
    return {
      why: `all slots that are large enough are in use` +
        (own + others > 0
          ? `, ${own} of them by your own jobs and ${others} by those of others`
          : ""),
      advice: "They start when some come free",
    };
  }
  if (rejecting === 0) return undefined;
  return {
    why: `the machines that could run them take no such jobs now (${rejecting} of ${slots})`,
    advice:
      "Their own policy says so, as while somebody works there: ask the administrator of the pool",
  };
}
