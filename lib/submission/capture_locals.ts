/**
 * The map option `captureLocals`.
 *
 * @module
 */

import { shown } from "../base/arguments.ts";
import { InvalidOption } from "../base/errors.ts";

/** Whether error reports are to have local variables. */
export interface CapturedLocals {
  /** Not if it is not there. */
  readonly captureLocals?: boolean | undefined;
}

/**
 * Works out whether local variables are asked for.
 *
 * @param options The map options, which may be anything.
 * @returns Whether they are: nothing if they are not.
 * @throws {InvalidOption} If that is neither true nor false.
 */
export function capturedLocals(options: { readonly captureLocals?: unknown }): CapturedLocals {
  const { captureLocals = false } = options;
  if (typeof captureLocals === "boolean") return captureLocals ? { captureLocals } : {};
  throw new InvalidOption(
    `The map option captureLocals must be true or false, but it is ${
      shown(captureLocals)
    }. Change it`,
  );
}
