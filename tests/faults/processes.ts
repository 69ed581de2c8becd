/**
 * The processes of this machine, found by what they were started with.
 *
 * @module
 */

/** A process that was started with a mark in its arguments or its environment. */
export interface MarkedProcess {
  readonly pid: number;
  /** The name of its program. */
  readonly program: string;
  /** What followed the mark. */
  readonly rest: string;
}

/**
 * Finds the processes that have a text in their arguments or in their environment.
 *
 * @param mark The text, such as a path that no other process has to do with.
 */
export function findMarked(mark: string): MarkedProcess[] {
  const found: MarkedProcess[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    if (!/^\d+$/.test(name) || pid === Deno.pid) continue;
    const argv = read(`/proc/${name}/cmdline`);
    const all = `${argv}\0${read(`/proc/${name}/environ`)}\0`;
    const at = all.indexOf(mark);
    if (at < 0) continue;
    const program = argv.slice(0, argv.indexOf("\0")).replace(/^.*\//, "");
    const start = at + mark.length;
    found.push({ pid, program, rest: all.slice(start, all.indexOf("\0", start)) });
  }
  return found;
}

/** Kills a process, if it is still there. */
export function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Kills all processes of a group. */
export function killGroup(leader: number): void {
  kill(-leader);
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    (error instanceof Error && /ESRCH|os error 3\b/.test(error.message));
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return ""; // it has ended, or is another user's
  }
}
