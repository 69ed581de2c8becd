/**
 * Processes of one job that follow each other: where one cannot go on, another runs the rest.
 *
 * @module
 */

import { readTextIfThereSync } from "../lib/base/files.ts";
import { hideOwnLibraries } from "./libraries.ts";

/** Tells a process that it goes on for an earlier one of the same job, whose output it shares. */
const CONTINUES = "HTMAP_CONTINUES";

/** The exit code by which a process says that another is to go on for it, in its turn. */
const GO_ON = 75;

/** The file in the scratch directory by which a process tells the next what it left the job with. */
const HANDOVER_FILE = "htmap_handover";

/** The true ones, whatever the function does to them. */
const { chdir, Command, execPath, exit, kill, pid, writeTextFileSync } = Deno;

/** What a process tells the next of the component that had it end. */
export interface Handover {
  readonly component: number;
  /** Whether it is to be run again; else what came of it could not be brought back. */
  readonly runsAgain: boolean;
  /** What happened. */
  readonly reason: string;
}

/** This process's place among those of its job. */
export class Succession {
  /** Whether it goes on for an earlier one. */
  readonly isSuccessor: boolean = Deno.env.has(CONTINUES);
  /** What the one before has told. */
  readonly handover: Handover | undefined;
  readonly #scratch = Deno.cwd();
  readonly #libraries = hideOwnLibraries();
  readonly #arguments = Deno.readTextFileSync("/proc/self/cmdline").split("\0").slice(1, -1);

  constructor() {
    Deno.env.delete(CONTINUES);
    if (this.isSuccessor) this.handover = takeHandover(`${this.#scratch}/${HANDOVER_FILE}`);
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
      const { component, runsAgain, reason } = handover;
      try {
        writeTextFileSync(HANDOVER_FILE, `${component} ${runsAgain} ${reason}`);
      } catch (error) {
        if (!runsAgain) throw error; // else its report has less to tell
      }
    }
    // The first starts them all: were each to wait for the next, all would take up memory at once.
    if (this.isSuccessor) return exit(GO_ON);
    for (; most > 0; most--) {
      const { code, signal } = new Command(execPath(), {
        args: this.#arguments,
        cwd: this.#scratch,
        env: { ...this.#libraries, [CONTINUES]: "1" },
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
  const [, component, runsAgain, reason = ""] = /^(\d+) (true|false) ([^]*)$/.exec(text) ?? [];
  if (component === undefined) return undefined;
  return { component: Number(component), runsAgain: runsAgain === "true", reason };
}
