/**
 * Stopping cleanly when the user presses Ctrl-C, or the process is told to end.
 *
 * @module
 */

import { endPrograms } from "../base/run_program.ts";
import { leaveFoot } from "../text/terminal_foot.ts";
import { Interrupted } from "./failures.ts";

/** The signals, and the exit codes by which a shell knows them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** How much is being done that a signal stops cleanly. */
let stoppable = 0;

/**
 * Does something that a signal stops. A second signal ends the process at once.
 *
 * @param work What to do; its signal is aborted when the process is told to stop.
 * @param becomes Says what became of the work when it was stopped.
 * @returns What `work` returns.
 * @throws {Interrupted} If it was stopped.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  becomes: () => string,
): Promise<T> {
  const controller = new AbortController();
  let exitCode = 0;
  const unlisten = onSignals((code) => {
    if (exitCode !== 0) endNow(code);
    exitCode = code;
    controller.abort(new DOMException("The command was stopped", "AbortError"));
  });
  stoppable++;
  try {
    return await work(controller.signal);
  } catch (error) {
    if (exitCode === 0) throw error;
    throw new Interrupted(becomes(), exitCode);
  } finally {
    stoppable--;
    unlisten();
  }
}

/**
 * Does something that a signal ends with the process, at once, unless it is {@linkcode interruptible}
 * just then; tools of HTCondor's that run are ended, too.
 *
 * @param work What to do.
 * @returns What `work` returns.
 */
export async function endingAtSignals<T>(work: () => Promise<T>): Promise<T> {
  const unlisten = onSignals((code) => {
    if (stoppable === 0) endNow(code);
  });
  try {
    return await work();
  } finally {
    unlisten();
  }
}

function onSignals(act: (exitCode: number) => void): () => void {
  const removals = Object.entries(EXIT_CODES).map(([name, code]) => {
    // The keys of the table above; Object.entries forgets them.
    const signal = name as keyof typeof EXIT_CODES;
    const listener = (): void => act(code);
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => removals.forEach((remove) => remove());
}

function endNow(exitCode: number): never {
  endPrograms();
  leaveFoot();
  Deno.exit(exitCode);
}
