/**
 * Which names a stretch of source declares.
 *
 * @module
 */

import { child, children, isClass, isFunction, list, nameOf, type Node } from "./syntax.ts";

/** A scope, as far as declaring names goes. */
export interface DeclaringScope {
  readonly names: Set<string>;
  /** Whether `var` declarations inside end up here. */
  readonly holdsVars: boolean;
}

/** The statements a scope is made of. */
export function statementsOf(node: Node): Node[] {
  switch (node.type) {
    case "SwitchStatement":
      return list(node, "cases").flatMap((one) => list(one, "consequent"));
    case "ForStatement":
      return [child(node, "init")].filter((init) => init !== undefined);
    case "ForInStatement":
    case "ForOfStatement":
      return [child(node, "left")!];
    case "CatchClause":
      return [];
    default:
      return list(node, "body");
  }
}

/** Declares what a statement declares in its own block. */
export function declareStatement(statement: Node, scope: DeclaringScope): void {
  const declaration = child(statement, "declaration") ?? statement;
  switch (declaration.type) {
    case "VariableDeclaration":
      if (declaration["kind"] === "var" && !scope.holdsVars) return;
      for (const one of list(declaration, "declarations")) {
        for (const name of namesIn(child(one, "id")!)) scope.names.add(name);
      }
      return;
    case "FunctionDeclaration":
    case "ClassDeclaration": {
      const id = child(declaration, "id");
      if (id) scope.names.add(nameOf(id));
      return;
    }
    case "ImportDeclaration":
      for (const specifier of list(declaration, "specifiers")) {
        scope.names.add(nameOf(child(specifier, "local")));
      }
  }
}

/** Declares the `var`s anywhere below a statement, but not in functions inside it. */
export function declareVars(node: Node, scope: DeclaringScope): void {
  if (isFunction(node) || isClass(node)) return;
  if (node.type === "VariableDeclaration" && node["kind"] === "var") {
    for (const one of list(node, "declarations")) {
      for (const name of namesIn(child(one, "id")!)) scope.names.add(name);
    }
  }
  if (/Expression$|Literal$|^Identifier$/.test(node.type)) return;
  for (const inner of children(node)) declareVars(inner, scope);
}

/** The names a pattern binds. */
export function namesIn(pattern: Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [nameOf(pattern)];
    case "ObjectPattern":
      return list(pattern, "properties").flatMap((property) =>
        namesIn(child(property, property.type === "RestElement" ? "argument" : "value")!)
      );
    case "ArrayPattern":
      return list(pattern, "elements").flatMap(namesIn);
    case "AssignmentPattern":
      return namesIn(child(pattern, "left")!);
    case "RestElement":
      return namesIn(child(pattern, "argument")!);
    default:
      return [];
  }
}
