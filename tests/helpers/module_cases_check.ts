/**
 * Comparing what came of a case with what it promises.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import type { ModuleCase } from "./module_cases.ts";

/** What a script of a case prints, as JSON in its last line. */
export interface CaseOutcome {
  readonly gave?: unknown;
  readonly threw?: { readonly text: string; readonly at: readonly string[] };
  readonly refused?: string;
}

/** Asserts that a case came out as it should. */
export function checkCase(one: ModuleCase, stdout: string, stderr: string): void {
  const line = stdout.trim().split("\n").at(-1) ?? "";
  assert(line.startsWith("{"), `it printed nothing:\n${stdout}\n${stderr}`);
  const outcome: CaseOutcome = JSON.parse(line);
  const told = `${line}\n${stderr}`;
  if (one.refused) {
    for (const part of one.refused) assertStringIncludes(outcome.refused ?? told, part);
  } else if (one.throws) {
    assertStringIncludes(outcome.threw?.text ?? told, one.throws.text);
    for (const [index, place] of (one.throws.at ?? []).entries()) {
      assertStringIncludes(outcome.threw?.at[index] ?? told, place);
    }
  } else assertEquals(outcome.gave, one.gives, told);
}
