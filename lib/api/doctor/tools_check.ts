/**
 * Whether HTCondor's tools are there, and which HTCondor it is.
 *
 * @module
 */

import { isOnPath } from "../../base/on_path.ts";
import { runTool } from "../../backend/condor_tool.ts";
import { versionIn } from "../../backend/condor_version.ts";
import { leadsToDirectory } from "../../base/files.ts";
import { settings, sourceOf } from "../../settings/settings.ts";
import {
  type Check,
  type CheckContext,
  fault,
  type Finding,
  note,
  ok,
  warning,
} from "./finding.ts";

/** The tools that htmap calls, in the order in which a map needs them. */
const TOOLS = [
  "condor_submit",
  "condor_q",
  "condor_rm",
  "condor_hold",
  "condor_release",
  "condor_suspend",
  "condor_continue",
  "condor_vacate_job",
  "condor_qedit",
  "condor_status",
  "condor_config_val",
  "condor_version",
] as const;

/** The versions of HTCondor that htmap is tried with, by their first number. */
const TRIED = [23, 25] as const;
/** How long a tool may take to tell what is known here, in milliseconds. */
const TIMEOUT = 15_000;

/** Whether HTCondor's tools can be called. */
export const toolsCheck: Check = {
  name: "tools",
  timeout: 30_000,
  needs: ["settings"],
  run: lookAtTools,
};

async function lookAtTools({ backend, signal }: CheckContext): Promise<Finding[]> {
  const missing: string[] = [];
  for (const tool of TOOLS) if (!await isOnPath(tool)) missing.push(tool);
  if (await backend() === "local") return withoutPool(missing);
  if (missing.length === TOOLS.length) {
    return [
      fault("None of HTCondor's tools is on PATH, and maps are to go to HTCondor", {
        advice: "Log in to a submit node of the pool, or have maps run on this machine",
        command: 'htmap set BACKEND "local"',
      }),
    ];
  }
  if (missing.length > 0) {
    return [
      fault(`Of HTCondor's tools, ${missing.join(", ")} ${isAre(missing)} not on PATH`, {
        advice: "Put the directory they are in on PATH, or have HTCondor's client tools installed",
      }),
    ];
  }
  return [...await versionFindings(signal), ...await configurationFindings(signal)];
}

/** Where maps run on this machine, that matters to whoever thinks of a pool. */
function withoutPool(missing: readonly string[]): Finding[] {
  const source = sourceOf("BACKEND");
  if (settings.getString("BACKEND") === "local") {
    return [
      note(`Maps run on this machine: BACKEND is "local"${source ? `, by ${source}` : ""}`),
    ];
  }
  const hasPool = leadsToDirectory("/etc/condor") || Deno.env.has("CONDOR_CONFIG");
  const text = "Maps run on this machine, for condor_submit is not on PATH";
  if (hasPool || missing.length < TOOLS.length) {
    return [warning(`${text}, though HTCondor seems to be here`, {
      advice: "Put the directory that has its tools on PATH",
    })];
  }
  return [note(text)];
}

async function versionFindings(signal: AbortSignal): Promise<Finding[]> {
  const options = { signal, timeout: TIMEOUT };
  const { stdout } = await runTool("condor_version", [], "could not tell its version", options);
  const version = versionIn(stdout);
  if (!version) return [warning("HTCondor does not say which version it is")];
  const [major] = version;
  const shown = version.join(".");
  const tried = `htmap is tried with ${TRIED.join(" and ")}`;
  if (major < TRIED[0]) {
    return [
      warning(`HTCondor's tools are of version ${shown}; ${tried}`, {
        advice: "What fails may be due to that: ask the administrator for a newer one",
      }),
    ];
  }
  const isTried = major >= TRIED[0] && major <= TRIED[1];
  return [
    isTried
      ? ok(`All tools of HTCondor are on PATH, version ${shown}`)
      : note(`All tools of HTCondor are on PATH, version ${shown}, which is new: ${tried}`),
  ];
}

/** Where HTCondor has its configuration from. */
async function configurationFindings(signal: AbortSignal): Promise<Finding[]> {
  const options = { signal, timeout: TIMEOUT };
  const failure = "could not read HTCondor's configuration";
  const { stdout } = await runTool("condor_config_val", ["-config"], failure, options);
  const files = stdout.split("\n").filter((line) => /^\s+\S/.test(line)).map((line) => line.trim());
  const [first = "an unknown place"] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
  return [ok(`HTCondor's configuration is read from ${first}${more}`)];
}

function isAre(names: readonly string[]): string {
  return names.length === 1 ? "is" : "are";
}
