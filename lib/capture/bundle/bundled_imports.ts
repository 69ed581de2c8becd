/**
 * The modules captured functions import, as one expression in the generated module.
 *
 * @module
 */

import { loadAcorn } from "../../deps.ts";
import { BUNDLE_HOST, carriedText, MODULES } from "./carried_text.ts";
import { NAMESPACE } from "./plugin.ts";
import { MissingExport } from "./refusals.ts";
import { bundleExports, type BundleExportsOptions } from "./entry_code.ts";
import { readyModules } from "./carried_commonjs.ts";
import { findHidden, showing } from "./hidden.ts";
import { importsIn, namedPrograms } from "../modules/named_programs.ts";
import { changesIn } from "./private_changes.ts";
import { isHtmap } from "../modules/own.ts";
import type { Piece } from "../emit/pieces.ts";
import { Origin } from "../engine/origin.ts";
import { inlineMap, withoutSource } from "../engine/source_map.ts";
import { GLOBAL, globalExpression, HIDDEN_CLASSES, hostCall } from "../../wire/module.ts";
import { type BundleEntry, HOST } from "../modules/imports.ts";
import { child, isNode, list, nameOf, type Node } from "../engine/syntax.ts";
import type { Replacement, WantedClass } from "../graph/types.ts";

/** What was bundled. */
export interface BundledEntries {
  /** The body of an async function that returns an object that has all that is wanted; or nothing. */
  readonly pieces: readonly Piece[];
  /** For each class that was looked for its name in that object; `undefined` if it is not bundled. */
  readonly classes: readonly (string | undefined)[];
  /** The names in that object of what never changes. */
  readonly fixed: ReadonlySet<string>;
  /** The URLs of the ES modules that are bundled, packages not among them. */
  readonly own: readonly string[];
  /** The relative paths of the programs that modules name. */
  readonly programs: readonly string[];
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
  options: BundleExportsOptions,
): Promise<BundledEntries> {
  if (entries.length === 0 && options.files.isEmpty) {
    return {
      pieces: [],
      classes: classes.map(() => undefined),
      fixed: new Set(),
      own: [],
      programs: [],
    };
  }
  const bundled = await bundleExports(entries, options);
  const { code, commonJs } = bundled;
  const hasModules = !commonJs.isEmpty;
  const { parse } = await loadAcorn();
  const program: unknown = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  if (!isNode(program)) throw new SyntaxError("the bundle has no syntax tree");
  checkExports(program, entries);
  const comment = code.lastIndexOf("//# sourceMappingURL=");
  const map = withoutSource(inlineMap(code), new RegExp(`^${NAMESPACE.OWN}:`));
  const origin = new Origin("file:///bundle/bundle.js", code, map);
  const nodes = findHidden(classes, program, origin);
  const ready = await readyModules(
    commonJs.files,
    classes.map((one, index) => nodes[index] ? undefined : one),
  );
  const hidden = nodes.map((node, index) => node ?? (ready.shows[index] ? "shown" : undefined));
  const text = comment < 0 ? code : code.slice(0, comment);
  return {
    pieces: [
      { text: carriedText(bundled, ready.texts) },
      ...asFunctionBody(text, program, origin, hidden, hasModules),
    ],
    classes: hidden.map((found, index) => found && `$h${index}`),
    fixed: fixedExports(program, text),
    own: bundled.own,
    programs: namedPrograms(program, importsIn(program), ""),
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

/** The exports whose variables get a value once: to be told by looking, and rather too few than too many. */
function fixedExports(program: Node, text: string): Set<string> {
  const fixed = new Set<string>();
  for (const statement of list(program, "body")) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    for (const one of list(statement, "specifiers")) {
      const local = nameOf(child(one, "local")).replaceAll("$", "\\$");
      const changes = new RegExp(
        `(?<![\\w$.])${local}\\s*(?:=(?![=>])|\\+\\+|--|(?:\\*\\*|<<|>>>?|&&|\\|\\||\\?\\?|[-+*/%&|^])=)|` +
          `(?:\\+\\+|--)\\s*${local}(?![\\w$])`,
        "g",
      );
      if ((text.match(changes)?.length ?? 0) <= 1) fixed.add(nameOf(child(one, "exported")));
    }
  }
  return fixed;
}

/** Turns a module's imports into constants and its exports into what is returned. */
function asFunctionBody(
  code: string,
  program: Node,
  origin: Origin,
  hidden: readonly (Node | "shown" | undefined)[],
  hasModules: boolean,
): Piece[] {
  const head: string[] = [];
  const exported: string[] = [];
  const changes: Replacement[] = [];
  for (const statement of list(program, "body")) {
    const text = statementText(statement, code, exported, hasModules);
    if (text === undefined) continue;
    head.push(text);
    changes.push({ start: statement.start, end: statement.end, text: "" });
  }
  for (const [index, found] of hidden.entries()) {
    if (!found) continue;
    if (found !== "shown") changes.push(...showing(found, `${HIDDEN_CLASSES}.$h${index}`));
    exported.push(`get $h${index}() { return ${HIDDEN_CLASSES}.$h${index}; }`);
  }
  changes.push(...changesIn(program, true));
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

/** What goes to the head in place of a statement; `undefined` if it stays. */
function statementText(
  statement: Node,
  code: string,
  exported: string[],
  hasModules: boolean,
): string | undefined {
  if (statement.type === "ImportDeclaration") return importText(statement, hasModules);
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

function importText(statement: Node, hasModules: boolean): string {
  const specifier = String(child(statement, "source")!["value"]);
  const isOwn = isHtmap(specifier, "");
  const module = isOwn
    ? globalExpression(GLOBAL.API)
    : specifier === "node:module" && hasModules
    ? `${MODULES}.nodeModule`
    : `globalThis.process.getBuiltinModule(${JSON.stringify(specifier)})`;
  const lines: string[] = [];
  for (const one of list(statement, "specifiers")) {
    const local = nameOf(child(one, "local"));
    const imported = child(one, "imported");
    if (one.type === "ImportNamespaceSpecifier" && module.startsWith("globalThis.process")) {
      const namespace = hostCall(BUNDLE_HOST, "node", JSON.stringify(specifier));
      lines.push(`const ${local} = await ${namespace};\n`);
    } else if (!imported) lines.push(`const ${local} = ${module};\n`);
    else {
      const name = nameOf(imported) || String(imported["value"]);
      lines.push(
        `const ${local} = ${module}${name === "default" ? "" : `[${JSON.stringify(name)}]`};\n`,
      );
    }
  }
  return lines.join("");
}
