/**
 * Trying rows of the table in the binary: each is a map of the local backend.
 *
 * @module
 */

import { checkRows, type RowModule } from "./check.ts";

/** What scripts import as `htmap`. */
type Api = typeof import("../../mod.ts");

/** What the maps of some rows wait for. */
export interface Gate {
  /** A URL that nothing can be had from yet; each job begins with a file from there. */
  readonly url: string;
  /** What opens it. */
  readonly open: string;
}

/**
 * Tries some rows.
 *
 * @param htmap What the script imports as `htmap`.
 * @param modules The modules of the rows, by their places in the table.
 * @param results The file that the verdicts are written to.
 * @param gate What all maps wait for.
 * @param hidden Where the packages are, which is not to be found when the maps run.
 */
export async function checkInBinary(
  htmap: Api,
  modules: Readonly<Record<number, () => Promise<RowModule>>>,
  results: string,
  gate: Gate,
  hidden: readonly string[],
): Promise<void> {
  const restored: (() => Promise<void>)[] = [];
  await checkRows(modules, {
    async send(work, input) {
      const mapOptions = { fixedInputFiles: gate.url };
      const map = await htmap.map(work, [input], { quiet: true, mapOptions });
      return async () => {
        await map.wait({ errorsOk: true });
        return await map.get(0);
      };
    },
    async run() {
      for (const path of hidden) {
        // The packages that are downloaded are not there before the first one.
        const moved = await Deno.rename(path, `${path} hidden`).then(() => true, () => false);
        if (moved) restored.push(() => Deno.rename(`${path} hidden`, path));
      }
      await fetch(gate.open);
    },
    isRefusal: (error) => error instanceof htmap.errors.CannotCapture,
  }, results);
  for (const restore of restored) await restore();
}
