/**
 * A pool whose daemons can be killed.
 *
 * @module
 */

import { PersonalPool } from "../toolchain/personal_pool.ts";
import { findMarked, kill } from "./processes.ts";
import { until } from "./world.ts";

/** The daemons, and the processes that they start for a job. */
export const DAEMONS = [
  ...["schedd", "shadow", "startd", "starter", "collector", "negotiator", "shared_port", "master"],
] as const;

/** A pool of this test's own. */
export class MortalPool implements AsyncDisposable {
  private constructor(readonly directory: string, public pool: PersonalPool) {}

  /** Starts a pool that keeps everything in a directory. */
  static async start(directory: string): Promise<MortalPool> {
    return new MortalPool(directory, await PersonalPool.start(directory));
  }

  /** The path of its configuration. */
  get config(): string {
    return this.pool.config;
  }

  /**
   * Kills a daemon, without a chance for it to do anything. The master starts the others again; it
   * is started again itself, with what its pool has on disk.
   *
   * @returns Whether there was one.
   */
  async kill(daemon: (typeof DAEMONS)[number]): Promise<boolean> {
    const victims = this.#processes().filter(({ program }) => program === `condor_${daemon}`);
    for (const { pid } of victims) kill(pid);
    if (daemon === "master") {
      await this.#killAll();
      this.pool = await PersonalPool.start(this.directory);
    }
    return victims.length > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.stop();
    await this.#killAll();
  }

  async #killAll(): Promise<void> {
    await until(
      () => {
        const left = this.#processes();
        for (const { pid } of left) kill(pid);
        return left.length === 0;
      },
      () => `the processes of the pool in ${this.directory} cannot be killed`,
    );
  }

  #processes(): ReturnType<typeof findMarked> {
    const names = new Set([...DAEMONS, "procd"].map((name) => `condor_${name}`));
    const marked = findMarked(`CONDOR_CONFIG=${this.config}`);
    return marked.filter(({ program }) => names.has(program));
  }
}
