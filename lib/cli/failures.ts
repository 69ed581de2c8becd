/**
 * What ends a command early, and what is said of it.
 *
 * @module
 */

import { HTMapError, MapComponentHeld, TimeoutError } from "../base/errors.ts";
import { troubleWithSystem } from "../base/system_error.ts";
import { messageOf } from "./advice.ts";
import { EXIT_CODE } from "./exit_codes.ts";
import { note, OutputClosed } from "./output.ts";

/** The command line is wrong. */
export class UsageError extends Error {
  /**
   * @param message What is wrong.
   * @param command The command whose help to look at; filled in by whoever knows it.
   */
  constructor(message: string, public command?: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** The user stopped the command. */
export class Interrupted extends Error {
  /**
   * @param message What became of the work.
   * @param exitCode The exit code for the signal.
   */
  constructor(message: string, readonly exitCode: number) {
    super(message);
    this.name = "Interrupted";
  }
}

/**
 * Says on standard error why a command ended, if that needs saying.
 *
 * @param error What was thrown.
 * @param options.verbose Whether to show the stack trace.
 * @returns The exit code.
 */
export function reportFailure(error: unknown, { verbose }: { verbose: boolean }): number {
  if (error instanceof OutputClosed) return EXIT_CODE.OK; // as `| head` has all it wants
  if (error instanceof Interrupted) {
    note(error.message);
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    const help = error.command ?? "htmap";
    note(`error: ${error.message}\nSee \`${help} --help\``);
    return EXIT_CODE.USAGE;
  }
  note(failureText(error, verbose));
  return exitCodeOf(error);
}

/**
 * Tells with which exit code a command ends that an error has ended.
 *
 * @param error What was thrown.
 * @returns One of {@linkcode EXIT_CODE}.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof MapComponentHeld) return EXIT_CODE.HELD;
  if (error instanceof TimeoutError) return EXIT_CODE.TIMED_OUT;
  return EXIT_CODE.FAILED;
}

/**
 * Writes what went wrong.
 *
 * @param error What was thrown.
 * @param verbose Whether to show the stack trace.
 * @returns Lines that begin with `error:`.
 */
export function failureText(error: unknown, verbose: boolean): string {
  const message = expectedMessage(error);
  if (verbose) return `error: ${message ?? unexpectedMessage(error)}\n${Deno.inspect(error)}`;
  if (message !== undefined) return `error: ${message}`;
  return `error: ${unexpectedMessage(error)}\nFor a stack trace, run it again with --verbose`;
}

/** The message of an error that can happen to anyone, with what to do. */
function expectedMessage(error: unknown): string | undefined {
  if (error instanceof HTMapError) return messageOf(error);
  if (!(error instanceof Error)) return undefined;
  const trouble = troubleWithSystem(error);
  return trouble && `${error.message}: ${trouble.reason}. ${trouble.advice}`;
}

function unexpectedMessage(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : Deno.inspect(error);
}
