/**
 * The processors of this machine, dealt out to the jobs of one map.
 *
 * Each map's scheduler deals out all of them: of several maps at once, the jobs share the machine as
 * any processes do.
 *
 * @module
 */

/** The slots of this machine. */
export class Machine {
  #slots: (number | undefined)[] = [];

  /** @param cpus How many processors there are. */
  constructor(readonly cpus: number = navigator.hardwareConcurrency) {}

  /**
   * Takes a slot.
   *
   * @param cpus How many processors it needs; one that needs more than there are gets them all.
   * @returns The slot's number, from 1, or `undefined` if not that many are free.
   */
  take(cpus: number): number | undefined {
    const used = this.#slots.reduce<number>((sum, slot) => sum + (slot ?? 0), 0);
    const needed = Math.min(cpus, this.cpus);
    if (used + needed > this.cpus) return undefined;
    const free = this.#slots.findIndex((slot) => slot === undefined);
    const index = free < 0 ? this.#slots.length : free;
    this.#slots[index] = needed;
    return index + 1;
  }

  /** Gives a slot back. */
  free(slot: number): void {
    this.#slots[slot - 1] = undefined;
  }
}
