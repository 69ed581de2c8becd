/**
 * The modules captured functions import, as one expression in the generated module.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { loadAcorn } from "../../deps.ts";
import { type BundleOptions, bundleUrl, MissingExport } from "./bundle.ts";
import { bundleExports } from "./entry_code.ts";
import { findHidden, showing } from "./hidden.ts";
import { isHtmap, OWN_URL } from "../modules/own.ts";
import type { Piece } from "../emit/pieces.ts";
import { Origin } from "../engine/origin.ts";
import { inlineMap, withoutSource } from "../engine/source_map.ts";
import { importSource } from "../engine/import_syntax.ts";
import { GLOBAL, globalExpression, hostMember } from "../../wire/module.ts";
import { type BundleEntry, HOST } from "../modules/imports.ts";
import { privateReplacements, shapeOfNode } from "../graph/private_members.ts";
import { child, children, isClass, isNode, list, nameOf, type Node } from "../engine/syntax.ts";
import type { Replacement, WantedClass } from "../graph/types.ts";

/** What was bundled. */
export interface BundledEntries {
  /** The body of an async function that returns an object that has all that is wanted; or nothing. */
  readonly pieces: readonly Piece[];
  /** For each class that was looked for its name in that object; `undefined` if it is not bundled. */
  readonly classes: readonly (string | undefined)[];
}

/**
 * Bundles what is imported.
 *
 * @param entries The exports that are wanted; the n-th is called `$n`.
 * @param classes Classes that modules need not export, to be looked for in what was bundled.
 * @returns The bundle.
 */
export async function bundleEntries(
  entries: readonly BundleEntry[],
  classes: readonly WantedClass[],
  options: BundleOptions,
): Promise<BundledEntries> {
  if (entries.length === 0) return { pieces: [], classes: classes.map(() => undefined) };
  const external = [OWN_URL.startsWith("file:") ? fileURLToPath(OWN_URL) : OWN_URL];
  const code = await bundleExports(entries, { ...options, external });
  const { parse } = await loadAcorn();
  const program: unknown = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  if (!isNode(program)) throw new SyntaxError("the bundle has no syntax tree");
  checkExports(program, entries);
  const comment = code.lastIndexOf("//# sourceMappingURL=");
  const map = withoutSource(inlineMap(code), /^(?:entry\.ts|htmap-entry:.*)$/);
  const origin = new Origin(bundleUrl(), code, map);
  const hidden = findHidden(classes, program, origin);
  const text = comment < 0 ? code : code.slice(0, comment);
  return {
    pieces: asFunctionBody(text, program, origin, hidden),
    classes: hidden.map((found, index) => found && `$h${index}`),
  };
}

/** The bundler leaves an export out that a TypeScript module lacks, since it might be a type. */
function checkExports(program: Node, entries: readonly BundleEntry[]): void {
  const there = new Set(
    list(program, "body").filter(({ type }) => type === "ExportNamedDeclaration")
      .flatMap((statement) => list(statement, "specifiers"))
      .map((specifier) => nameOf(child(specifier, "exported"))),
  );
  for (const [index, { specifier, imported }] of entries.entries()) {
    if (there.has(`$${index}`)) continue;
    throw new MissingExport(specifier, imported);
  }
}

/** Turns a module's imports into constants and its exports into what is returned. */
function asFunctionBody(
  code: string,
  program: Node,
  origin: Origin,
  hidden: readonly (Node | undefined)[],
): Piece[] {
  const head: string[] = [];
  const exported: string[] = [];
  const changes: Replacement[] = [];
  for (const statement of list(program, "body")) {
    const text = statementText(statement, code, exported);
    if (text === undefined) continue;
    head.push(text);
    changes.push({ start: statement.start, end: statement.end, text: "" });
  }
  for (const [index, node] of hidden.entries()) {
    if (!node) continue;
    changes.push(...showing(node, `${HIDDEN}.$h${index}`));
    exported.push(`get $h${index}() { return ${HIDDEN}.$h${index}; }`);
  }
  if (hidden.some(Boolean)) head.unshift(`const ${HIDDEN} = {};\n`);
  changes.push(...changesIn(program));
  if (changes.some(({ text }) => text.includes(HOST))) {
    head.unshift(`const ${BUNDLE_HOST} = ${globalExpression(GLOBAL.HOST)};\n`);
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (const change of changes.sort((a, b) => a.start - b.start)) {
    pieces.push({ text: code.slice(at, change.start), origin, offset: at });
    if (change.text) pieces.push({ text: change.text.replaceAll(HOST, () => BUNDLE_HOST) });
    at = change.end;
  }
  pieces.push({ text: code.slice(at), origin, offset: at });
  const tail = `\nreturn { ${exported.join(", ")} };\n`;
  return [{ text: head.join("") }, ...pieces, { text: tail }];
}

/** The name of what the loader gives, in a bundle. */
const BUNDLE_HOST = "$htmapHost";

/** The name of the object that has the classes that modules do not export, in a bundle. */
const HIDDEN = "$htmapHidden";

/**
 * What classes with private members need so that instances can be restored, and what has imports
 * whose specifiers are only known where they run say so if they fail.
 */
function changesIn(node: Node): Replacement[] {
  const own: Replacement[] = [];
  const shape = isClass(node) ? shapeOfNode(node) : undefined;
  if (shape) own.push(...privateReplacements(node, shape));
  if (node.type === "ImportExpression" && !importSource(node)) {
    const end = node.start + "import".length;
    own.push({ start: node.start, end, text: hostMember(HOST, "import") });
  }
  return [...own, ...children(node).flatMap(changesIn)];
}

/** What goes to the head in place of a statement; `undefined` if it stays. */
function statementText(statement: Node, code: string, exported: string[]): string | undefined {
  if (statement.type === "ImportDeclaration") return importText(statement);
  if (statement.type !== "ExportNamedDeclaration" || child(statement, "declaration")) {
    return undefined;
  }
  for (const one of list(statement, "specifiers")) {
    const name = child(one, "exported")!;
    const local = child(one, "local")!;
    exported.push(`get ${nameOf(name)}() { return ${code.slice(local.start, local.end)}; }`);
  }
  return "";
}

function importText(statement: Node): string {
  const specifier = String(child(statement, "source")!["value"]);
  const isOwn = isHtmap(specifier, "");
  const module = isOwn
    ? globalExpression(GLOBAL.API)
    : `globalThis.process.getBuiltinModule(${JSON.stringify(specifier)})`;
  const lines: string[] = [];
  for (const one of list(statement, "specifiers")) {
    const local = nameOf(child(one, "local"));
    const imported = child(one, "imported");
    if (!imported) lines.push(`const ${local} = ${module};\n`);
    else {
      const name = nameOf(imported) || String(imported["value"]);
      lines.push(
        `const ${local} = ${module}${name === "default" ? "" : `[${JSON.stringify(name)}]`};\n`,
      );
    }
  }
  return lines.join("");
}
