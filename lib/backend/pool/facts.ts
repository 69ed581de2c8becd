/**
 * What an HTCondor pool says of itself, as far as sending files to it goes by that.
 *
 * @module
 */

import { runTool, type ToolOptions } from "../condor_tool.ts";
import { isOlder, type Version, versionIn } from "../condor_version.ts";
import { poolOf, type Schedd } from "../schedds.ts";

/** What a pool can do, counted in processors: one machine may have as many as a hundred others. */
export interface PoolFacts {
  /** The processors of all machines that it has now. */
  readonly cpus: number;
  /** Those of machines that take common files as this schedd sends them. */
  readonly commonCpus: number;
  /** Those of machines that say they have the file system of this one. */
  readonly sharedCpus: number;
  /** How new a transfer of common files this schedd sends; `undefined` if it sends none. */
  readonly commonFiles: number | undefined;
  /** The version of the schedd, for people. */
  readonly version: string;
  /** Whether the schedd's administrator has forbidden common files. */
  readonly forbidden: boolean;
}

/** What is asked of each machine (HTCondor's manual, "Machine ClassAd Attributes"). */
const ATTRIBUTES = ["TotalSlotCpus", "HasCommonFilesTransfer", "SlotType", "FileSystemDomain"];

/** Slots that are parts of others are counted with these; some hold common files only. */
export const WHOLE_SLOTS = 'SlotType =!= "Dynamic" && IsDataSlot =!= true';

/**
 * Since when schedds send common files, in which form (`HasCommonFilesTransfer` of machines): found in
 * HTCondor's releases. Machines take any form up to the one they name.
 */
const FORMS: readonly (readonly [since: Version, form: number])[] = [
  [[25, 2, 0], 2],
  [[24, 9, 0], 1],
];

/**
 * Asks a pool.
 *
 * @param schedd The schedd that new jobs go to.
 * @param options A signal to stop, and how long it may take.
 * @returns What it says.
 * @throws {HTCondorError} If it cannot be asked.
 */
export async function askPool(schedd: Schedd, options: ToolOptions): Promise<PoolFacts> {
  const [version, settings, machines] = await Promise.all([
    versionOf(schedd, options),
    runTool("condor_config_val", SETTINGS_ASKED, "could not tell its settings", options),
    runTool(
      "condor_status",
      [...poolOf(schedd), "-constraint", WHOLE_SLOTS, "-af:t", ...ATTRIBUTES],
      "could not list the machines",
      options,
    ),
  ]);
  const setting = (name: string): string | undefined =>
    new RegExp(`^${name} = (.*)$`, "m").exec(settings.stdout)?.[1]?.trim();
  const commonFiles = version && FORMS.find(([since]) => !isOlder(version, since))?.[1];
  return {
    ...countProcessors(machines.stdout, commonFiles, setting("FILESYSTEM_DOMAIN")),
    commonFiles,
    version: version?.join(".") ?? "of unknown version",
    forbidden: /^(true|yes|1)$/i.test(setting("FORBID_COMMON_FILE_TRANSFER") ?? ""),
  };
}

const SETTINGS_ASKED = ["-expand", "-dump", "^(FILESYSTEM_DOMAIN|FORBID_COMMON_FILE_TRANSFER)$"];

/**
 * Counts the processors of machines.
 *
 * @param lines What `condor_status` says of the machines, a line each.
 * @param form The form in which this schedd sends common files, if it does.
 * @param domain The file system of this machine, as HTCondor names it.
 * @returns All, those that take common files, and those that say they have that file system.
 */
export function countProcessors(
  lines: string,
  form: number | undefined,
  domain: string | undefined,
): Pick<PoolFacts, "cpus" | "commonCpus" | "sharedCpus"> {
  const found = { cpus: 0, commonCpus: 0, sharedCpus: 0 };
  for (const line of lines.split("\n")) {
    if (line.trim() === "") continue;
    const [cpuText, takes, type, machineDomain] = line.split("\t").map((field) => field.trim());
    const cpus = Number(cpuText) || 1;
    found.cpus += cpus;
    // HTCondor makes no slot for the files where slots are of fixed size.
    const isFixed = type?.toLowerCase() === "static";
    if (form !== undefined && Number(takes) >= form && !isFixed) found.commonCpus += cpus;
    if (domain !== undefined && machineDomain === domain) found.sharedCpus += cpus;
  }
  return found;
}

async function versionOf(schedd: Schedd, options: ToolOptions): Promise<Version | undefined> {
  if (schedd.name === undefined) {
    const { stdout } = await runTool("condor_version", [], "could not tell its version", options);
    return versionIn(stdout);
  }
  // The name was checked where it was set: it needs no quoting in an expression.
  const args = [...poolOf(schedd), "-schedd", schedd.name, "-af", "CondorVersion"];
  const { stdout } = await runTool("condor_status", args, "could not ask for the schedd", options);
  return versionIn(stdout);
}
