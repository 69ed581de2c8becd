/**
 * The results of a map on standard output.
 *
 * @module
 */

import { HTMapError, MapComponentHeld } from "../base/errors.ts";
import { troubleWithReading } from "../base/system_error.ts";
import { type HTMap, openArguments, readOutcomes } from "../map/map.ts";
import { isInteractive } from "../text/displays.ts";
import { ProgressBar } from "../text/progress.ts";
import { shellWord } from "../text/shell_word.ts";
import { EXIT_CODE, worstCode } from "./exit_codes.ts";
import { failureText } from "./failures.ts";
import { note } from "./output.ts";
import { NamedValues } from "./rows.ts";
import type { Format } from "./value_formats.ts";
import { openWriter } from "./value_writers.ts";
import type { Print } from "./value_writer.ts";

/** How many failed components are reported in full. */
const SHOWN_FAILURES = 5;

/** How results are printed. */
export interface PrintOptions {
  /** How long to wait for all of them, in milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** Whether errors have their stack traces. */
  verbose: boolean;
  /** The components whose results are printed, which may count from the end. @default all */
  components?: readonly number[] | undefined;
  /** Whether each is printed with the number of its component and what that was called with. */
  withInputs?: boolean | undefined;
  /** Whether they are printed in the order in which they arrive. */
  asAvailable?: boolean | undefined;
}

/**
 * Prints the results of a map, each as soon as it is here and its turn has come.
 *
 * @param map The map.
 * @param format The form.
 * @param options Which results, in which order, and how long to wait.
 * @returns The exit code: of several that have no result, the worst of theirs.
 * @throws {ComponentNotFound} If there is no such component.
 */
export async function printResults(
  map: HTMap,
  format: Format,
  options: PrintOptions,
): Promise<number> {
  const { components, timeout, signal, withInputs = false, asAvailable } = options;
  const total = components?.length ?? map.length;
  using bar = barOf(map.tag, total);
  const writer = await openWriter(format, { tag: map.tag, name: "output", total, signal });
  // On a terminal, an error is to stand where its result would; a table is made of many rows at once.
  const beforeNote = (): Promise<void> => format === "table" ? Promise.resolve() : writer.flush();
  const failures = new Failures(map.tag, total, options.verbose, beforeNote);
  const inputs = withInputs ? openArguments(map) : undefined;
  const beforeWaiting = (): Promise<void> => writer.flush();
  const outcomes = readOutcomes(map, { components, asAvailable, timeout, signal, beforeWaiting });
  let count = 0;
  for await (const outcome of outcomes) {
    bar.update(count++);
    const { component } = outcome;
    if (outcome.status === "unfinished") failures.addUnfinished();
    else if (outcome.status === "rejected") await failures.add(component, outcome.reason);
    else {
      let print: Print;
      try {
        const { value } = outcome;
        const whole = inputs ? withInput(component, await inputs.of(component), value) : value;
        print = writer.prepare(whole, component);
      } catch (error) {
        await failures.add(component, () => Promise.resolve(error));
        continue;
      }
      await print();
    }
  }
  bar.update(total);
  bar[Symbol.dispose]();
  await writer.end();
  return failures.end();
}

/** The progress bar of printing, for whoever does not see the results go by. */
function barOf(tag: string, total: number): ProgressBar {
  const show = isInteractive() && !Deno.stdout.isTerminal();
  return new ProgressBar({ title: tag, total, unit: "result" }, { show, patience: 1 });
}

/** A result with where it comes from: one argument is the input, others are a list. */
function withInput(component: number, args: readonly unknown[], output: unknown): NamedValues {
  return args.length === 1
    ? new NamedValues({ component, input: args[0], output })
    : new NamedValues({ component, arguments: args, output });
}

/** The components that have no result, and what is said of them. */
class Failures {
  #failed = 0;
  #unfinished = 0;
  readonly #codes = new Set<number>();

  constructor(
    readonly tag: string,
    readonly total: number,
    readonly verbose: boolean,
    readonly beforeNote: () => Promise<void>,
  ) {}

  /** Counts a component whose result cannot be printed, and says why of the first. */
  async add(component: number, findReason: () => Promise<unknown>): Promise<void> {
    // Which code it is, a component that is held tells by itself; all others have failed.
    const isShown = ++this.#failed <= SHOWN_FAILURES;
    const reason = isShown || !this.#codes.has(EXIT_CODE.FAILED) ? await findReason() : undefined;
    this.#codes.add(reason instanceof MapComponentHeld ? EXIT_CODE.HELD : EXIT_CODE.FAILED);
    if (!isShown) return;
    await this.beforeNote();
    note(failureOf(this.tag, component, reason, this.verbose));
  }

  /** Counts a component that had not ended when the time was over. */
  addUnfinished(): void {
    this.#codes.add(EXIT_CODE.TIMED_OUT);
    this.#unfinished++;
  }

  /** Says how many there are in all, and gives the exit code. */
  end(): number {
    if (this.#failed > SHOWN_FAILURES) {
      note(
        `${this.#failed - SHOWN_FAILURES} more components have no result, ${this.#failed} of ` +
          `${this.total} in all. Their reports: \`htmap errors ${shellWord(this.tag)}\``,
      );
    }
    if (this.#unfinished > 0) {
      note(
        `${this.#unfinished} of ${this.total} components have not finished: their results are missing`,
      );
    }
    return worstCode(this.#codes);
  }
}

/** Says why a component has no result. What it brought back may be unreadable: that is its failure. */
function failureOf(tag: string, component: number, error: unknown, verbose: boolean): string {
  if (error instanceof HTMapError) return failureText(error, verbose);
  const again = `Run it again with \`htmap rerun components ${shellWord(tag)} ${component}\``;
  const { reason, advice } = error instanceof RangeError
    ? {
      reason: `it does not fit into the memory of this process (${error.message})`,
      advice: "Have the function return less, or write a file and call htmap.transferOutputFiles",
    }
    : troubleWithReading(error, again);
  const cause = new HTMapError(
    `What component ${component} brought back cannot be read: ${reason}. ${advice}`,
    { cause: error },
  );
  return failureText(cause, verbose);
}
