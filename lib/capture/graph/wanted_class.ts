/**
 * What a class is known by in a bundle: the modules it may be in, its name and what it declares. It may
 * also be a function that is used as a class, or a symbol.
 *
 * @module
 */

import type { FunctionNode } from "../engine/scripts.ts";
import { child, isClass, list, nameOf, type Node } from "../engine/syntax.ts";
import type { WantedClass } from "./types.ts";

/** The shape of a symbol that a variable was given. */
export const SYMBOL = "symbol";

/** Says what to look for to find a class that was read. */
export async function wantedClass({ script, node }: FunctionNode): Promise<WantedClass> {
  const sources = (await script.origin()).sources().map(({ url }) => url);
  return {
    name: nameOf(child(node, "id")),
    shape: shapeOf(node),
    urls: [script.url, ...sources],
  };
}

/** What tells classes of one name apart. */
export function shapeOf(node: Node): string {
  if (node.type === "CallExpression") return SYMBOL;
  if (!isClass(node)) return `function of ${list(node, "params").length}`;
  const members = list(child(node, "body")!, "body").filter(({ type }) => type !== "StaticBlock");
  const texts = members.map((member) => {
    const key = child(member, "key")!;
    const text = member["computed"] === true ? "" : nameOf(key) || String(key["value"]);
    return `${member["static"] === true} ${member["kind"]} ${key.type} ${text}`;
  });
  return `class of ${child(node, "superClass") !== undefined} ${texts.join()}`;
}
