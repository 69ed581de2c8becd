/**
 * A place of its own for each test: a temporary directory, an htmap directory and a home in it.
 *
 * @module
 */

import { Settings, settings } from "../../lib/settings/settings.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";

/** What a test gets. */
export interface Sandbox extends AsyncDisposable {
  /** The temporary directory. */
  readonly root: string;
  /** The htmap directory in it. */
  readonly directory: HTMapDirectory;
  /** The environment for programs that the test runs. */
  readonly env: Record<string, string>;
  /** Runs something with this sandbox's settings in place of the process's. */
  within<T>(run: () => Promise<T>): Promise<T>;
}

// Settings belong to the process, so tests of one file that use them take turns.
let turn: Promise<unknown> = Promise.resolve();

/** Makes a sandbox, removed at the end of the test with `await using`. */
export async function sandbox(): Promise<Sandbox> {
  const root = await Deno.makeTempDir({ prefix: "htmap-test-" });
  const home = `${root}/home`;
  await Deno.mkdir(home);
  const directory = new HTMapDirectory(`${root}/htmap`);
  return {
    root,
    directory,
    env: { HOME: home, HTMAP_DIR: directory.root, HTMAP_BACKEND: "local", NO_COLOR: "1" },
    within<T>(run: () => Promise<T>): Promise<T> {
      const result = turn.then(async () => {
        const before = Settings.fromSettings(settings);
        settings.prepend({ HTMAP_DIR: directory.root, WAIT_TIME: 0.2 });
        try {
          return await run();
        } finally {
          settings.replace(before);
        }
      });
      turn = result.catch(() => {}); // the test that failed says so itself
      return result;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await removePlace(root);
    },
  };
}

/**
 * Removes the directory that a test has used. What still ends, such as the last process of a map, may make
 * files in it: not where it is not any more.
 *
 * @param root The directory.
 */
export async function removePlace(root: string): Promise<void> {
  const removed = `${root}.removed`;
  await Deno.rename(root, removed);
  await Deno.remove(removed, { recursive: true });
}

/**
 * Declares a test that runs in a sandbox, with its settings.
 *
 * @param name The promise.
 * @param run The test.
 * @param ignore Whether it cannot be run here.
 */
export function testInSandbox(
  name: string,
  run: (box: Sandbox) => Promise<void>,
  ignore = false,
): void {
  Deno.test({
    name,
    ignore,
    fn: async () => {
      await using box = await sandbox();
      await box.within(() => run(box));
    },
  });
}
