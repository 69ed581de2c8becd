/**
 * The programs that bundled modules name: nothing of such a module need have run where the map is made,
 * so that its text has to say which files are to be sent along.
 *
 * @module
 */

import { child, children, list, nameOf, type Node } from "../engine/syntax.ts";
import { isHtmap } from "../modules/own.ts";
import { isSent } from "../../store/function/program_function.ts";

/**
 * Finds the calls of htmap's `program` that write their program out.
 *
 * @param bundle The syntax tree of a bundle.
 * @returns The relative paths that they name.
 */
export function namedPrograms(bundle: Node): string[] {
  const namespaces = new Set<string>();
  const functions = new Set<string>();
  for (const statement of list(bundle, "body")) {
    const source = statement.type === "ImportDeclaration" && child(statement, "source");
    if (!source || !isHtmap(String(source["value"]), "")) continue;
    for (const one of list(statement, "specifiers")) {
      const imported = nameOf(child(one, "imported"));
      const local = nameOf(child(one, "local"));
      if (imported === "program") functions.add(local);
      else if (imported === "" || imported === "default") namespaces.add(local);
    }
  }
  const found = new Set<string>();
  const visit = (node: Node): void => {
    const path = node.type === "CallExpression" && isOfProgram(child(node, "callee")!)
      ? firstText(node)
      : undefined;
    if (path !== undefined && isSent(path)) found.add(path);
    for (const inner of children(node)) visit(inner);
  };
  const isOfProgram = (callee: Node): boolean =>
    callee.type === "MemberExpression"
      ? namespaces.has(nameOf(child(callee, "object"))) &&
        nameOf(child(callee, "property")) === "program"
      : functions.has(nameOf(callee));
  if (namespaces.size + functions.size > 0) visit(bundle);
  return [...found];
}

/** The first element of the array that a call is given, if that is a text. */
function firstText(call: Node): string | undefined {
  const [argv] = list(call, "arguments");
  const [path] = argv?.type === "ArrayExpression" ? list(argv, "elements") : [];
  const value = path?.type === "Literal" ? path["value"] : undefined;
  return typeof value === "string" ? value : undefined;
}
