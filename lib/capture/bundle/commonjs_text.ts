/**
 * The texts of CommonJS modules as they are run by htmap: what only an ES module could do by itself is
 * replaced.
 *
 * @module
 */

import { LOAD } from "../../wire/module.ts";
import { type Parse, parsedAs } from "../engine/parse.ts";
import { children, type Node } from "../engine/syntax.ts";
import type { Replacement } from "../graph/types.ts";

/**
 * Finds the dynamic imports of a CommonJS module, which are to be made by htmap.
 *
 * @param program Its tree.
 * @returns What to replace.
 */
export function importReplacements(program: Node): Replacement[] {
  const own = program.type === "ImportExpression"
    ? [{ start: program.start, end: program.start + "import".length, text: LOAD }]
    : [];
  return [...own, ...children(program).flatMap(importReplacements)];
}

/** Puts replacements into a text. */
export function replaced(text: string, changes: readonly Replacement[]): string {
  let result = "";
  let at = 0;
  for (const change of changes.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at);
}

/** Gives the text of a module with its dynamic imports replaced. */
export function withImports(text: string, parse: Parse): string {
  if (!/\bimport\s*\(/.test(text)) return text;
  const program = parsedAs(text, "script", parse);
  return program ? replaced(text, importReplacements(program)) : text;
}
