/**
 * What ends a component that takes too long: a thread of its own, since the component's may never give way.
 * It kills what the component has started, and has the process become its own successor, which reports that
 * and goes on with the job. The function's code is gone then, wherever it was.
 *
 * The functions here run in that thread, which gets them as text: they use nothing but what they are given,
 * each other, and what JavaScript and Deno have.
 *
 * @module
 */

/** The places of the numbers that both threads see: what is done, by {@linkcode WatchState}. */
export const STATE = 0;

/** What is done. Any other number is that of a run which goes on, and stands for no other run. */
export const WatchState = { IDLE: 0, EXPIRED: -1 } as const;

/** What the thread knows of the run that goes on, by the place of its number. */
export const RunField = {
  COMPONENT: 0,
  /** When it began, in milliseconds since 1970. */
  STARTED: 1,
  /** How long it may take, in milliseconds. */
  LIMIT: 2,
  /** Whether it is only being made ready: 1 if so. */
  IS_LOADING: 3,
  /** How much had been written to the standard streams when it began; -1 if they are no files. */
  STDOUT: 4,
  STDERR: 5,
  /** The processor time that this process had taken then, in seconds. */
  CPU: 6,
} as const;

/** How many of these there are. */
export const RUN_FIELDS: number = Object.keys(RunField).length;

/** What the thread is given. */
export interface WatchPlan {
  /** The state, where both see it. */
  readonly state: Int32Array;
  /** What is known of the run. */
  readonly run: Float64Array;
  /** The number of this process. */
  readonly pid: number;
  /** The job's scratch directory. */
  readonly scratch: string;
  /** The file by which the successor is told what has happened. */
  readonly handover: string;
  /** The program that the process becomes, its arguments and its environment. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the environment of the component's processes has in it, each `NAME=` and how its value begins. */
  readonly marks: readonly string[];
  /** The name of the variable that says which component a process is of. */
  readonly componentVariable: string;
  /** The C library, as the dynamic linker knows it. */
  readonly libc: string;
}

/**
 * The code of the thread.
 *
 * @returns A script for a `Worker` of `node:worker_threads`, whose `workerData` is a {@linkcode WatchPlan}.
 */
export function watchCode(): string {
  // A bundler may have given them other names, by which they call each other as well.
  const called = [waitFor, expire, killFamily, familyOf, become, asWords].map(String);
  return `${called.join("\n")}
const { parentPort, workerData } = require("node:worker_threads");
parentPort.postMessage("ready");
(${watch})(workerData);
`;
}

/** Sees to one run after the other, and never ends. */
function watch(plan: WatchPlan): void {
  for (;;) {
    const run = Atomics.load(plan.state, 0);
    if (run <= 0) Atomics.wait(plan.state, 0, run);
    else if (waitFor(plan, run)) expire(plan);
  }
}

/**
 * Waits until a run is over, or its time. What it was stopped for meanwhile, as when its map is paused, does
 * not count: of each second no more than two.
 */
function waitFor({ state, run: fields }: WatchPlan, run: number): boolean {
  let left = fields[2] ?? 0;
  while (Atomics.load(state, 0) === run) {
    // Only if it has not ended at the last moment.
    if (left <= 0) return Atomics.compareExchange(state, 0, run, -1) === run;
    const pause = Math.min(left, 1000);
    const start = performance.now();
    Atomics.wait(state, 0, run, pause);
    left -= Math.min(performance.now() - start, 2 * pause);
  }
  return false;
}

/** Ends the run, and with it this process as it was. */
function expire(plan: WatchPlan): void {
  const [component = 0, started, limit, isLoading, stdout, stderr, cpu] = plan.run;
  const late = { started, limit, isLoading: isLoading === 1, stdout, stderr, cpu };
  try {
    killFamily(plan.pid, [...plan.marks, `${plan.componentVariable}=${component}\0`]);
    Deno.writeTextFileSync(
      plan.handover,
      JSON.stringify({ component, runsAgain: false, reason: "", late }),
    );
    become(plan);
  } catch (error) {
    const words = new TextEncoder().encode(
      `htmap could not go on after component ${component}, which took too long: ${error}\n`,
    );
    Deno.stderr.writeSync(words);
  }
  Deno.kill(plan.pid, "SIGALRM"); // how it ended says why, at least
}

/** Kills all processes that a process has started and that are there, again until there are none. */
function killFamily(pid: number, marks: readonly string[]): void {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (let round = 0; round < 50; round++) {
    const family = familyOf(pid, marks);
    if (family.length === 0) return;
    for (const member of family) {
      try {
        Deno.kill(member, "SIGKILL");
      } catch {
        // It has ended by itself, or become another user's.
      }
    }
    Atomics.wait(nothing, 0, 0, round);
  }
}

/** The descendants of a process, and what has left it and has all marks in its environment. */
function familyOf(pid: number, marks: readonly string[]): number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state !== "Z" && state !== "X") parents.set(Number(name), Number(parent));
    } catch {
      // It is gone by now.
    }
  }
  const ancestors = new Set([pid]);
  for (let at = parents.get(pid); at && !ancestors.has(at); at = parents.get(at)) ancestors.add(at);
  return [...parents.keys()].filter((member) => {
    if (ancestors.has(member)) return false;
    for (let at = parents.get(member), i = 0; at && i < 1000; at = parents.get(at), i++) {
      if (at === pid) return true;
    }
    try {
      const environment = `\0${Deno.readTextFileSync(`/proc/${member}/environ`)}\0`;
      return marks.every((mark) => environment.includes(`\0${mark}`));
    } catch {
      return false; // it is gone, or another user's
    }
  });
}

/** Has this process become another program; returns if that cannot be. */
function become({ libc, scratch, program, args, env }: WatchPlan): void {
  const { symbols } = Deno.dlopen(libc, {
    chdir: { parameters: ["buffer"], result: "i32" },
    execve: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  });
  const directory = new TextEncoder().encode(`${scratch}\0`);
  const file = new TextEncoder().encode(`${program}\0`);
  const words = asWords([program, ...args]);
  const variables = asWords(Object.entries(env).map((pair) => pair.join("=")));
  symbols.chdir(directory);
  symbols.execve(file, words.addresses, variables.addresses);
  throw new Error(`${program} cannot be executed`);
}

/** Texts as C takes them: their addresses, and a 0. They stay where they are as long as they are kept. */
function asWords(texts: readonly string[]): {
  readonly kept: readonly Uint8Array[];
  readonly addresses: BigUint64Array<ArrayBuffer>;
} {
  const kept = texts.map((text) => new TextEncoder().encode(`${text}\0`));
  const addresses = kept.map((bytes) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
  return { kept, addresses: new BigUint64Array([...addresses, 0n]) };
}
