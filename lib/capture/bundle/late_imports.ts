/**
 * Dynamic imports of which only running them tells what they import.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { loadAcorn } from "../../deps.ts";
import { hostCall } from "../../wire/module.ts";
import { importSource } from "../engine/import_syntax.ts";
import { child, children, isNode, list, type Node } from "../engine/syntax.ts";
import { LATE_IMPORT } from "../engine/translated.ts";
import type { Replacement } from "../graph/types.ts";
import { replaced } from "./commonjs_text.ts";
import { filesWith } from "./requests.ts";

/** What may contain an import whose specifier is no text of its own. */
const MAY_BE_LATE = /\bimport\s*\(\s*(?!(["'])[^"'\n]*\1\s*[,)])/;

/** The files that are looked for where the beginning of a name is known. */
const CODE = /\.(?:[mc]?[jt]s|[jt]sx|json)$/;

/**
 * Has late imports of a module find what its names may be put together to: of `import("./parts/" + name)`
 * all that is in that directory.
 *
 * @param code An ES module.
 * @param url Its URL.
 * @param host What it finds htmap by.
 * @returns The module, changed where it has such imports.
 */
export async function withKnownImports(code: string, url: string, host: string): Promise<string> {
  return await changed(code, async (source) => {
    const prefix = url.startsWith("file:") ? prefixOf(source) : undefined;
    if (prefix === undefined) return undefined;
    const known = await filesWith(fileURLToPath(new URL(prefix, url)), CODE);
    const loads = known.map((one) =>
      `${JSON.stringify(one)}: () => import(${JSON.stringify(one)})`
    );
    return hostCall(host, "importAmong", `{ ${loads.join(", ")} }`, JSON.stringify(url), "\0")
      .split("\0")[0];
  });
}

/**
 * Has late imports of a module that the binary runs translate what they find.
 *
 * @param code An ES module.
 * @param url Its URL.
 * @returns The module, changed where it has such imports.
 */
export async function withTranslatedImports(code: string, url: string): Promise<string> {
  return await changed(code, () => Promise.resolve(`${LATE_IMPORT}(${JSON.stringify(url)}, `));
}

/** Replaces all up to the specifier of each late import. */
async function changed(
  code: string,
  textFor: (source: Node) => Promise<string | undefined>,
): Promise<string> {
  if (!MAY_BE_LATE.test(code)) return code;
  const { parse } = await loadAcorn();
  const program: unknown = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const changes: Replacement[] = [];
  for (const node of isNode(program) ? lateImportsIn(program) : []) {
    const source = child(node, "source")!;
    const text = await textFor(source);
    if (text !== undefined) changes.push({ start: node.start, end: source.start, text });
  }
  return replaced(code, changes);
}

function lateImportsIn(node: Node): Node[] {
  const own = node.type === "ImportExpression" && !importSource(node) ? [node] : [];
  return [...own, ...children(node).flatMap(lateImportsIn)];
}

/** What a specifier begins with, if that is a path. */
function prefixOf(source: Node): string | undefined {
  let text: unknown;
  if (source.type === "TemplateLiteral") {
    text = Reflect.get(Object(list(source, "quasis")[0]?.["value"]), "cooked");
  } else if (source.type === "BinaryExpression") {
    const left = child(source, "left")!;
    text = left.type === "Literal" ? left["value"] : prefixOf(left);
  }
  return typeof text === "string" && /^\.{1,2}\//.test(text) ? text : undefined;
}
