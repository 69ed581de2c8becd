/**
 * The values of simple expressions, found without running anything.
 *
 * @module
 */

import { types } from "node:util";
import { statementsOf } from "../engine/declarations.ts";
import { child, list, nameOf, type Node } from "../engine/syntax.ts";
import type { Reading } from "./types.ts";

/**
 * Finds the value of an expression that is made of constants: literals, templates, sums, variables
 * that get a value only once, and their properties.
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
  const { references } = script.analysis;
  const declared = references.find(({ start }) => start === node.start)?.scope;
  const writes = references.filter((one) =>
    one.isWritten && one.name === name && one.scope === declared
  );
  const scope = details.scopes.find(({ variables }) => Object.hasOwn(variables, name));
  if (scope && writes.length === 0) {
    return Object.getOwnPropertyDescriptor(scope.variables, name)?.value;
  }
  // The engine keeps only variables that functions use.
  const first = declared && firstValue(name, declared.node, writes.length);
  return first && first.end <= node.start ? constantOf(first, reading) : undefined;
}

/** What a scope's own statements say the value of a variable is, if it gets one only once. */
function firstValue(name: string, scope: Node, writes: number): Node | undefined {
  const statements = statementsOf(scope);
  const declarator = statements
    .flatMap((statement) => list(child(statement, "declaration") ?? statement, "declarations"))
    .find((one) => nameOf(child(one, "id")) === name);
  const value = declarator && child(declarator, "init");
  if (value || writes !== 1) return writes === 0 ? value : undefined;
  // The names of fields are put into variables like this, depending on who made JavaScript of them.
  const assignment = statements
    .map((statement) => child(statement, "expression"))
    .flatMap((one) => one?.type === "SequenceExpression" ? list(one, "expressions") : one ?? [])
    .find((one) => one["operator"] === "=" && nameOf(child(one, "left")) === name);
  return assignment && child(assignment, "right");
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
