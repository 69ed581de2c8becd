/** Tests on a real pool, each in a sandbox, with a delivery that costs little. */

import { runTool } from "../../lib/backend/condor_tool.ts";
import * as htmap from "../../mod.ts";
import { PATIENCE } from "./patience.ts";
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

/**
 * Waits until something is so.
 *
 * @param isSo Looks whether it is.
 */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !await isSo();) {
    if (Date.now() > deadline) throw new Error("It is not so in time");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits until a file is in a directory that a job runs in, which the pool has on this machine. */
export async function untilJobHas(name: string): Promise<void> {
  const { stdout } = await runTool("condor_config_val", ["EXECUTE"], "failed");
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
    for await (const { name: job } of Deno.readDir(stdout.trim())) {
      for (const place of [job, `${job}/scratch`]) {
        const path = `${stdout.trim()}/${place}/${name}`;
        if (await Deno.stat(path).then(() => true, () => false)) return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No job has written ${name}`);
}

/**
 * Asks what HTCondor has only some seconds to answer, until it does: on a machine that is slow today it may
 * take longer, and that is no fault.
 *
 * @param ask What asks; it must leave nothing behind when there is no answer.
 * @returns The answer.
 */
export async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  while (true) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof htmap.errors.HTCondorError) || !isLate(error.what)) throw error;
    }
  }
}

/** @returns Whether something that was said is that one of HTCondor's tools took too long. */
export function isLate(said: string): boolean {
  return /had not finished after \d+ s/.test(said);
}
