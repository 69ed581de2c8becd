/**
 * The inputs of a map on standard output, in forms that `htmap map` reads.
 *
 * @module
 */

import { HTMapError } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";
import { type HTMap, openArguments } from "../map/map.ts";
import { EXIT_CODE } from "./exit_codes.ts";
import { failureText } from "./failures.ts";
import { note } from "./output.ts";
import type { Format } from "./value_formats.ts";
import { openWriter } from "./value_writers.ts";
import type { Print } from "./value_writer.ts";

/** How many inputs are named that cannot be printed. */
const SHOWN_FAILURES = 5;

/** How inputs are printed. */
export interface PrintInputsOptions {
  readonly format: Format;
  /** Whether each is a list of arguments, also where there is one. */
  readonly star: boolean;
  readonly signal: AbortSignal;
  /** Whether errors have their stack traces. */
  readonly verbose: boolean;
}

/**
 * Prints the inputs of components.
 *
 * @param map The map.
 * @param components The components.
 * @param options How.
 * @returns The exit code: 1 if some cannot be printed.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function printInputs(
  map: HTMap,
  components: readonly number[],
  { format, star, signal, verbose }: PrintInputsOptions,
): Promise<number> {
  const writer = await openWriter(format, {
    tag: map.tag,
    name: "input",
    total: components.length,
    signal,
  });
  const isListed = star || await haveLists(map, components, signal);
  if (isListed && !star) {
    note("Each input is an array of arguments: `htmap map` reads them with --star");
  }
  const inputs = openArguments(map);
  let failed = 0;
  for (const component of components) {
    let print: Print;
    try {
      const args = await inputs.of(component);
      print = writer.prepare(isListed ? args : args[0], component);
    } catch (error) {
      if (!map.exists) throw error;
      if (++failed <= SHOWN_FAILURES) note(failureOf(component, error, verbose));
      continue;
    }
    await print();
  }
  await writer.end();
  if (failed > SHOWN_FAILURES) note(`${failed} inputs could not be printed`);
  return failed > 0 ? EXIT_CODE.FAILED : EXIT_CODE.OK;
}

/** Tells whether some components have not one argument: all inputs are read for that, and none is kept. */
async function haveLists(
  map: HTMap,
  components: readonly number[],
  signal: AbortSignal,
): Promise<boolean> {
  const inputs = openArguments(map);
  for (const component of components) {
    signal.throwIfAborted();
    try {
      if ((await inputs.of(component)).length !== 1) return true;
    } catch {
      continue; // which is said when its turn comes to be printed
    }
  }
  return false;
}

function failureOf(component: number, error: unknown, verbose: boolean): string {
  if (error instanceof HTMapError) return failureText(error, verbose);
  const { reason, advice } = troubleWithReading(error, "Make the map again from its inputs");
  const cause = new HTMapError(
    `The input of component ${component} cannot be read: ${reason}. ${advice}`,
    { cause: error },
  );
  return failureText(cause, verbose);
}
