/**
 * What the parser gives, as this project reads it.
 *
 * @module
 */

/** A node of a syntax tree. Which further properties it has, its type says. */
export interface Node {
  /** The kind of node, in ESTree's words. */
  readonly type: string;
  /** Where it starts in the source. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
  readonly [property: string]: unknown;
}

/**
 * Tells whether something is a node.
 *
 * @param value Anything found in a node.
 * @returns Whether it is a node itself.
 */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null &&
    typeof Reflect.get(value, "type") === "string";
}

/**
 * Reads a property of a node that is a node.
 *
 * @param parent The node.
 * @param property The property.
 * @returns The child, or `undefined` if there is none.
 */
export function child(parent: Node, property: string): Node | undefined {
  const value = parent[property];
  return isNode(value) ? value : undefined;
}

/**
 * Reads a property of a node that is a list of nodes.
 *
 * @param parent The node.
 * @param property The property.
 * @returns The children; holes of an array pattern are left out.
 */
export function list(parent: Node, property: string): Node[] {
  const value = parent[property];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/**
 * Gives all nodes directly under a node, in the order of the source.
 *
 * @param parent The node.
 * @returns Its children.
 */
export function children(parent: Node): Node[] {
  const found: Node[] = [];
  for (const key in parent) {
    const value = parent[key];
    if (Array.isArray(value)) found.push(...value.filter(isNode));
    else if (isNode(value)) found.push(value);
  }
  return found;
}

/** Whether a node is a function of any form. */
export function isFunction(node: Node): boolean {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression";
}

/** Whether a node is a class of either form. */
export function isClass(node: Node): boolean {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

/** Whether a node is inside another one, or that node itself. */
export function isInside(node: Node | undefined, outer: Node): boolean {
  return node !== undefined && node.start >= outer.start && node.end <= outer.end;
}

/**
 * Gives the functions that a call runs where they are written, once if the call is made once: the one
 * that is called, and those it is given, as a module does that is written for all loaders.
 *
 * @param call A node.
 * @returns The functions; none for a node that is no call of a function written there.
 */
export function calledAtOnce(call: Node): Node[] {
  if (call.type !== "CallExpression") return [];
  const callee = child(call, "callee")!;
  const called = callee.type === "MemberExpression" ? child(callee, "object")! : callee;
  return isFunction(called) ? [called, ...list(call, "arguments").filter(isFunction)] : [];
}

/** The name in an identifier or private identifier. */
export function nameOf(node: Node | undefined): string {
  const name = node?.["name"];
  return typeof name === "string" ? name : "";
}
