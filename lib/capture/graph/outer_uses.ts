/**
 * What a function uses of the functions and classes around it that is no variable: `this`, `super`,
 * private members. Some of it is lost outside of them; some is there again inside the class.
 *
 * @module
 */

import { isCommonJs } from "../modules/modules.ts";
import { cannotCapture, type Reason, REASONS } from "./refuse.ts";
import type { OuterUse } from "../engine/scope.ts";
import { isInside, type Node } from "../engine/syntax.ts";
import type { Reading, Replacement } from "./types.ts";

/** The class that a function only works inside of. */
export interface Home {
  readonly classNode: Node;
  /** Why it does not work elsewhere. */
  readonly reason: Reason;
  /** Whether it has to be the very method of the class, since only that has its `super`. */
  readonly needsMethod: boolean;
}

/**
 * Finds out whether a function works wherever it is written out.
 *
 * @param reading The function.
 * @param skipped What is not written out.
 * @returns The class it has to be inside of, or `undefined` if it works anywhere.
 * @throws {CannotCapture} If it works only where it is.
 */
export function homeOf(reading: Reading, skipped: readonly Replacement[]): Home | undefined {
  const { entry, found: { node }, script } = reading;
  let home: Home | undefined;
  for (const use of script.analysis.outerUses) {
    if (use.start < node.start || use.end > node.end || isSkipped(use, skipped)) continue;
    const found = homeOfUse(use, reading);
    if (!found) continue;
    if (home && home.classNode !== found.classNode) throw cannotCapture(entry.path, found.reason);
    home = home?.needsMethod ? home : found;
  }
  return home;
}

/** Whether something is in a stretch that is replaced. */
export function isSkipped(
  use: { start: number; end: number },
  skipped: readonly Replacement[],
): boolean {
  return skipped.some(({ start, end }) => use.start >= start && use.end <= end);
}

function homeOfUse(use: OuterUse, { entry, found, script }: Reading): Home | undefined {
  const { owner, what } = use;
  // At the top of a CommonJS module it is what that exports.
  if (what === "this" && !owner && isCommonJs(script.info)) {
    throw cannotCapture(entry.path, REASONS.lostThis);
  }
  if (!owner || what === "import.meta") return undefined;
  const isOwn = isInside(owner, found.node);
  if (what === "private") {
    const reason = REASONS.lostPrivate(use.name);
    return isOwn ? undefined : { classNode: owner, reason, needsMethod: false };
  }
  if (what === "super" && owner === found.node && found.member) {
    const { classNode } = found;
    if (!classNode) throw cannotCapture(entry.path, REASONS.superOfObject);
    return { classNode, reason: REASONS.lostSuper, needsMethod: true };
  }
  if (isOwn) return undefined;
  const reason = LOST[what];
  // In the class there is a place where what a static initialiser uses means the same.
  const classNode = owner.type === "StaticBlock" || owner["static"] === true
    ? script.classOf(owner)
    : undefined;
  if (!classNode) throw cannotCapture(entry.path, reason);
  return { classNode, reason, needsMethod: false };
}

const LOST = {
  this: REASONS.lostThis,
  super: REASONS.lostOuterSuper,
  arguments: REASONS.lostArguments,
  "new.target": REASONS.lostNewTarget,
} as const;
