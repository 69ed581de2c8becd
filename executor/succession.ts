/**
 * Processes of one job that follow each other: where one cannot go on, another runs the rest.
 *
 * @module
 */

import { readTextIfThereSync } from "../lib/base/files.ts";
import { hideOwnLibraries } from "./libraries.ts";
import { asLateRun, type LateRun } from "./late_run.ts";

/**
 * Tells a process that it goes on for an earlier one of the same job, whose output it shares: for one that
 * waits for it, or that it has been itself.
 */
const CONTINUES = "HTMAP_CONTINUES";
const [FOR_ANOTHER, FOR_ITSELF] = ["1", "itself"] as const;

/** The exit code by which a process says that another is to go on for it, in its turn. */
const GO_ON = 75;

/** The file in the scratch directory by which a process tells the next what it left the job with. */
const HANDOVER_FILE = "htmap_handover";

/** The true ones, whatever the function does to them. */
const { stringify } = JSON;
const { chdir, Command, execPath, exit, kill, pid, writeTextFileSync } = Deno;

/** What a process becomes when another is to go on for it. */
export interface Successor {
  /** The job's scratch directory. */
  readonly scratch: string;
  /** The file by which it is told what the process before left the job with, a {@linkcode Handover} as JSON. */
  readonly handover: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a process tells the next of the component that had it end. */
export interface Handover {
  readonly component: number;
  /** Whether it is to be run again; else what came of it could not be brought back. */
  readonly runsAgain: boolean;
  /** What happened. */
  readonly reason: string;
  /** What is known of its run, if that took too long. */
  readonly late?: LateRun | undefined;
}

/** This process's place among those of its job. */
export class Succession {
  /** Whether it goes on for an earlier one. */
  readonly isSuccessor: boolean = Deno.env.has(CONTINUES);
  /** Whether that waits for it, and starts the next. */
  readonly #isWaitedFor = Deno.env.get(CONTINUES) === FOR_ANOTHER;
  /** What the one before has told. */
  readonly handover: Handover | undefined;
  readonly #scratch = Deno.cwd();
  readonly #libraries = hideOwnLibraries();
  readonly #arguments = Deno.readTextFileSync("/proc/self/cmdline").split("\0").slice(1, -1);

  constructor() {
    Deno.env.delete(CONTINUES);
    if (this.isSuccessor) this.handover = takeHandover(`${this.#scratch}/${HANDOVER_FILE}`);
  }

  /** What this process can become, to go on for itself; asked for before the function can change anything. */
  get successor(): Successor {
    return {
      scratch: this.#scratch,
      handover: `${this.#scratch}/${HANDOVER_FILE}`,
      program: execPath(),
      args: this.#arguments,
      env: {
        ...Deno.env.toObject(),
        ...this.#libraries,
        [CONTINUES]: this.#isWaitedFor ? FOR_ANOTHER : FOR_ITSELF,
      },
    };
  }

  /**
   * Has others go on with the job, and ends this process as they end.
   *
   * @param most How many it takes at most: as many as there are components left.
   * @param handover What to tell the next.
   */
  goOn(most: number, handover?: Handover): never {
    chdir(this.#scratch);
    if (handover) {
      try {
        writeTextFileSync(HANDOVER_FILE, stringify(handover));
      } catch (error) {
        if (!handover.runsAgain) throw error; // else its report has less to tell
      }
    }
    // The first starts them all: were each to wait for the next, all would take up memory at once.
    if (this.#isWaitedFor) return exit(GO_ON);
    for (; most > 0; most--) {
      const { code, signal } = new Command(execPath(), {
        args: this.#arguments,
        cwd: this.#scratch,
        env: { ...this.#libraries, [CONTINUES]: FOR_ANOTHER },
        stdin: "null",
        stdout: "inherit",
        stderr: "inherit",
      }).outputSync();
      if (signal !== null) kill(pid, signal); // how that one ended says why there is no outcome
      if (code !== GO_ON) return exit(code);
    }
    return exit(1);
  }
}

function takeHandover(path: string): Handover | undefined {
  const text = readTextIfThereSync(path);
  if (text === undefined) return undefined;
  Deno.removeSync(path);
  try {
    return asHandover(JSON.parse(text));
  } catch {
    return undefined; // half written, on a full disk
  }
}

/** What the function itself may have written in the place of it is passed over. */
function asHandover(value: Partial<Record<keyof Handover, unknown>>): Handover | undefined {
  const { component, runsAgain, reason, late } = value;
  if (!Number.isSafeInteger(component) || typeof reason !== "string") return undefined;
  const rest = { component: Number(component), runsAgain: runsAgain === true, reason };
  return late === undefined ? rest : { ...rest, late: asLateRun(late) };
}
