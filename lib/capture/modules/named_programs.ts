/**
 * The programs that code names: it need not have run where the map is made, so that its text has to say
 * which files are to be sent along.
 *
 * @module
 */

import { isSent } from "../../store/function/program_function.ts";
import { child, children, list, nameOf, type Node } from "../engine/syntax.ts";
import { isHtmap } from "./own.ts";

/** What is imported under a name: `*` for all of a module. */
interface Imported {
  readonly specifier: string;
  readonly imported: string;
}

/**
 * Finds the calls of htmap's `program` that write their program out.
 *
 * @param code The code.
 * @param imports What its module imports, by the names it has there.
 * @param url The URL of the module.
 * @returns The relative paths that they name.
 */
export function namedPrograms(
  code: Node,
  imports: Iterable<readonly [name: string, imported: Imported]>,
  url: string,
): string[] {
  const namespaces = new Set<string>();
  const functions = new Set<string>();
  for (const [name, { specifier, imported }] of imports) {
    const names = imported === "program"
      ? functions
      : imported === "*" || imported === "default"
      ? namespaces
      : undefined;
    if (names && isHtmap(specifier, url)) names.add(name);
  }
  const found = new Set<string>();
  const isProgram = (callee: Node): boolean =>
    callee.type === "MemberExpression"
      ? namespaces.has(nameOf(child(callee, "object"))) &&
        nameOf(child(callee, "property")) === "program"
      : functions.has(nameOf(callee));
  const visit = (node: Node): void => {
    const path = node.type === "CallExpression" && isProgram(child(node, "callee")!)
      ? firstText(node)
      : undefined;
    if (path !== undefined && isSent(path)) found.add(path);
    for (const inner of children(node)) visit(inner);
  };
  if (namespaces.size + functions.size > 0) visit(code);
  return [...found];
}

/**
 * Reads the imports of a module that is parsed.
 *
 * @param program Its syntax tree.
 * @returns What is imported, by the names it has there.
 */
export function* importsIn(program: Node): Generator<readonly [name: string, imported: Imported]> {
  for (const statement of list(program, "body")) {
    if (statement.type !== "ImportDeclaration") continue;
    const specifier = String(child(statement, "source")?.["value"]);
    for (const one of list(statement, "specifiers")) {
      const name = nameOf(child(one, "imported"));
      const imported = one.type === "ImportNamespaceSpecifier" ? "*" : name || "default";
      yield [nameOf(child(one, "local")), { specifier, imported }];
    }
  }
}

/** The first element of the array that a call is given, if that is a text. */
function firstText(call: Node): string | undefined {
  const [argv] = list(call, "arguments");
  const [path] = argv?.type === "ArrayExpression" ? list(argv, "elements") : [];
  const value = path?.type === "Literal" ? path["value"] : undefined;
  return typeof value === "string" ? value : undefined;
}
