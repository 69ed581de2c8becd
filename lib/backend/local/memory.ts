/**
 * Memory: how much of it this machine has for jobs, and how much a job asks for.
 *
 * @module
 */

/** The part of the machine's memory that is for jobs; the rest is for the system and its user. */
const FOR_JOBS = 0.75;

const MB = 1024 * 1024;

/**
 * Finds out how much memory there is for jobs: three quarters of what the machine has or, in a container,
 * of what that may take.
 *
 * @param root Where `/proc` and `/sys` are, if not at the root.
 * @returns The memory, in MB.
 */
export function memoryForJobs(root = ""): number {
  const bytes = Math.min(machineMemory(root), ...groupLimits(root));
  return Math.max(1, Math.floor(FOR_JOBS * bytes / MB));
}

function machineMemory(root: string): number {
  const kilobytes = /^MemTotal:\s*(\d+) kB$/m.exec(read(`${root}/proc/meminfo`))?.[1];
  return kilobytes === undefined ? Infinity : 1024 * Number(kilobytes);
}

/** The limits of the control groups this process is in, and of those around them (cgroups(7)). */
function groupLimits(root: string): number[] {
  const limits: number[] = [];
  for (const line of read(`${root}/proc/self/cgroup`).split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const isSecond = controllers === "";
    if (!isSecond && !controllers?.split(",").includes("memory")) continue;
    const [tree, file] = isSecond ? ["", "memory.max"] : ["/memory", "memory.limit_in_bytes"];
    for (let group = path.replace(/\/+$/, "");; group = group.slice(0, group.lastIndexOf("/"))) {
      const limit = read(`${root}/sys/fs/cgroup${tree}${group}/${file}`).trim();
      if (/^\d+$/.test(limit)) limits.push(Number(limit)); // "max" is no limit
      if (group === "") break;
    }
  }
  return limits;
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return ""; // this system does not say
  }
}

/**
 * Reads the submit descriptor `request_memory` as condor_submit does (its manual).
 *
 * @param text Its value: a number of MB, or with a unit, such as `"2GB"`.
 * @returns The memory in MB, or `undefined` if it is not said, or is an expression, which only a
 *   matchmaker could work out.
 */
export function parseMemory(text: string): number | undefined {
  const [, number, unit = "M"] = /^\s*(\d+(?:\.\d*)?)\s*(?:([KMGT])B?)?\s*$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const kilobytes = 1024 ** "KMGT".indexOf(unit.toUpperCase());
  return Math.ceil(Number(number) * kilobytes / 1024) || undefined;
}
