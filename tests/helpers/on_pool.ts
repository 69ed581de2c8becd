/** Tests on a real pool, each in a sandbox, with a delivery that costs little. */

import * as htmap from "../../mod.ts";
import { type Sandbox, testInSandbox } from "./sandbox.ts";

/** What maps of these tests are made with. */
export const ON_POOL = { backend: "htcondor", quiet: true } as const;

/**
 * Declares a test on the pool. What it leaves there is removed.
 *
 * @param name The promise.
 * @param run The test.
 * @param ignore Whether it cannot be run here.
 */
export function testOnPool(
  name: string,
  run: (box: Sandbox) => Promise<void>,
  ignore = false,
): void {
  testInSandbox(name, async (box) => {
    htmap.settings.set("DELIVERY_METHOD", "shared");
    try {
      await run(box);
    } finally {
      await htmap.clean({ all: true });
    }
  }, ignore);
}
