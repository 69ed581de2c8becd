/**
 * Faults at single file operations of a process, by strace.
 *
 * @module
 */

import { type Ended, type World } from "./world.ts";

/** The operations that change files, as the systems that there are call them. */
const CHANGES = [
  ...["rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"],
  ...["unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "ftruncate"],
  ...["write", "pwrite64", "fsync", "fdatasync"],
];

/** What the runtime waits in for work that a thread of its does. */
const WAITING = ["?epoll_wait", "?epoll_pwait"].join(",");
/**
 * How long it waits longer, in microseconds. So a thread that has done its work is idle, and gets
 * the next, too: the operations stay in one thread, in which strace counts them.
 */
const WAIT = 1000;

/** The prefix of a place in the main thread. In the other threads is all that is asynchronous. */
const MAIN = "main.";

/** Whether strace is there. */
export async function hasStrace(): Promise<boolean> {
  try {
    return (await new Deno.Command("strace", { args: ["-V"], stdout: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Finds the places in a run of htmap where a fault can strike: `fsync:2` is the second fsync of a
 * thread, `main.mkdir:3` the third mkdir of the main thread. Programs that htmap starts are left
 * alone.
 */
export async function placesOf(world: World, args: readonly string[]): Promise<string[]> {
  const log = `${world.root}/trace`;
  await world.call(args, { under: strace(log, ["-f"]) });
  const counts = new Map<string, number>();
  const places = new Set<string>();
  let main: string | undefined;
  for (const line of (await Deno.readTextFile(log)).split("\n")) {
    const [, thread = "", kind = "", rest = ""] = /^(\d+) +(\w+)\((.*)/.exec(line) ?? [];
    main ??= thread; // it begins with the execve
    if (!CHANGES.includes(kind)) continue;
    const place = `${thread === main ? MAIN : ""}${kind}`;
    const nth = (counts.get(`${thread} ${kind}`) ?? 0) + 1;
    counts.set(`${thread} ${kind}`, nth);
    const isOnFile = !/^\d+<(?!\/)/.test(rest); // and not on a pipe, or what else there is
    if (isOnFile) places.add(`${place}:${nth}`);
  }
  return [...places];
}

/** What strikes. */
export type Injection = "signal=KILL" | "error=ENOSPC";

/**
 * Runs htmap with a fault at a place.
 *
 * @param world Where.
 * @param args The arguments of htmap.
 * @param injection The fault.
 * @param place A place, as {@linkcode placesOf} gives it; with a `+`, all that follow of its kind, too.
 * @returns What the run came to, and whether the fault struck.
 */
export async function runWithFault(
  world: World,
  args: readonly string[],
  injection: Injection,
  place: string,
): Promise<{ ended: Ended; struck: boolean }> {
  const isOfMain = place.startsWith(MAIN);
  const [kind = "", nth = ""] = place.slice(isOfMain ? MAIN.length : 0).split(":");
  const log = `${world.root}/trace`;
  const flags = [...isOfMain ? [] : ["-f"], "-e", `inject=${kind}:${injection}:when=${nth}`];
  const ended = await world.call(args, { under: strace(log, flags) });
  const struck = ended.signal === "SIGKILL" || /\(INJECTED\)$/m.test(await Deno.readTextFile(log));
  return { ended, struck };
}

function strace(log: string, flags: readonly string[]): string[] {
  const traced = ["execve", WAITING, ...CHANGES.map((name) => `?${name}`)].join(",");
  const longer = ["-e", `inject=${WAITING}:delay_exit=${WAIT}`];
  return [
    ...["strace", "-b", "execve", "-qq", "-y", "-o", log],
    ...["-e", `trace=${traced}`, ...longer, ...flags],
  ];
}
