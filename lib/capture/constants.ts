/**
 * The values of simple expressions, found without running anything.
 *
 * @module
 */

import { types } from "node:util";
import { statementsOf } from "./declarations.ts";
import { child, list, nameOf, type Node } from "./syntax.ts";
import type { Reading } from "./types.ts";

/**
 * Finds the value of an expression that is made of constants: literals, templates, sums, variables
 * that are never assigned to, and their properties.
 *
 * @param node The expression, directly in the class or function that is read.
 * @param reading What is read.
 * @returns The value; `undefined` if the expression is of another form.
 */
export function constantOf(node: Node, reading: Reading): unknown {
  switch (node.type) {
    case "Literal":
      return node["value"];
    case "Identifier":
      return variable(node, reading);
    case "TemplateLiteral":
      return template(node, reading);
    case "BinaryExpression":
      return node["operator"] === "+"
        ? joined([child(node, "left")!, child(node, "right")!], reading)
        : undefined;
    case "MemberExpression":
      return property(node, reading);
    default:
      return undefined;
  }
}

function variable(node: Node, reading: Reading): unknown {
  const { details, script } = reading;
  const name = nameOf(node);
  const use = script.analysis.references.find(({ start }) => start === node.start);
  const isAssigned = script.analysis.references.some((one) =>
    one.isWritten && one.name === name && one.scope === use?.scope &&
    // Enums are made this way, depending on who made JavaScript of them.
    !script.source.slice(0, one.start).endsWith(`(${name} || (`)
  );
  if (isAssigned) return undefined;
  const scope = details.scopes.find(({ variables }) => Object.hasOwn(variables, name));
  if (scope) return Object.getOwnPropertyDescriptor(scope.variables, name)?.value;
  // The engine keeps only variables that functions use.
  const first = use?.scope && firstValue(name, use.scope.node);
  return first && constantOf(first, reading);
}

/** What the declaration of a variable says its value is. */
function firstValue(name: string, scope: Node): Node | undefined {
  return statementsOf(scope)
    .map((statement) => child(statement, "declaration") ?? statement)
    .filter(({ kind, type }) => type === "VariableDeclaration" && kind !== "var")
    .flatMap((declaration) => list(declaration, "declarations"))
    .filter((declarator) => nameOf(child(declarator, "id")) === name)
    .map((declarator) => child(declarator, "init"))[0];
}

function template(node: Node, reading: Reading): string | undefined {
  let text = "";
  const expressions = list(node, "expressions");
  for (const [index, quasi] of list(node, "quasis").entries()) {
    const { cooked } = Object(quasi["value"]);
    const expression = expressions[index];
    const value = expression ? constantOf(expression, reading) : "";
    if (!isText(value)) return undefined;
    text += `${cooked}${value}`;
  }
  return text;
}

function joined(parts: readonly Node[], reading: Reading): string | number | undefined {
  const [left, right] = parts.map((part) => constantOf(part, reading));
  if (typeof left === "number" && typeof right === "number") return left + right;
  return isText(left) && isText(right) ? `${left}${right}` : undefined;
}

/** Whether a value is what any way of adding it to a text makes the same text of. */
function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function property(node: Node, reading: Reading): unknown {
  const holder = constantOf(child(node, "object")!, reading);
  const key = child(node, "property")!;
  const name = node["computed"] === true ? constantOf(key, reading) : nameOf(key);
  const isObject = typeof holder === "object" && holder !== null || typeof holder === "function";
  if (!isObject || types.isProxy(holder) || !isText(name)) return undefined;
  return Object.getOwnPropertyDescriptor(holder, name)?.value;
}
