/** Tests of what is promised on any backend, each in a sandbox, with a delivery that costs little. */

import type { BackendName } from "../../lib/backend/backend.ts";
import * as htmap from "../../mod.ts";
import { type Sandbox, sandbox } from "./sandbox.ts";

/** Declares a test, which is given the options that its maps are made with. */
export type DeclareTest = (
  name: string,
  run: (options: htmap.MapCallOptions, box: Sandbox) => Promise<void>,
) => void;

/**
 * Declares tests on a backend. What they leave there is removed.
 *
 * @param backend The backend.
 * @returns What declares a test.
 */
export function testsOn(backend: BackendName): DeclareTest {
  return (name, run) =>
    Deno.test(`${name} (${backend})`, async () => {
      await using box = await sandbox();
      await box.within(async () => {
        // The default sends the whole runtime with every job, which has tests of its own.
        htmap.settings.set("DELIVERY_METHOD", "shared");
        try {
          await run({ backend, quiet: true }, box);
        } finally {
          await htmap.clean({ all: true });
        }
      });
    });
}

/**
 * Declares tests on a backend that are given the path of the home directory that they have, for their files.
 *
 * @param backend The backend.
 * @returns What declares a test.
 */
export function testsAtHome(
  backend: BackendName,
): (
  name: string,
  run: (options: htmap.MapCallOptions, home: htmap.TransferPath) => Promise<void>,
) => void {
  const test = testsOn(backend);
  return (name, run) =>
    test(name, (options, { root }) => run(options, new htmap.TransferPath(`${root}/home`)));
}
