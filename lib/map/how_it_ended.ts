/**
 * How a component ended that brought no outcome back, in words.
 *
 * @module
 */

import type { Termination } from "../events/log.ts";
import { launchFailure } from "../submission/launcher.ts";
import { type JobMemory, ranOutOfMemory } from "../wire/memory.ts";

/** How a job ended, as far as it is known. */
export type JobEnd = Partial<Pick<Termination, "exitCode" | "signal" | "memory">>;

/** What V8, and Deno's own code, say when they find no more memory. */
const OUT_OF_MEMORY =
  /^(?:(?:# )?Fatal (?:JavaScript|process) (?:invalid size error|out of memory)|memory allocation of \d+ bytes failed)/m;

/** What those say that abort for another reason; where there is no memory to say it in, they say nothing. */
const ABORTED = /^(?:# )?(?:Fatal error in|thread '.*' panicked at|.*\bassertion\b)/im;

/** What V8 says when it cannot even start, since it may not have the addresses that it keeps for later. */
const OUT_OF_ADDRESSES = /^(?:# )?Fatal process out of memory: .*\breserv/mi;

/** What V8 says when there are not enough of them for a Worker, which has some for its code. */
const NO_CODE_RANGE = /^(?:# )?Fatal process out of memory: .*\bCodeRange\b/m;

/**
 * Says what ended a job that brought no output back, and what to do about it.
 *
 * @param end How it ended.
 * @param stderr What it wrote to standard error.
 * @returns A sentence or two, with no full stop at the end.
 */
export function whatEnded(end: JobEnd, stderr: string): string {
  const how = howItEnded(end);
  if (end.memory && NO_CODE_RANGE.test(stderr)) {
    return ranOutOfMemory(memoryOf(end), "each Worker it starts takes 512 MB of addresses");
  }
  if (OUT_OF_ADDRESSES.test(stderr)) {
    return `the component's program could not start: ${how}. It takes little memory, but reserves some ` +
      "40 GB of addresses, which a limit there does not allow. Have that limit lifted: `ulimit -v` " +
      "shows it, and on a pool STARTER_RLIMIT_AS may set it";
  }
  if (OUT_OF_MEMORY.test(stderr) || seemsOutOfMemory(end, stderr)) {
    return ranOutOfMemory(memoryOf(end), how);
  }
  const kept = launchFailure(stderr);
  if (kept !== undefined) return `the component's program could not start: ${kept}`;
  return `the component's job ended without an output: ${how}`;
}

/** What the job had, if the log says so. HTCondor gives no less than was asked for; here, there may not be that much. */
function memoryOf({ memory }: JobEnd): JobMemory | undefined {
  return memory && { given: memory.given, isAll: memory.given < memory.asked };
}

/** Whether it was aborted without a word, as what finds no memory is, under a limit that is known. */
function seemsOutOfMemory(end: JobEnd, stderr: string): boolean {
  return end.signal === 6 && end.memory !== undefined && !ABORTED.test(stderr);
}

function howItEnded(end: JobEnd): string {
  if (end.signal !== undefined) {
    const had = end.memory ? `its job had ${end.memory.given} MB, ` : "";
    const hint = end.signal === 9
      ? `, perhaps because it used too much memory: ${had}see the map option request_memory`
      : "";
    return `signal ${end.signal} (${SIGNALS[end.signal] ?? "unknown"}) ended it${hint}`;
  }
  if (end.exitCode === undefined) return "it is not known how";
  const lost = end.exitCode === 0 ? ", so its output was lost on the way, or removed since" : "";
  return `it exited with code ${end.exitCode}${lost}`;
}

/** The signals that commonly end a process, by their numbers on Linux. */
const SIGNALS: Record<number, string> = {
  1: "SIGHUP",
  2: "SIGINT",
  4: "SIGILL",
  5: "SIGTRAP, as when memory runs out",
  6: "SIGABRT, as when memory runs out",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM, as when the time limit of a component is over",
  15: "SIGTERM",
  24: "SIGXCPU",
};
