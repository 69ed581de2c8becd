/**
 * A job that looks whether the machines of a pool see a program under the path it has here, which is more
 * than a pool's word for it that they share a file system.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { HTCondorError } from "../../base/errors.ts";
import {
  isDirectory,
  namesIn,
  readTextIfThere,
  removeTree,
  writeNewFile,
} from "../../base/files.ts";
import type { HTMapDirectory } from "../../store/paths.ts";
import { literal, quoteArguments } from "../../submission/description.ts";
import type { ResolvedOptions } from "../../submission/options.ts";
import type { BackendOptions } from "../backend.ts";
import { runAt, type Schedd } from "../schedds.ts";

/** How long a probe may wait in the queue before HTCondor removes it, in seconds. */
const QUEUED_AT_MOST = 3600;
/** How often its log is looked at, in milliseconds. */
const LOOK = 200;

/** What is to be seen from the machines: files, and what they must be. */
export type ProbedFiles = Readonly<Record<string, string>>;

/** What came of a probe. */
export type ProbeResult =
  /** A machine saw just these files, and could start the first of them. */
  | { readonly state: "seen" }
  | { readonly state: "not seen"; readonly why: string }
  /** It has not run yet. */
  | { readonly state: "waiting" };

/** Map options without which some pools take no job, or give it no machine. */
const PASSED_ON = /^(?:accounting_|acct|requirements$|my\.|x509|use_|concurrency_limits)/i;

/** Looks at what is in its arguments, and starts the first. */
const SCRIPT = 'sha256sum "$@" && "$1" --version >/dev/null';

/**
 * Sends a probe.
 *
 * @param directory The htmap directory.
 * @param schedd Where to.
 * @param files What it looks at; the first is a program.
 * @param options The map options it is sent with, as far as a pool may insist on them, and a signal.
 * @returns The probe's name.
 * @throws {HTCondorError} If the pool does not take it.
 */
export async function sendProbe(
  directory: HTMapDirectory,
  schedd: Schedd,
  files: ProbedFiles,
  { given, ...options }: BackendOptions & { readonly given: ResolvedOptions },
): Promise<string> {
  const name = crypto.randomUUID();
  const root = `${directory.pool}/${name}`;
  await Deno.mkdir(root, { recursive: true, mode: 0o700 });
  const lines = [
    "executable = /bin/sh",
    "transfer_executable = False",
    `arguments = ${quoteArguments(["-c", SCRIPT, "probe", ...Object.keys(files)].map(literal))}`,
    `initialdir = ${literal(root)}`,
    "log = log",
    "output = seen",
    "error = said",
    "should_transfer_files = YES",
    "when_to_transfer_output = ON_EXIT",
    "request_memory = 256MB",
    "request_disk = 1MB",
    'batch_name = "htmap looks at this pool"',
    `MY.HTMapProbe = "${name}"`,
    `periodic_remove = time() - QDate > ${QUEUED_AT_MOST}`,
    ...[...given.fixed].filter(([key]) => PASSED_ON.test(key)).map(([key, value]) =>
      `${key} = ${value}`
    ),
    "queue",
    "",
  ];
  const description = `${root}/probe.submit`;
  await writeNewFile(description, lines.join("\n"));
  try {
    await runAt(schedd, "condor_submit", ["-terse", description], "refused the probe", options);
  } catch (error) {
    if (error instanceof HTCondorError && error.refused) await removeTree(root);
    throw error;
  }
  return name;
}

/**
 * Looks what came of a probe.
 *
 * @param directory The htmap directory.
 * @param name The probe.
 * @param files What it was to see.
 * @param options How long to wait for it, in milliseconds, and a signal to stop.
 * @returns The result.
 */
export async function readProbe(
  directory: HTMapDirectory,
  name: string,
  files: ProbedFiles,
  { patience, signal }: BackendOptions & { readonly patience: number },
): Promise<ProbeResult> {
  const root = `${directory.pool}/${name}`;
  const deadline = Date.now() + patience;
  while (true) {
    const log = await readTextIfThere(`${root}/log`) ?? "";
    // Terminated, or aborted, or held (HTCondor's manual, "Job Event Log Codes").
    const end = /^(005|009|012) /m.exec(log)?.[1];
    if (end === "005") return await resultOf(root, files);
    if (end !== undefined) return { state: "not seen", why: "the pool did not run the probe" };
    if (Date.now() >= deadline) return { state: "waiting" };
    await sleep(LOOK, undefined, { signal });
  }
}

async function resultOf(root: string, files: ProbedFiles): Promise<ProbeResult> {
  const seen = await readTextIfThere(`${root}/seen`) ?? "";
  const said = (await readTextIfThere(`${root}/said`) ?? "").trim();
  const log = await readTextIfThere(`${root}/log`) ?? "";
  for (const [path, digest] of Object.entries(files)) {
    const line = seen.split("\n").find((line) => line.endsWith(`  ${path}`));
    if (line?.startsWith(digest)) continue;
    const why = line === undefined ? `saw no ${path}` : `saw another file as ${path}`;
    return { state: "not seen", why: `a machine ${why}` };
  }
  if (/\(return value 0\)/.test(log)) return { state: "seen" };
  const reason = said.split("\n").at(-1) ?? "";
  return { state: "not seen", why: `a machine could not start it: ${reason}` };
}

/**
 * Forgets a probe, and has it removed if it still waits.
 *
 * @param directory The htmap directory.
 * @param schedd Where it was sent.
 * @param name The probe.
 * @param isWaiting Whether it may still be in the queue.
 * @param options A signal to stop.
 * @throws {HTCondorError} If it cannot be removed.
 */
export async function forgetProbe(
  directory: HTMapDirectory,
  schedd: Schedd,
  name: string,
  isWaiting: boolean,
  options: BackendOptions,
): Promise<void> {
  if (isWaiting) {
    const constraint = ["-constraint", `HTMapProbe == "${name}"`];
    try {
      await runAt(schedd, "condor_rm", constraint, "could not remove the probe", options);
    } catch (error) {
      // condor_rm fails where there is no such job any more; one that is there removes itself in an hour.
      if (!(error instanceof HTCondorError)) throw error;
    }
  }
  await removeTree(`${directory.pool}/${name}`);
}

/**
 * Removes what is left of probes whose makers were killed: HTCondor has removed their jobs by now.
 *
 * @param directory The htmap directory.
 */
export async function sweepProbes(directory: HTMapDirectory): Promise<void> {
  for (const name of await namesIn(directory.pool)) {
    const path = `${directory.pool}/${name}`;
    if (!isDirectory(path)) continue; // what the pool said, which another process may be writing anew
    const { mtime } = await Deno.stat(path);
    if ((mtime?.getTime() ?? 0) < Date.now() - 2000 * QUEUED_AT_MOST) await removeTree(path);
  }
}
