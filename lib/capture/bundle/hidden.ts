/**
 * Classes that are in a bundle, though no module exports them: finding them there, so that captured
 * instances are of the same class as those that bundled functions make. The same goes for symbols.
 *
 * @module
 */

import { type Origin, sameForm } from "../engine/origin.ts";
import { segmentAt } from "../../wire/positions.ts";
import {
  calledAtOnce,
  child,
  children,
  isClass,
  isFunction,
  list,
  nameOf,
  type Node,
} from "../engine/syntax.ts";
import type { Replacement, WantedClass } from "../graph/types.ts";
import { shapeOf } from "../graph/wanted_class.ts";

/** A class in a bundle. */
interface Candidate {
  readonly node: Node;
  /** The URL of the module it is in. */
  readonly address: string;
  /** Its name, to which the bundler may have added digits. */
  readonly name: string;
  readonly shape: string;
}

/**
 * Finds classes in a bundle: by the module they are in, their names and what they declare. Where in
 * the module they are would not do, since not every translation tells.
 *
 * @param wanted The classes, or functions that are used as such, of this process.
 * @param program The bundle.
 * @param origin What the bundle was made from.
 * @returns For each its node in the bundle; `undefined` for one that is not there, or not alone.
 */
export function findHidden(
  wanted: readonly WantedClass[],
  program: Node,
  origin: Origin,
): (Node | undefined)[] {
  if (wanted.length === 0) return [];
  const candidates = candidatesIn(program, origin);
  return wanted.map(({ name, shape, urls }) => {
    const addresses = urls.map(sameForm);
    const fitting = candidates.filter((one) =>
      addresses.includes(one.address) && (shape === undefined || one.shape === shape) &&
      one.name.startsWith(name) && /^\d*$/.test(one.name.slice(name.length))
    );
    const exact = fitting.filter((one) => one.name === name);
    const [found, ...others] = exact.length > 0 ? exact : fitting;
    return name !== "" && others.length === 0 ? found?.node : undefined;
  });
}

/**
 * Gives what is to be put into a bundle for a class to be seen outside.
 *
 * @param node Its node.
 * @param target What it is to be assigned to.
 * @returns The changes.
 */
export function showing(node: Node, target: string): Replacement[] {
  const insertion = (at: number, text: string): Replacement => ({ start: at, end: at, text });
  if (isClass(node)) {
    return [insertion(child(node, "body")!.end - 1, `\n;static { ${target} = this; }\n`)];
  }
  if (node.type === "FunctionDeclaration") {
    return [insertion(node.start, `${target} = ${nameOf(child(node, "id"))};\n`)];
  }
  return [insertion(node.start, `(${target} = `), insertion(node.end, ")")];
}

function candidatesIn(program: Node, origin: Origin): Candidate[] {
  const addresses = origin.sources().map(({ url }) => url);
  const found: Candidate[] = [];
  const once = new Set<Node>();
  const visit = (node: Node, parent: Node, depth: number): void => {
    if (isClass(node) || isNamedFunction(node) || isSymbol(node, parent)) {
      const { line, column } = origin.position(node.start);
      const segments = origin.segmentsOf(line);
      const segment = segmentAt(segments, column) ?? segments[0];
      const address = segment && addresses[segment.source];
      const name = nameIn(node, parent);
      if (address !== undefined && name !== "") {
        found.push({ node, address, name, shape: shapeOf(node) });
      }
    }
    for (const one of calledAtOnce(node)) once.add(one);
    // A CommonJS module is a method of an object; what is in other functions is there many times.
    const isModule = depth === 0 && parent.type === "Property" && parent["method"] === true;
    if (isFunction(node) && !isModule && !once.has(node)) return;
    const inner = isFunction(node) ? depth + 1 : depth;
    for (const one of children(node)) visit(one, node, inner);
  };
  visit(program, program, 0);
  return found;
}

function isNamedFunction(node: Node): boolean {
  return isFunction(node) && node.type !== "ArrowFunctionExpression";
}

/** Whether a node makes the symbol that a variable is given. */
function isSymbol(node: Node, parent: Node): boolean {
  return node.type === "CallExpression" && parent.type === "VariableDeclarator" &&
    nameOf(child(node, "callee")) === "Symbol";
}

/** The name of a class or function: the bundler puts it into the class, or around the function. */
function nameIn(node: Node, parent: Node): string {
  const block = isClass(node) ? list(child(node, "body")!, "body")[0] : undefined;
  const statement = block?.type === "StaticBlock" ? list(block, "body")[0] : undefined;
  const call = statement ? child(statement, "expression") : parent;
  const isNaming = call?.type === "CallExpression" && nameOf(child(call, "callee")) === "__name";
  const text = isNaming ? list(call, "arguments")[1]?.["value"] : undefined;
  if (typeof text === "string") return text;
  return nameOf(child(node, "id") ?? child(parent, "id"));
}
