/**
 * The grace a job has between being asked to end, as when it is taken off its machine, and being killed.
 *
 * @module
 */

/** What a shell gives as the exit code of what SIGTERM ended. */
const ENDED_BY_SIGTERM = 143;

/** Sees whether the function makes use of the grace. */
export class Grace {
  /**
   * Whether this process may have been asked to end, and goes on: it does once the function listens for
   * that. What the kernel says of its signals tells nothing, since Deno itself may listen.
   */
  isUsed = false;

  constructor() {
    const { addSignalListener } = Deno;
    const value: typeof addSignalListener = (signal, handler) => {
      if (signal === "SIGTERM") this.isUsed = true;
      addSignalListener(signal, handler);
    };
    // The first process of a container is not ended by a signal that it does not listen for.
    if (Deno.pid === 1) {
      const exit = Deno.exit.bind(Deno);
      addSignalListener("SIGTERM", () => this.isUsed || exit(ENDED_BY_SIGTERM));
    }
    // Listeners that are added by `node:process` come this way, too.
    Object.defineProperty(Deno, "addSignalListener", { value, configurable: true, writable: true });
  }
}
