/**
 * Choosing how the program gets to where jobs run, by what the pool can do: worked out when a map is made,
 * kept for a day, and never found out by trying it on the user's jobs.
 *
 * @module
 */

import { HTCondorError } from "../../base/errors.ts";
import { readTextIfThere, writeFileAtomically } from "../../base/files.ts";
import type { HTMapDirectory } from "../../store/paths.ts";
import { log } from "../../log/log.ts";
import { AUTO, isRegistered, namedMethod, usesCommonFiles } from "../../submission/delivery.ts";
import { type KeepOptions, programDigest } from "../../submission/kept_runtime.ts";
import type { ResolvedOptions } from "../../submission/options.ts";
import type { Runtime } from "../../submission/runtime.ts";
import { fetchedFrom } from "../../submission/sending.ts";
import { chosenSchedd, type Schedd } from "../schedds.ts";
import { askPool, type PoolFacts } from "./facts.ts";
import { commonFilesIn } from "./common_files.ts";
import {
  forgetProbe,
  type ProbedFiles,
  type ProbeResult,
  readProbe,
  sendProbe,
  sweepProbes,
} from "./probe.ts";

/** How a map's program is delivered. */
export interface DeliveryChoice {
  /** The delivery method. */
  readonly method: string;
  /** How new a transfer of common files has to be; `undefined` where there is none. */
  readonly commonFiles: number | undefined;
}

/** What the choice goes by. */
export interface ChoiceOptions extends Omit<KeepOptions, "id"> {
  /** The map's options: some pools insist on some of them. */
  readonly given: ResolvedOptions;
  /**
   * Whether a job may be sent to find out what the pool can do.
   *
   * @default {true}
   */
  readonly probes?: boolean | undefined;
}

/** What is known of a pool, as it is kept. */
interface KnownPool {
  /** Which pool it is of. */
  readonly pool: string;
  /** When it was asked, in milliseconds since 1970. */
  readonly asked: number;
  readonly facts: PoolFacts;
  /** What a probe has seen of the program of one runtime. */
  readonly probe?: {
    readonly name: string;
    readonly runtime: string;
    readonly result: ProbeResult;
  };
  /** What was last said of the choice. */
  readonly said?: string;
}

/** How long what a pool said is gone by, in milliseconds. */
const GOOD_FOR = 24 * 3600_000;
/** How long the first map waits for a probe, in milliseconds: a pool with room takes some seconds. */
const PROBE_PATIENCE = 20_000;
/** How long a pool may take to answer, in milliseconds. */
const ASK_TIMEOUT = 30_000;

/**
 * Chooses the delivery of a map.
 *
 * @param runtime What is to be delivered.
 * @param options Where what is known of the pool is kept, whom to tell what was chosen, and a signal.
 * @returns The method, and whether files go once a node.
 * @throws {HTCondorError} If the settings ask for common files, and the pool takes none or cannot be asked.
 * @throws {CannotTransplant} If what a job is to look for cannot be written down.
 */
export async function chooseDelivery(
  runtime: Runtime,
  options: ChoiceOptions,
): Promise<DeliveryChoice> {
  const method = namedMethod();
  const isAuto = method === AUTO && !isRegistered(AUTO);
  if (!isAuto && !usesCommonFiles(method)) return { method, commonFiles: undefined };
  if (isAuto && fetchedFrom() !== undefined) {
    return { method: "transplant", commonFiles: undefined };
  }
  const schedd = chosenSchedd();
  let known: KnownPool;
  try {
    known = await knownPool(schedd, options);
  } catch (error) {
    if (!(error instanceof HTCondorError) || method === "common") throw error;
    options.note?.(`The program is sent with each job, since ${error.tool} ${error.what}`);
    return { method: isAuto ? "transplant" : method, commonFiles: undefined };
  }
  const common = commonFilesIn(known.facts);
  if (method === "common" && common.form === undefined) {
    const what = `tells that this pool cannot take files once a node: ${common.why}`;
    throw new HTCondorError("condor_status", what, "", 'Set DELIVERY_METHOD to "auto"', true);
  }
  if (!isAuto) {
    const isUsed = common.isMost || method === "common";
    return { method, commonFiles: isUsed ? common.form : undefined };
  }
  const { choice, why, probe = known.probe } = await choose(runtime, known, schedd, options);
  const said = `DELIVERY_METHOD "auto" is "${choice.method}" for this pool: ${why}`;
  log("info", "delivery", said, { ...choice });
  if (said !== known.said) options.note?.(said);
  if (said !== known.said || probe !== known.probe) {
    await keep(options.directory, { ...known, ...probe && { probe }, said });
  }
  return choice;
}

/**
 * Tells what was last chosen for the pool that the settings name.
 *
 * @param directory The htmap directory.
 * @returns A sentence; `undefined` if nothing is known, or not any more.
 */
export async function lastChoice(directory: HTMapDirectory): Promise<string | undefined> {
  return (await read(directory, chosenSchedd()))?.said;
}

/**
 * Has what is known of a pool known in another htmap directory, too.
 *
 * @param from Where it is known, if it is.
 * @param to The other directory.
 */
export async function copyKnowledge(from: HTMapDirectory, to: HTMapDirectory): Promise<void> {
  const text = await readTextIfThere(fileOf(from));
  if (text === undefined) return;
  await Deno.mkdir(to.pool, { recursive: true, mode: 0o700 });
  await writeFileAtomically(fileOf(to), text);
}

type Choice = {
  readonly choice: DeliveryChoice;
  /** Why, as the end of a sentence. */
  readonly why: string;
  readonly probe?: KnownPool["probe"];
};

async function choose(
  runtime: Runtime,
  known: KnownPool,
  schedd: Schedd,
  options: ChoiceOptions,
): Promise<Choice> {
  const { facts } = known;
  const common = commonFilesIn(facts);
  const sent: DeliveryChoice = common.form !== undefined && common.isMost
    ? { method: "common", commonFiles: common.form }
    : { method: "transplant", commonFiles: undefined };
  const why = `${sent.method === "common" ? ONCE_A_NODE : WITH_EACH_JOB}, since ${common.why}`;
  if (facts.cpus === 0 || facts.sharedCpus < facts.cpus) return { choice: sent, why };
  const probe = await probed(runtime, known, schedd, options);
  if (probe.result.state === "seen") {
    const seen = "its machines have the file system of this one, as a job saw that looked for it";
    return {
      choice: { method: "shared", commonFiles: undefined },
      why: `the program runs from where it is, since ${seen}`,
      probe,
    };
  }
  const notShared = probe.result.state === "waiting"
    ? "; whether its machines have the file system of this one, a job looks that has not started yet"
    : `; it says that its machines have the file system of this one, but ${probe.result.why}`;
  return { choice: sent, why: why + notShared, probe };
}

const ONCE_A_NODE = "the program goes to each node once";
const WITH_EACH_JOB = "the program is sent with each job, compressed";

/** What a probe has seen of this runtime, which is sent if none was. */
async function probed(
  runtime: Runtime,
  known: KnownPool,
  schedd: Schedd,
  options: ChoiceOptions,
): Promise<NonNullable<KnownPool["probe"]>> {
  const { directory, signal, given } = options;
  const before = known.probe?.runtime === runtime.id ? known.probe : undefined;
  if (before && before.result.state !== "waiting") return before;
  if (options.probes === false) {
    const result = { state: "not seen", why: "no job has looked for it yet" } as const;
    return { name: "", runtime: runtime.id, result };
  }
  const keepOptions = { ...options, id: runtime.id };
  const files: ProbedFiles = {
    [runtime.executable]: await programDigest(runtime, keepOptions),
    ...runtime.bundle !== undefined && { [runtime.bundle]: "" },
  };
  let name = before?.name;
  let patience = 0;
  try {
    if (name === undefined) {
      options.note?.("Looking whether the machines of the pool have this one's file system (once)");
      await sweepProbes(directory);
      name = await sendProbe(directory, schedd, files, { given, signal });
      patience = PROBE_PATIENCE;
    }
    const result = await readProbe(directory, name, files, { patience, signal });
    if (result.state !== "waiting") await forgetProbe(directory, schedd, name, false, { signal });
    return { name, runtime: runtime.id, result };
  } catch (error) {
    if (name !== undefined) await forgetProbe(directory, schedd, name, true, {});
    if (!(error instanceof HTCondorError)) throw error;
    const result = { state: "not seen", why: `${error.tool} ${error.what}` } as const;
    return { name: name ?? "", runtime: runtime.id, result };
  }
}

async function knownPool(schedd: Schedd, options: ChoiceOptions): Promise<KnownPool> {
  const { directory, signal } = options;
  const kept = await read(directory, schedd);
  if (kept) return kept;
  const facts = await askPool(schedd, { signal, timeout: ASK_TIMEOUT });
  const known = { pool: nameOf(schedd), asked: Date.now(), facts };
  await keep(directory, known);
  return known;
}

/** What tells pools apart: the same directory may be used with several. */
function nameOf({ name = "", collector = "" }: Schedd): string {
  return JSON.stringify([name, collector, Deno.env.get("CONDOR_CONFIG") ?? ""]);
}

function fileOf(directory: HTMapDirectory): string {
  return `${directory.pool}/known.json`;
}

async function read(directory: HTMapDirectory, schedd: Schedd): Promise<KnownPool | undefined> {
  const text = await readTextIfThere(fileOf(directory));
  if (text === undefined) return undefined;
  try {
    // The directory is this user's alone; what is not of the form that is written now is asked anew.
    const known = JSON.parse(text) as KnownPool;
    const age = Date.now() - known.asked;
    const isGood = known.pool === nameOf(schedd) && age >= 0 && age < GOOD_FOR;
    return isGood && typeof known.facts.cpus === "number" ? known : undefined;
  } catch {
    return undefined;
  }
}

async function keep(directory: HTMapDirectory, known: KnownPool): Promise<void> {
  // A pool without machines may have some in a minute.
  const asked = known.facts.cpus === 0 ? 0 : known.asked;
  await Deno.mkdir(directory.pool, { recursive: true, mode: 0o700 });
  await writeFileAtomically(fileOf(directory), `${JSON.stringify({ ...known, asked })}\n`);
}
