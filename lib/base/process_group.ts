/**
 * Signals to processes and to groups of them, which may have ended meanwhile.
 *
 * @module
 */

/**
 * Sends a signal to a process group, if there is still anyone in it.
 *
 * @param leader The group's number, that of the process which opened it.
 * @param signal The signal.
 */
export function signalGroup(leader: number, signal: Deno.Signal): void {
  signalProcess(-leader, signal);
}

/**
 * Sends a signal to a process, if it is still there and may be signalled.
 *
 * @param pid The process's number.
 * @param signal The signal.
 */
export function signalProcess(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    // Gone already. A process that took on another user's rights is out of reach.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return;
    }
    if (error instanceof Error && /ESRCH|os error 3\b/.test(error.message)) return;
    throw error;
  }
}
