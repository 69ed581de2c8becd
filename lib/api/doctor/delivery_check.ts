/**
 * Whether each delivery method will bring the program to where jobs run.
 *
 * @module
 */

import { dirname } from "node:path";
import { lastChoice } from "../../backend/pool/choice.ts";
import { commonFilesIn } from "../../backend/pool/common_files.ts";
import { askPool, type PoolFacts, WHOLE_SLOTS } from "../../backend/pool/facts.ts";
import { runTool } from "../../backend/condor_tool.ts";
import { chosenSchedd, poolOf } from "../../backend/schedds.ts";
import { isUrl, statIfThere } from "../../base/files.ts";
import { settings } from "../../settings/settings.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { deliveryMethods, isRegistered, namedMethod } from "../../submission/delivery.ts";
import { fetchedFrom } from "../../submission/sending.ts";
import { size } from "../../text/size.ts";
import {
  type Check,
  type CheckContext,
  fault,
  type Finding,
  notChecked,
  note,
  ok,
} from "./finding.ts";

/** How long each question may take, in milliseconds. */
const TIMEOUT = 20_000;

/** Whether each delivery method will work. */
export const deliveryCheck: Check = {
  name: "delivery",
  timeout: 60_000,
  needs: ["settings", "tools", "schedd", "pool"],
  run: lookAtDelivery,
};

/** What was found of one method: whether it works, and how or why not. */
interface Verdict {
  readonly works: boolean | undefined;
  readonly why: string;
}

/** What is known of the pool, for all methods. */
interface Known {
  readonly facts: PoolFacts;
  readonly withDocker: number;
  readonly withSingularity: number;
  readonly slots: number;
  readonly signal: AbortSignal;
}

/** What each method goes by. */
const METHODS: Readonly<Record<string, (known: Known) => Verdict | Promise<Verdict>>> = {
  auto: async () => ({
    works: true,
    why: await lastChoice(HTMapDirectory.current()) ??
      "it takes what the pool can do, once a map is made",
  }),
  transplant: async ({ signal }) => {
    const from = fetchedFrom();
    if (from !== undefined) return await reachable(from, signal);
    const { size: bytes } = await Deno.stat(Deno.execPath());
    return {
      works: true,
      why: `each job is sent the program, of ${size(bytes)} before it is compressed`,
    };
  },
  common: ({ facts }) => {
    const { form, why } = commonFilesIn(facts);
    return { works: form !== undefined, why };
  },
  shared: async ({ facts: { cpus, sharedCpus } }) => {
    const closed = await closedToOthers(Deno.execPath());
    if (closed !== undefined) {
      return { works: false, why: `others than you may not read ${closed}` };
    }
    if (cpus === 0) return { works: undefined, why: "the pool has no machines now to ask" };
    if (sharedCpus === 0) {
      return { works: false, why: "no machine says that it has this one's file system" };
    }
    const part = sharedCpus === cpus
      ? "all machines say"
      : `${sharedCpus} of ${cpus} processors are in machines that say`;
    return {
      works: sharedCpus === cpus || undefined,
      why: `${part} that they have this one's file system`,
    };
  },
  assume: () => ({
    works: undefined,
    why: "whether machines have an htmap on PATH, a job alone can tell",
  }),
  docker: ({ withDocker, slots }) => containers("DOCKER", withDocker, slots),
  singularity: ({ withSingularity, slots }) => containers("SINGULARITY", withSingularity, slots),
};

async function lookAtDelivery({ backend, signal }: CheckContext): Promise<Finding[]> {
  const chosen = namedMethod();
  if (await backend() === "local") {
    return ["docker", "singularity"].includes(chosen)
      ? [
        fault(`The delivery method is ${chosen}, and the local backend has no containers`, {
          command: "htmap set DELIVERY_METHOD transplant",
        }),
      ]
      : [];
  }
  const known = await whatIsKnown(signal);
  const findings: Finding[] = [];
  for (const method of deliveryMethods()) {
    const look = isRegistered(method) ? undefined : METHODS[method];
    const verdict = look ? await look(known) : { works: undefined, why: "it is a script's own" };
    findings.push(asFinding(method, verdict, method === chosen));
  }
  return findings;
}

/** What does not work matters only of the method in use. */
function asFinding(method: string, { works, why }: Verdict, isChosen: boolean): Finding {
  const called = isChosen
    ? `The delivery method ${method}, which is set,`
    : `The delivery method ${method}`;
  if (works === undefined) return notChecked(`${called} may work: ${why}`);
  if (works) return ok(`${called} works: ${why}`);
  const text = `${called} does not work: ${why}`;
  return isChosen
    ? fault(text, {
      advice: "Have htmap choose one that does",
      command: "htmap set DELIVERY_METHOD auto",
    })
    : note(text);
}

async function whatIsKnown(signal: AbortSignal): Promise<Known> {
  const schedd = chosenSchedd();
  const options = { signal, timeout: TIMEOUT };
  const args = ["-constraint", WHOLE_SLOTS, "-af:t", "HasDocker", "HasSingularity", "HasContainer"];
  const [facts, { stdout }] = await Promise.all([
    askPool(schedd, options),
    runTool("condor_status", [...poolOf(schedd), ...args], "could not list the machines", options),
  ]);
  const rows = stdout.split("\n").filter((line) => line.trim() !== "")
    .map((line) => line.toLowerCase().split("\t").map((field) => field.trim() === "true"));
  return {
    facts,
    signal,
    slots: rows.length,
    withDocker: rows.filter(([docker]) => docker).length,
    withSingularity: rows.filter(([docker, singularity, any]) => docker || singularity || any)
      .length,
  };
}

function containers(header: string, having: number, slots: number): Verdict {
  const image = settings.getString(`${header}.IMAGE`) ?? "";
  if (slots === 0) return { works: undefined, why: "the pool has no machines now to ask" };
  const engine = header === "DOCKER" ? "Docker" : "a program for containers";
  if (having === 0) {
    return { works: false, why: `none of the ${slots} slots says that it has ${engine}` };
  }
  return {
    works: true,
    why: `${having} of ${slots} slots say that they have ${engine}; the image is ${image}`,
  };
}

/** Whether the program can be had where jobs are to fetch it, as far as that can be told from here. */
async function reachable(from: string, signal: AbortSignal): Promise<Verdict> {
  const what = `jobs fetch the program from ${from}`;
  if (!isUrl(from)) {
    const info = await statIfThere(from);
    return info?.isFile
      ? { works: true, why: `${what}, which has ${size(info.size)} here` }
      : { works: false, why: `${what}, and there is no such file` };
  }
  if (!/^https?:/i.test(from)) {
    return { works: undefined, why: `${what}, which only jobs can reach` };
  }
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    const { ok: isThere, status, body } = await fetch(from, { method: "HEAD", signal: limited });
    await body?.cancel();
    return isThere
      ? { works: true, why: `${what}, which can be reached from here` }
      : { works: false, why: `${what}, and that answers ${status}` };
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    // Jobs may get there all the same, and a pool's cache often answers the pool alone.
    return { works: undefined, why: `${what}, which cannot be reached from here (${message})` };
  }
}

/** The file or directory on the way to a program that keeps others from running it, if one does. */
async function closedToOthers(program: string): Promise<string | undefined> {
  const { mode } = await Deno.stat(program);
  if (mode !== null && (mode & 0o005) !== 0o005) return program;
  for (let path = dirname(program); path !== "/"; path = dirname(path)) {
    const { mode } = await Deno.stat(path);
    if (mode !== null && (mode & 0o001) === 0) return path;
  }
  return undefined;
}
