/**
 * Processes of one job that follow each other: where one cannot go on, another runs the rest.
 *
 * @module
 */

/** Tells a process that it goes on for an earlier one of the same job, whose output it shares. */
const CONTINUES = "HTMAP_CONTINUES";

/** The exit code by which a process says that another is to go on for it, in its turn. */
const GO_ON = 75;

/** The file in the scratch directory by which a process tells the next of a component it has lost. */
const LOST_FILE = "htmap_lost";

/** The true ones, whatever the function does to them. */
const { chdir, Command, execPath, exit, kill, pid, writeTextFileSync } = Deno;

/** A component whose process could not bring back what came of it. */
export interface LostComponent {
  readonly component: number;
  /** Why not, as far as is known. */
  readonly reason: string;
}

/** This process's place among those of its job. */
export class Succession {
  /** Whether it goes on for an earlier one. */
  readonly isSuccessor: boolean = Deno.env.has(CONTINUES);
  /** What the one before has lost. */
  readonly lost: LostComponent | undefined;
  readonly #scratch = Deno.cwd();
  readonly #arguments = Deno.readTextFileSync("/proc/self/cmdline").split("\0").slice(1, -1);

  constructor() {
    Deno.env.delete(CONTINUES);
    if (this.isSuccessor) this.lost = takeLost(`${this.#scratch}/${LOST_FILE}`);
  }

  /**
   * Has others go on with the job, and ends this process as they end.
   *
   * @param most How many it takes at most: as many as there are components left.
   * @param lost A component that this process has lost, and the next is not to run again.
   */
  goOn(most: number, lost?: LostComponent): never {
    chdir(this.#scratch);
    if (lost) writeTextFileSync(LOST_FILE, `${lost.component} ${lost.reason}`);
    // The first starts them all: were each to wait for the next, all would take up memory at once.
    if (this.isSuccessor) return exit(GO_ON);
    for (; most > 0; most--) {
      const { code, signal } = new Command(execPath(), {
        args: this.#arguments,
        cwd: this.#scratch,
        env: { [CONTINUES]: "1" },
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

function takeLost(path: string): LostComponent | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  Deno.removeSync(path);
  const [, component, reason = ""] = /^(\d+) ([^]*)$/.exec(text) ?? [];
  return component === undefined ? undefined : { component: Number(component), reason };
}
