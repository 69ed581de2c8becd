/**
 * Whether a job comes back: a map of one tiny component is made, and removed whatever happens.
 *
 * @module
 */

import type { BackendName, WaitingJobs } from "../../backend/backend.ts";
import { openBackend } from "../../backend/open.ts";
import { HTMapError, MapComponentHeld, TimeoutError } from "../../base/errors.ts";
import { namedMethod } from "../../submission/delivery.ts";
import { timeTaken } from "../../text/time_taken.ts";
import type { HTMap } from "../../map/map.ts";
import { map } from "../mapping.ts";
import {
  type Check,
  type CheckContext,
  fault,
  type Finding,
  notChecked,
  note,
  ok,
} from "./finding.ts";

/** The longest that a map may take to be made: a program may have to be compressed and sent, in milliseconds. */
const MAKING = 180_000;
/** How long it is advised to give a job that did not come back in time, at least, in seconds. */
const LONGER = 600;
/** How long the map's removal may take, in milliseconds. */
const REMOVING = 10_000;
/** How long the pool may take to say why a job waits, in milliseconds. */
const ASKING = 15_000;

/**
 * Gives the check of whether a job comes back.
 *
 * @param jobTimeout How long the job may take, in milliseconds; `undefined` if none is to be tried.
 * @returns The check.
 */
export function trialCheck(jobTimeout: number | undefined): Check {
  return {
    name: "trial",
    timeout: MAKING + (jobTimeout ?? 0) + REMOVING + ASKING,
    needs: ["settings", "directory", "program", "tools", "schedd"],
    // What is left behind now is not what these are to find.
    after: ["pool", "maps", "leftovers", "queue", "delivery"],
    run: tryJob,
  };
}

/** What the job looks for where it runs. */
interface Seen {
  readonly host: string;
  readonly seesProgram: boolean;
  readonly hasHtmap: boolean;
}

/** Runs in the job, so it uses nothing but what it is given and what is there. */
const look = async (program: string): Promise<Seen> => {
  const isFile = async (path: string): Promise<boolean> => {
    try {
      return (await Deno.stat(path)).isFile;
    } catch {
      return false;
    }
  };
  const directories = `${Deno.env.get("PATH") ?? ""}:/usr/local/bin:/usr/bin:/bin`.split(":");
  const found = await Promise.all(
    directories.filter((path) => path !== "").map((path) => isFile(`${path}/htmap`)),
  );
  return {
    host: Deno.hostname(),
    seesProgram: await isFile(program),
    hasHtmap: found.includes(true),
  };
};

async function tryJob(context: CheckContext): Promise<Finding[]> {
  const { jobTimeout, signal, say } = context;
  if (jobTimeout === undefined) {
    return [notChecked("Whether a job comes back was not tried", { command: "htmap doctor" })];
  }
  const backendName = await context.backend();
  const start = performance.now();
  say("trial: making a map");
  const making = AbortSignal.any([signal, AbortSignal.timeout(MAKING)]);
  let made: HTMap<[string], Seen> | undefined;
  try {
    made = await map(look, [Deno.execPath()], {
      quiet: true,
      backend: backendName,
      signal: making,
    });
    say("trial: waiting for its job");
    const seen = await made.get(0, { timeout: jobTimeout, signal });
    const how = backendName === "htcondor" ? `, by the delivery method ${namedMethod()}` : "";
    const took = timeTaken((performance.now() - start) / 1000);
    return [
      ok(
        `A job came back from ${seen.host} after ${took}${how}`,
      ),
      ...backendName === "htcondor" ? whatItSaw(seen) : [],
    ];
  } catch (error) {
    signal.throwIfAborted();
    return [await whyNot(error, made, { jobTimeout, backendName, signal })];
  } finally {
    if (made) {
      say("trial: removing its map");
      await removeAnyhow(made);
    }
  }
}

/** What a job has seen of the machine it was on, for the methods that go by that. */
function whatItSaw({ host, seesProgram, hasHtmap }: Seen): Finding[] {
  const program = Deno.execPath();
  const shared = seesProgram
    ? `There is a file ${program} on ${host}, too: the delivery method shared may do`
    : `There is no ${program} on ${host}: the delivery method shared will not do there`;
  const assume = hasHtmap
    ? `There is an htmap on PATH on ${host}: the delivery method assume may do`
    : `There is no htmap on PATH on ${host}: the delivery method assume will not do there`;
  return [note(shared), note(assume)];
}

async function whyNot(
  error: unknown,
  made: HTMap<[string], Seen> | undefined,
  { jobTimeout, backendName, signal }: {
    readonly jobTimeout: number;
    readonly backendName: BackendName;
    readonly signal: AbortSignal;
  },
): Promise<Finding> {
  if (!made) {
    if (error instanceof HTMapError) return fault(`A map cannot be made: ${error.message}`);
    if (error instanceof DOMException) {
      return fault(`A map could not be made within ${MAKING / 1000} s`, {
        advice: "What it was at is in the log",
        command: "htmap logs",
      });
    }
    throw error;
  }
  if (error instanceof MapComponentHeld) return fault(`The job was held: ${error.message}`);
  if (!(error instanceof TimeoutError)) {
    if (error instanceof HTMapError) return fault(`The job failed: ${error.message}`);
    throw error;
  }
  const status = [...(await made.componentStatuses()).values()][0] ?? "UNKNOWN";
  const reasons = status === "IDLE" ? await whyItWaits(made, backendName, signal) : undefined;
  return fault(
    `The job did not come back within ${jobTimeout / 1000} s: it is ${status}${
      reasons ? `, since ${reasons.why}` : ""
    }`,
    {
      advice: reasons
        ? "If the settings under MAP_OPTIONS ask for what is not there, change them; else give it more time"
        : "A busy pool takes longer: give it more time",
      command: `htmap doctor --timeout ${Math.max(LONGER, Math.ceil(5 * jobTimeout / 1000))}`,
    },
  );
}

async function whyItWaits(
  made: HTMap<[string], Seen>,
  backendName: BackendName,
  signal: AbortSignal,
): Promise<WaitingJobs | undefined> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(ASKING)]);
  try {
    const backend = await openBackend(backendName);
    return (await backend.whyJobsWait(made.paths, { tag: made.tag, delivery: undefined }, {
      signal: limited,
    }))[0];
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HTMapError || limited.aborted) return undefined; // then it only waits
    throw error;
  }
}

/** Removes the map, with its jobs if HTCondor does so in time; `htmap clean` removes what is left then. */
async function removeAnyhow(made: HTMap<[string], Seen>): Promise<void> {
  try {
    await made.remove({ signal: AbortSignal.timeout(REMOVING) });
  } catch {
    // Its jobs do not leave the queue in time. They were told to; the files go.
    await made.remove({ force: true, signal: AbortSignal.timeout(REMOVING) });
  }
}
