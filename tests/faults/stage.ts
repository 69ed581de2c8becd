/**
 * Setting the stage for the experiments on a backend, and all that can be tried there.
 *
 * @module
 */

import type { BackendName } from "../../lib/backend/backend.ts";
import { makeMaps } from "./acts.ts";
import type { Experiment, Stage } from "./experiment.ts";
import { allExperiments } from "./faults.ts";
import { MortalPool } from "./pool_daemons.ts";
import { SmallDisk } from "./small_disk.ts";
import { hasStrace } from "./trace.ts";
import { World } from "./world.ts";

/** What the tests were given to work with. */
export interface StageOptions {
  readonly backend: BackendName;
  /** The path of the binary. */
  readonly binary: string;
  /** Where a disk that can be filled is mounted, if there is one. */
  readonly smallDisk?: string;
  /** The directory of the pool, which the backend `htcondor` needs. */
  readonly poolDirectory?: string;
}

/** A stage that is struck at the end. */
export class OpenStage implements Stage, AsyncDisposable {
  #stack: AsyncDisposableStack;

  private constructor(
    stack: AsyncDisposableStack,
    readonly world: World,
    readonly small: Stage["small"],
    readonly pool: MortalPool | undefined,
  ) {
    this.#stack = stack;
  }

  /** Starts what the backend needs, and makes the maps that every experiment begins with. */
  static async open(options: StageOptions): Promise<OpenStage> {
    const { backend, binary, smallDisk, poolDirectory } = options;
    await using stack = new AsyncDisposableStack();
    let pool: MortalPool | undefined;
    if (backend === "htcondor") {
      if (poolDirectory === undefined) throw new Error("A pool needs a directory");
      pool = stack.use(await MortalPool.start(poolDirectory));
    }
    const common = { backend, binary, condorConfig: pool?.config };
    const world = stack.use(await World.make(common));
    await makeMaps(world);
    await world.save();
    let small: Stage["small"];
    if (smallDisk !== undefined) {
      const disk = new SmallDisk(smallDisk);
      const htmap = `${smallDisk}/${backend}`;
      const world = stack.use(await World.make({ ...common, htmap }));
      await disk.alone(async () => {
        await makeMaps(world);
        await world.save();
        await world.clear();
      });
      small = { world, disk };
    }
    return new OpenStage(stack.move(), world, small, pool);
  }

  /** All that can be tried here. */
  async experiments(): Promise<Experiment[]> {
    return allExperiments({
      backend: this.world.options.backend,
      hasStrace: await hasStrace(),
      hasSmallDisk: this.small !== undefined,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
