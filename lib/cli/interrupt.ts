/**
 * Stopping cleanly when the user presses Ctrl-C, or the process is told to end.
 *
 * @module
 */

import { Interrupted } from "./failures.ts";

/** The signals, and the exit codes by which a shell knows them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

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
  const stops = Object.entries(EXIT_CODES).map(([name, code]) => {
    // The keys of the table above; Object.entries forgets them.
    const signal = name as keyof typeof EXIT_CODES;
    const stop = (): void => {
      if (exitCode !== 0) Deno.exit(code);
      exitCode = code;
      controller.abort(new DOMException("The command was stopped", "AbortError"));
    };
    Deno.addSignalListener(signal, stop);
    return () => Deno.removeSignalListener(signal, stop);
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (exitCode === 0) throw error;
    throw new Interrupted(becomes(), exitCode);
  } finally {
    for (const remove of stops) remove();
  }
}
