/**
 * Trying rows of the table with Deno: what was captured runs in a process that has nothing.
 *
 * @module
 */

import { CannotCapture } from "../../lib/base/errors.ts";
import { captureTo, outcomeOf, runAll } from "../unit/capture/elsewhere.ts";
import { checkRows, type RowModule } from "./check.ts";

/**
 * Tries some rows.
 *
 * @param modules The modules of the rows, by their places in the table.
 * @param results The file that the verdicts are written to.
 * @param hidden Where the packages are, which is not to be found elsewhere.
 */
export async function checkWithDeno(
  modules: Readonly<Record<number, () => Promise<RowModule>>>,
  results: string,
  hidden: readonly string[],
): Promise<void> {
  const root = await Deno.makeTempDir();
  let count = 0;
  try {
    await checkRows(modules, {
      make: (work, input) => captureTo(`${root}/refused ${count++}`, work, [input]),
      async send(work, input) {
        const directory = `${root}/${count++}`;
        const classes = await captureTo(directory, work, [input]);
        return async () => {
          const { threw, gave } = await outcomeOf(directory, classes);
          if (threw) throw new Error(threw.text);
          return gave;
        };
      },
      run: () => runAll(root, hidden),
      isRefusal: (error) => error instanceof CannotCapture,
    }, results);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
