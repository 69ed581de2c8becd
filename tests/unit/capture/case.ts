/**
 * The form of a case: a function, what it is called with, and what it must give on the other side.
 *
 * Adding a case is adding a file to `cases/` whose default export is what `travels` or `refused` gives.
 *
 * @module
 */

/** A function that must travel. */
export interface TravellingCase {
  readonly kind: "travels";
  /** What is captured. */
  readonly about: string;
  readonly func: unknown;
  readonly args: readonly unknown[];
  /** What the call must give; or a function that must find it right. */
  readonly gives: unknown;
  /** Whether a script that the binary runs has it refused, since the binary translates it to other code. */
  readonly refusedInBinary: boolean;
}

/** A function that must be refused. */
export interface RefusedCase {
  readonly kind: "refused";
  readonly about: string;
  readonly func: unknown;
  /** The path the refusal must tell. */
  readonly path: readonly string[];
  /** What its message must match. */
  readonly saying: RegExp;
}

/** Any case. */
export type Case = TravellingCase | RefusedCase;

/** Makes a case of a function that must travel. */
export function travels<A extends unknown[]>(
  about: string,
  func: ((...args: A) => unknown) | object,
  { args, gives, refusedInBinary = false }: { args?: A; gives: unknown; refusedInBinary?: boolean },
): TravellingCase {
  return { kind: "travels", about, func, args: args ?? [], gives, refusedInBinary };
}

/** Makes a case of a function that must be refused when it is captured. */
export function refused(
  about: string,
  func: unknown,
  parts: { path: readonly string[]; saying: RegExp },
): RefusedCase {
  return { kind: "refused", about, func, ...parts };
}
