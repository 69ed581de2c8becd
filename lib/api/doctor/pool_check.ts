/**
 * Whether the pool has machines, and a negotiator that gives them to jobs.
 *
 * @module
 */

import { HTCondorError } from "../../base/errors.ts";
import { runTool } from "../../backend/condor_tool.ts";
import { WHOLE_SLOTS } from "../../backend/pool/facts.ts";
import { whyNoneFits } from "../../backend/pool/fit.ts";
import { amountOf, largestOf, RESOURCES } from "../../backend/pool/largest.ts";
import { chosenSchedd, poolOf, type Schedd } from "../../backend/schedds.ts";
import { machinesFor } from "../../submission/machines.ts";
import { mapOptionsOfSettings } from "../../submission/map_settings.ts";
import { counted } from "../../text/counted.ts";
import {
  type Check,
  type CheckContext,
  failedTool,
  fault,
  type Finding,
  ok,
  warning,
} from "./finding.ts";

/** How long each question may take, in milliseconds. */
const TIMEOUT = 20_000;

/** Whether there is anything that jobs could run on. */
export const poolCheck: Check = {
  name: "pool",
  timeout: 60_000,
  needs: ["settings", "tools"],
  run: lookAtPool,
};

async function lookAtPool({ backend, signal }: CheckContext): Promise<Finding[]> {
  if (await backend() === "local") return [];
  const options = { signal, timeout: TIMEOUT };
  const schedd = chosenSchedd();
  const ask = async (args: readonly string[]): Promise<string[]> => {
    const all = [...poolOf(schedd), ...args];
    const { stdout } = await runTool("condor_status", all, "could not ask the collector", options);
    return stdout.split("\n").filter((line) => line.trim() !== "");
  };
  let negotiators: string[];
  let slots: string[];
  try {
    [negotiators, slots] = await Promise.all([
      ask(["-negotiator", "-af", "Name"]),
      ask(["-constraint", WHOLE_SLOTS, "-af:t", "TotalSlotCpus", "Cpus", "State"]),
    ]);
  } catch (error) {
    if (!(error instanceof HTCondorError)) throw error;
    const advice = "See whether `condor_status` works, and which collector the setting " +
      "HTCONDOR.COLLECTOR names, or else HTCondor's own setting COLLECTOR_HOST";
    return [failedTool(error, advice)];
  }
  const findings: Finding[] = [];
  if (negotiators.length === 0) {
    findings.push(
      warning("The collector knows of no negotiator, without which no job is given a machine", {
        advice:
          "Where jobs go to other pools that is well; else tell the administrator of the pool",
      }),
    );
  }
  if (slots.length === 0) {
    findings.push(warning("The pool has no machines now: jobs wait until there are some", {
      advice: "Where machines come when there are jobs that is well; else look at the pool with",
      command: "condor_status",
    }));
    return findings;
  }
  return [...findings, ...await whatFits(slots, schedd, signal)];
}

async function whatFits(
  slots: readonly string[],
  schedd: Schedd,
  signal: AbortSignal,
): Promise<Finding[]> {
  const rows = slots.map((line) => line.split("\t").map((field) => field.trim()));
  const sum = (column: number): number =>
    rows.reduce((sum, row) => sum + (Number(row[column]) || 0), 0);
  const isFree = (state = ""): boolean => /^(unclaimed|backfill)$/i.test(state);
  const free = rows.filter(([, cpus, state]) => isFree(state) && Number(cpus) > 0);
  const freeCpus = free.reduce((sum, [, cpus]) => sum + (Number(cpus) || 0), 0);
  const findings = [
    ok(
      `The collector and the negotiator answer; the pool has ${counted(sum(0), "processor")} in ${
        counted(rows.length, "slot")
      }, of which ${freeCpus} ${freeCpus === 1 ? "is" : "are"} free`,
    ),
  ];
  const requirements = machinesFor({ arch: Deno.build.arch, others: [] });
  const why = await whyNoneFits(requirements, schedd, { signal, timeout: TIMEOUT });
  if (why !== undefined) return [...findings, warning(`None of them will do: ${why}`)];
  const tooMuch = await asksForTooMuch(schedd, signal);
  return [
    ...findings,
    tooMuch ?? ok("There are machines that have what maps ask for by the settings"),
  ];
}

/** Whether what all maps ask for, by the settings, is more than the largest machine has. */
async function asksForTooMuch(schedd: Schedd, signal: AbortSignal): Promise<Finding | undefined> {
  const options = mapOptionsOfSettings(true);
  const { has } = await largestOf(schedd, { signal, timeout: TIMEOUT });
  for (const resource of RESOURCES) {
    const { attribute, command, shown } = resource;
    const text = options[command];
    if (typeof text !== "string" && typeof text !== "number") continue;
    const asked = amountOf(resource, String(text));
    const largest = has.get(attribute) ?? 0;
    if (asked === undefined || asked <= largest) continue;
    return fault(
      `MAP_OPTIONS.${command} asks for ${shown(asked)}, and the largest machine has ${
        shown(largest)
      }: ` +
        "jobs of most maps would wait for ever",
      { advice: "Ask for less", command: `htmap unset MAP_OPTIONS.${command}` },
    );
  }
  return undefined;
}
