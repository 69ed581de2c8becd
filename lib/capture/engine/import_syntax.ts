/**
 * What an import says in the source, be it a declaration or a dynamic one.
 *
 * @module
 */

import { child, list, nameOf, type Node } from "./syntax.ts";
import { originalOf } from "./translated.ts";

/** The module an import asks for. */
export interface ImportSource {
  /** The specifier, as written in the user's file. */
  readonly specifier: string;
  /** The import attributes, such as `{ type: "json" }`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads which module an import or a re-export asks for.
 *
 * @param node The declaration, or the dynamic import.
 * @returns What it asks for; `undefined` if only running it tells.
 */
export function importSource(node: Node): ImportSource | undefined {
  const specifier = textOf(child(node, "source"));
  const attributes = node.type === "ImportExpression"
    ? optionAttributes(child(node, "options"))
    : attributesIn(list(node, "attributes"));
  return specifier === undefined || attributes === undefined
    ? undefined
    : { specifier: originalOf(specifier), attributes };
}

/** The text of a string, or of a template that has nothing to fill in. */
function textOf(node: Node | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node?.type !== "TemplateLiteral" || list(node, "expressions").length > 0) return undefined;
  const cooked: unknown = Reflect.get(Object(list(node, "quasis")[0]?.["value"]), "cooked");
  return typeof cooked === "string" ? cooked : undefined;
}

/** The attributes in the second argument of a dynamic import. */
function optionAttributes(options: Node | undefined): Record<string, string> | undefined {
  if (!options) return {};
  if (options.type !== "ObjectExpression") return undefined;
  const properties = list(options, "properties");
  if (properties.some((one) => keyOf(one) === undefined)) return undefined;
  const clause = properties.find((one) => keyOf(one) === "with");
  if (!clause) return {};
  const value = child(clause, "value");
  return value?.type === "ObjectExpression" ? attributesIn(list(value, "properties")) : undefined;
}

function attributesIn(nodes: readonly Node[]): Record<string, string> | undefined {
  const attributes: Record<string, string> = {};
  for (const node of nodes) {
    const key = keyOf(node);
    const value = textOf(child(node, "value"));
    if (key === undefined || value === undefined) return undefined;
    attributes[key] = value;
  }
  return attributes;
}

/** The name of a property; `undefined` if it is computed, or no property. */
function keyOf(node: Node): string | undefined {
  const key = child(node, "key");
  return node["computed"] === true || !key ? undefined : nameOf(key) || textOf(key);
}
