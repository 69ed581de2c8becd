/**
 * Parsing modules that may not be what they are taken for.
 *
 * @module
 */

import type { loadAcorn } from "../../deps.ts";
import { isNode, type Node } from "./syntax.ts";

/** The parser of JavaScript. */
export type Parse = Awaited<ReturnType<typeof loadAcorn>>["parse"];

/**
 * Parses a file.
 *
 * @param text Its text.
 * @param kind Whether it is taken for an ES module, or for a script, which a CommonJS module is.
 * @param parse The parser.
 * @returns The tree; `undefined` if it is no such thing.
 */
export function parsedAs(text: string, kind: "module" | "script", parse: Parse): Node | undefined {
  try {
    const program: unknown = parse(text, {
      ecmaVersion: "latest",
      sourceType: kind,
      allowHashBang: true,
      allowReturnOutsideFunction: kind === "script",
    });
    return isNode(program) ? program : undefined;
  } catch {
    return undefined;
  }
}
