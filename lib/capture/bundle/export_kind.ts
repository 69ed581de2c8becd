/**
 * Recognising that what a module exports is no function, without running the module.
 *
 * @module
 */

import { loadAcorn } from "../../deps.ts";
import { child, list, type Node } from "../engine/syntax.ts";

/** What an export evidently is, by the node that it is declared or initialised with. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["Literal", "a constant"],
  ["TemplateLiteral", "a text"],
  ["ArrayExpression", "an array"],
  ["ObjectExpression", "an object"],
  ["ClassExpression", "a class"],
  ["ClassDeclaration", "a class"],
]);

/**
 * Looks at what a map's module takes from its bundle, if that is all it does.
 *
 * @param module The map's module, of an export by reference.
 * @returns What the export is if it is evidently no function; `undefined` if it may be one.
 */
export async function kindOfExport(module: string): Promise<string | undefined> {
  const { parse } = await loadAcorn();
  // A node as this project reads it; acorn's own type has no place for further properties.
  const program = parse(module, {
    ecmaVersion: "latest",
    sourceType: "module",
  }) as unknown as Node;
  const bundle = list(program, "body")[0];
  const call = bundle && child(list(bundle, "declarations")[0]!, "init");
  const made = call && child(call, "argument") && child(child(call, "argument")!, "callee");
  const statements = made && child(made, "body") ? list(child(made, "body")!, "body") : [];
  const name = exportedName(statements.at(-1));
  if (name === undefined) return undefined;
  for (const statement of statements) {
    const declared = statement.type === "VariableDeclaration"
      ? list(statement, "declarations")
      : [statement];
    for (const one of declared) {
      if (child(one, "id")?.["name"] !== name) continue;
      return KINDS.get((one.type === "VariableDeclarator" ? child(one, "init") : one)?.type ?? "");
    }
  }
  return undefined;
}

/** The name in `return { get $0() { return NAME; } }`. */
function exportedName(statement: Node | undefined): unknown {
  const object = statement?.type === "ReturnStatement" ? child(statement, "argument") : undefined;
  const getter = object && list(object, "properties")[0];
  const body = getter && child(getter, "value") && child(child(getter, "value")!, "body");
  const returned = body && list(body, "body")[0];
  const value = returned && child(returned, "argument");
  return value?.type === "Identifier" ? value["name"] : undefined;
}
