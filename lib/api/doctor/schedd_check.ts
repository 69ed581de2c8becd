/**
 * Whether the schedd answers, and takes jobs of this user.
 *
 * @module
 */

import { HTCondorError } from "../../base/errors.ts";
import { runTool } from "../../backend/condor_tool.ts";
import { callTool } from "../../backend/condor_call.ts";
import { chosenSchedd, poolOf, runAt, type Schedd } from "../../backend/schedds.ts";
import { counted } from "../../text/counted.ts";
import { type Check, type CheckContext, fault, type Finding, ok, warning } from "./finding.ts";

/** How long each question may take, in milliseconds. */
const TIMEOUT = 20_000;
/** From which part on a limit is nearly reached. */
const NEARLY = 0.9;

/** Whether this user may submit. */
export const scheddCheck: Check = {
  name: "schedd",
  timeout: 60_000,
  needs: ["settings", "tools"],
  run: lookAtSchedd,
};

async function lookAtSchedd({ backend, signal }: CheckContext): Promise<Finding[]> {
  if (await backend() === "local") return [];
  const schedd = chosenSchedd();
  const root = Deno.uid() === 0
    ? [
      fault("You are root, and HTCondor runs no jobs of root", {
        advice: "Log in as an ordinary user",
      }),
    ]
    : [];
  const mine = await countMine(schedd, signal);
  return [
    ...root,
    mine.finding,
    ...await mayWrite(schedd, signal),
    ...await limits(schedd, mine.jobs, signal),
  ];
}

/** Asks for this user's own jobs, which is the least that a schedd answers. */
async function countMine(
  schedd: Schedd,
  signal: AbortSignal,
): Promise<{ jobs: number; finding: Finding }> {
  const options = { signal, timeout: TIMEOUT };
  const { stdout } = await runAt(
    schedd,
    "condor_q",
    ["-totals"],
    "could not list the jobs",
    options,
  );
  const name = /^-- Schedd: (\S+) :/m.exec(stdout)?.[1] ?? "of this machine";
  const jobs = Number(/^Total for query: (\d+) jobs/m.exec(stdout)?.[1] ?? 0);
  return {
    jobs,
    finding: ok(
      `The schedd ${name} answers; ${counted(jobs, "job")} of yours ${
        jobs === 1 ? "is" : "are"
      } in its queue`,
    ),
  };
}

/**
 * Asks whether this user may submit there (HTCondor's manual, "condor_ping"): it says so of the security
 * handshake alone.
 */
async function mayWrite(schedd: Schedd, signal: AbortSignal): Promise<Finding[]> {
  const where = [...poolOf(schedd), ...schedd.name ? ["-name", schedd.name] : []];
  let ended;
  try {
    const args = [...where, "-type", "schedd", "-table", "WRITE"];
    ended = await callTool("condor_ping", args, { timeout: TIMEOUT, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Deno.errors.NotFound) return []; // it is not part of every installation
    throw error;
  }
  const [, decision, identity] = /^\s*WRITE .*\b(ALLOW|DENY)\s+(\S+)/m.exec(ended.stdout) ?? [];
  if (decision === "ALLOW") {
    return [ok(`You may submit there${isNobody(identity) ? "" : `, as ${identity}`}`)];
  }
  if (decision === "DENY") {
    return [
      fault(`You may not submit there: the schedd takes you for ${identity}, who may not write`, {
        advice: "Ask the administrator of the pool, or run htmap on another submit node",
      }),
    ];
  }
  const said = `${ended.stderr}\n${ended.stdout}`.trim().split("\n")[0] || "nothing";
  return [
    fault(`Whether you may submit there cannot be told: condor_ping says ${said}`, {
      advice: "See what it says when it tells more",
      command: ["condor_ping", ...where, "-type", "schedd", "-verbose", "WRITE"].join(" "),
    }),
  ];
}

/** Whom HTCondor names where hosts are trusted, whoever asks. */
function isNobody(identity = ""): boolean {
  return identity.startsWith("unauthenticated@");
}

/** The limits of a schedd on jobs (HTCondor's manual, "Configuration Macros"), where it is this machine's. */
async function limits({ name }: Schedd, mine: number, signal: AbortSignal): Promise<Finding[]> {
  if (name !== undefined) return []; // those are in another machine's configuration
  const names = ["MAX_JOBS_PER_OWNER", "MAX_JOBS_SUBMITTED", "MAX_JOBS_PER_SUBMISSION"];
  let stdout: string;
  try {
    const args = ["-expand", "-dump", `^(${names.join("|")})$`];
    const options = { signal, timeout: TIMEOUT };
    ({ stdout } = await runTool("condor_config_val", args, "could not tell its limits", options));
  } catch (error) {
    if (!(error instanceof HTCondorError)) throw error;
    return [warning(`The limits of the schedd are not known: ${error.tool} ${error.what}`)];
  }
  const limit = (name: string): number =>
    Number(new RegExp(`^${name} = (\\d+)$`, "m").exec(stdout)?.[1] ?? Infinity);
  const [owner = Infinity, , submission = Infinity] = names.map(limit);
  const most = Math.min(owner, limit("MAX_JOBS_SUBMITTED"));
  const shown = [
    ...Number.isFinite(most) ? [`${most} jobs of a user`] : [],
    ...Number.isFinite(submission) ? [`${submission} of a map`] : [],
  ];
  if (mine >= NEARLY * most) {
    return [
      (mine >= most ? fault : warning)(
        `The schedd takes no more than ${most} jobs of yours, and has ${mine}`,
        {
          advice:
            "Wait until some have left the queue, or have a job run several components with " +
            "the map option chunk",
        },
      ),
    ];
  }
  return shown.length === 0 ? [] : [ok(`It takes up to ${shown.join(", and ")}`)];
}
