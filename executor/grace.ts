/**
 * The grace a job has between being asked to end, as when it is taken off its machine, and being killed.
 *
 * @module
 */

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
    // Listeners that are added by `node:process` come this way, too.
    Object.defineProperty(Deno, "addSignalListener", { value, configurable: true, writable: true });
  }
}
