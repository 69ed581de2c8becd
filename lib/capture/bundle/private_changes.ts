/**
 * What bundled modules need changed so that instances of their classes can be restored.
 *
 * @module
 */

import { GLOBAL, globalExpression, hostMember } from "../../wire/module.ts";
import { importSource } from "../engine/import_syntax.ts";
import { children, isClass, type Node } from "../engine/syntax.ts";
import { privateReplacements, shapeOfNode } from "../graph/private_members.ts";
import type { Replacement } from "../graph/types.ts";
import { HOST } from "../modules/imports.ts";
import { isHtmap } from "../modules/own.ts";

/**
 * Finds what to change in a module: what classes with private members need, and imports whose specifiers
 * are only known where they run, which are to say so if they fail.
 *
 * @param node The module's tree.
 * @param withImports Whether imports are changed.
 * @returns The changes.
 */
export function changesIn(node: Node, withImports: boolean): Replacement[] {
  const own: Replacement[] = [];
  const shape = isClass(node) ? shapeOfNode(node) : undefined;
  if (shape) own.push(...privateReplacements(node, shape));
  if (withImports && node.type === "ImportExpression") {
    const source = importSource(node);
    const end = node.start + "import".length;
    if (!source) own.push({ start: node.start, end, text: hostMember(HOST, "import") });
    else if (isHtmap(source.specifier, "")) {
      const text = `Promise.resolve(${globalExpression(GLOBAL.API)})`;
      own.push({ start: node.start, end: node.end, text });
    }
  }
  return [...own, ...children(node).flatMap((inner) => changesIn(inner, withImports))];
}
