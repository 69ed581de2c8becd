/**
 * Processes of this machine, as the kernel's `/proc` shows them.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { signalProcess } from "../../base/process_group.ts";

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's own count. */
  readonly start: string;
  /** Which start of the machine it belongs to. */
  readonly boot: string;
  /**
   * Which of the kernel's process tables the number is of: each container has one of its own. What was
   * written before htmap kept this has none.
   */
  readonly table?: string;
  /** The machine's name, or the container's. */
  readonly host: string;
}

/** What the kernel counts for a process, apart from its memory. */
export interface ProcessStat {
  /** The kernel's letter for what it does: `R` runs, `S` sleeps, `T` is stopped. */
  readonly state: string;
  readonly parent: number;
  readonly session: number;
  readonly start: string;
  /** Processor time of the process and of the children it has waited for, in milliseconds. */
  readonly user: number;
  readonly system: number;
  /** The part of that which its children took. */
  readonly childUser: number;
  readonly childSystem: number;
}

/** The kernel shows times in ticks of a hundredth of a second, whatever its own clock does. */
const TICK = 10;

/**
 * Looks at a process.
 *
 * @param pid Its number; `"self"` for this one.
 * @returns What there is to see, or `undefined` if there is no such process, or only its remains.
 */
export function statOf(pid: number | "self"): ProcessStat | undefined {
  const text = readProc(`${pid}/stat`);
  if (text === undefined) return undefined;
  // The second field, in parentheses, may hold anything, spaces and parentheses among it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "", parent, , session] = fields;
  if (state === "Z" || state === "X") return undefined;
  const ticks = (field: number): number => Number(fields[field - 3]) * TICK;
  return {
    state,
    parent: Number(parent),
    session: Number(session),
    start: fields[22 - 3] ?? "",
    user: ticks(14) + ticks(16),
    system: ticks(15) + ticks(17),
    childUser: ticks(16),
    childSystem: ticks(17),
  };
}

/**
 * Says which process has a number now.
 *
 * @param pid The number.
 * @returns Its identity, or `undefined` if there is no such process.
 */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = statOf(pid);
  return stat && identityOf(pid, stat.start);
}

/**
 * Says which process this is.
 *
 * @returns Its identity, also where there is no `/proc` to look at: what it cannot say then, nobody
 *   takes for a sign that it has ended.
 */
export function identifySelf(): ProcessIdentity {
  // Not by its number, which means another process where `/proc` shows another process table.
  return identityOf(Deno.pid, statOf("self")?.start ?? "");
}

function identityOf(pid: number, start: string): ProcessIdentity {
  const table = tableHere();
  return {
    pid,
    start,
    boot: bootId(),
    ...(table === undefined ? {} : { table }),
    host: Deno.hostname(),
  };
}

/** What can be known of a process: `"elsewhere"` if it cannot be looked at from here. */
export type Fate = "alive" | "gone" | "elsewhere";

/**
 * Tells whether a process is still there.
 *
 * @param identity The process.
 * @returns `"elsewhere"` if it is one of another machine, or of another container on this one.
 */
export function fateOf(identity: ProcessIdentity): Fate {
  const { pid, start, boot, table, host } = identity;
  if (boot === "" || bootId() === "") return "elsewhere"; // no /proc, there or here
  const isOfThisHost = host === Deno.hostname();
  const isOfThisTable = table === undefined ? isOfThisHost : table === tableHere();
  // Where the machine has started anew since, so have all its processes. But a container can have the
  // name of one on another machine.
  if (!isOfThisMachine(identity)) return isOfThisHost && isOfThisTable ? "gone" : "elsewhere";
  if (!isOfThisTable || start === "" || !seesOwnTable()) return "elsewhere";
  return statOf(pid)?.start === start ? "alive" : "gone";
}

/**
 * Tells whether a process was started on this machine, since that was started, in whatever container.
 *
 * @param identity The process.
 * @returns Whether it was; then the kernel that runs this process knows that one, too.
 */
export function isOfThisMachine({ boot }: ProcessIdentity): boolean {
  return boot === bootId() && boot !== "";
}

/**
 * Reads an identity that was kept as JSON.
 *
 * @param text The JSON.
 * @returns The identity, or `undefined` if the text is none.
 */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // half written by a process that was killed
  }
  if (typeof value !== "object" || value === null) return undefined;
  const [pid, start, boot, host, table]: unknown[] = ["pid", "start", "boot", "host", "table"]
    .map((name) => Reflect.get(value, name));
  // In a container, the first process of all may be one of ours.
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  if (typeof start !== "string" || typeof boot !== "string" || typeof host !== "string") {
    return undefined;
  }
  return { pid, start, boot, host, ...(typeof table === "string" ? { table } : {}) };
}

/** The variable of a job's environment by which its processes are known. */
export const SCRATCH_VARIABLE = "_CONDOR_SCRATCH_DIR";

/**
 * Finds the processes of a job: those of its session, and those that left it but still have its
 * environment, as HTCondor does it.
 *
 * @param scratch The job's scratch directory.
 * @param leader The job's first process, if that is surely still the job's number.
 * @returns Their numbers.
 */
export function findProcesses(scratch: string, leader?: number): number[] {
  const found: number[] = [];
  for (const pid of allProcesses()) {
    if (pid === Deno.pid) continue;
    if (leader !== undefined && statOf(pid)?.session === leader) found.push(pid);
    else if (hasVariable(pid, SCRATCH_VARIABLE, scratch) && statOf(pid)) found.push(pid);
  }
  return found;
}

/**
 * Kills the processes of a job and waits until there are none.
 *
 * @param scratch The job's scratch directory.
 * @param leader The job's first process, if that is surely still the job's number.
 * @param patience How long to wait for them to be gone, in milliseconds: one that waits for a
 *   network file system may take its time.
 * @returns Whether they are gone.
 */
export async function killProcesses(
  scratch: string,
  leader?: number,
  patience = 60_000,
): Promise<boolean> {
  const deadline = Date.now() + patience;
  for (let pause = 1; Date.now() < deadline; pause = Math.min(2 * pause, 200)) {
    const left = findProcesses(scratch, leader);
    if (left.length === 0) return true;
    // Again each time: one may have been started by another that has just been killed.
    for (const pid of left) signalProcess(pid, "SIGKILL");
    await sleep(pause);
  }
  return false;
}

/**
 * Measures the memory of a process and its descendants.
 *
 * @param pid The process.
 * @returns The larger of what they hold now and what the process itself held at most, in bytes; and
 *   how many they are.
 */
export function measure(pid: number): { memory: number; processes: number } {
  let held = 0;
  let peak = 0;
  let processes = 0;
  for (const member of [pid, ...descendants(pid)]) {
    const status = readProc(`${member}/status`) ?? "";
    const bytes = (name: string): number =>
      1024 * Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1] ?? 0);
    held += bytes("VmRSS");
    if (member === pid) peak = bytes("VmHWM");
    if (status !== "") processes++;
  }
  return { memory: Math.max(held, peak), processes };
}

function* descendants(pid: number): Generator<number> {
  // A kernel built without this list gives none: then only the process itself counts.
  for (const child of (readProc(`${pid}/task/${pid}/children`) ?? "").split(" ")) {
    if (child === "") continue;
    yield Number(child);
    yield* descendants(Number(child));
  }
}

function* allProcesses(): Generator<number> {
  if (!seesOwnTable()) return; // the numbers there are not those by which signals are sent from here
  for (const { name } of Deno.readDirSync("/proc")) if (/^\d+$/.test(name)) yield Number(name);
}

function hasVariable(pid: number, name: string, value: string): boolean {
  const environment = readProc(`${pid}/environ`);
  return environment !== undefined && `\0${environment}\0`.includes(`\0${name}=${value}\0`);
}

let boot: string | undefined;

function bootId(): string {
  return boot ??= readProc("sys/kernel/random/boot_id")?.trim() ?? "";
}

/** Names the process table of this process; `undefined` if the kernel does not say. */
function tableHere(): string | undefined {
  return linkedFrom("self/ns/pid");
}

/** Whether `/proc` shows the process table that this process is in, as in a container it need not. */
function seesOwnTable(): boolean {
  return linkedFrom("self") === String(Deno.pid);
}

function linkedFrom(path: string): string | undefined {
  try {
    return Deno.readLinkSync(`/proc/${path}`);
  } catch {
    return undefined; // there is no /proc, or it is hidden
  }
}

function readProc(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(`/proc/${path}`);
  } catch {
    // Whatever the error, there is nothing to be seen: it is gone, or another user's.
    return undefined;
  }
}
