/**
 * The processors and the memory of this machine, dealt out to the jobs of one map.
 *
 * Each map's scheduler deals out all of them: of several maps at once, the jobs share the machine as
 * any processes do.
 *
 * @module
 */

import { memoryForJobs } from "./memory.ts";

/** The most memory a job gets that does not ask for any, in MB: as much as V8 takes by itself. */
const MOST_UNASKED = 4096;

/** What a job has of the machine. */
interface Slot {
  readonly cpus: number;
  /** Its memory, in MB. */
  readonly memory: number;
}

/** The slots of this machine. */
export class Machine {
  #slots: (Slot | undefined)[] = [];

  /**
   * @param cpus How many processors there are.
   * @param memory How much memory there is for jobs, in MB.
   */
  constructor(
    readonly cpus: number = navigator.hardwareConcurrency,
    readonly memory: number = memoryForJobs(),
  ) {}

  /**
   * Takes a slot.
   *
   * @param cpus How many processors it needs; one that needs more than there are gets them all.
   * @param memory How much memory it needs, in MB; one that needs more than there is gets it all. If it
   *   is left out, it gets the fair share of its processors.
   * @returns The slot's number, from 1, or `undefined` if not that much is free.
   */
  take(cpus: number, memory?: number): number | undefined {
    const needed = Math.min(cpus, this.cpus);
    const slot = {
      cpus: needed,
      memory: Math.min(memory ?? this.#fairShare(needed), this.memory),
    };
    if (this.#used("cpus") + slot.cpus > this.cpus) return undefined;
    if (this.#used("memory") + slot.memory > this.memory) return undefined;
    const free = this.#slots.findIndex((slot) => slot === undefined);
    const index = free < 0 ? this.#slots.length : free;
    this.#slots[index] = slot;
    return index + 1;
  }

  /** @returns The memory of a slot, in MB. */
  memoryOf(slot: number): number {
    return this.#slots[slot - 1]?.memory ?? 0;
  }

  /** Gives a slot back. */
  free(slot: number): void {
    this.#slots[slot - 1] = undefined;
  }

  #used(what: keyof Slot): number {
    return this.#slots.reduce((sum, slot) => sum + (slot?.[what] ?? 0), 0);
  }

  #fairShare(cpus: number): number {
    return Math.max(1, Math.min(MOST_UNASKED, Math.floor(this.memory * cpus / this.cpus)));
  }
}
