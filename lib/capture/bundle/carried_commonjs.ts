/**
 * The texts of CommonJS modules, made ready to travel: with what instances need to be restored, and with
 * classes that no module exports shown to the outside.
 *
 * @module
 */

import { loadAcorn } from "../../deps.ts";
import { HIDDEN_CLASSES, MODULE_HOST } from "../../wire/module.ts";
import { Origin, sameForm } from "../engine/origin.ts";
import { type Parse, parsedAs } from "../engine/parse.ts";
import type { Node } from "../engine/syntax.ts";
import { HOST } from "../modules/imports.ts";
import type { Replacement, WantedClass } from "../graph/types.ts";
import type { CommonJsFile } from "./commonjs.ts";
import { importReplacements, replaced } from "./commonjs_text.ts";
import { findHidden, showing } from "./hidden.ts";
import { changesIn } from "./private_changes.ts";

/** Modules that are ready. */
export interface ReadyModules {
  /** Their texts, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
  /** For each class that was looked for whether one of them shows it. */
  readonly shows: readonly boolean[];
}

/**
 * Makes modules ready to travel.
 *
 * @param files The modules, by their paths.
 * @param classes Classes that they need not export; the n-th is shown as `$hn`.
 * @returns Their texts.
 */
export async function readyModules(
  files: ReadonlyMap<string, CommonJsFile>,
  classes: readonly (WantedClass | undefined)[],
): Promise<ReadyModules> {
  const { parse } = await loadAcorn();
  const texts = new Map<string, string>();
  const shows = classes.map(() => false);
  const wantedAt = new Map<string, number[]>();
  for (const [index, one] of classes.entries()) {
    for (const url of new Set(one?.urls.map(sameForm))) {
      wantedAt.set(url, [...wantedAt.get(url) ?? [], index]);
    }
  }
  for (const [path, file] of files) {
    const numbers = wantedAt.get(sameForm(file.url)) ?? [];
    const wanted = numbers.map((index) => [index, classes[index]!] as const);
    const { text, shown } = path.endsWith(".json")
      ? { text: file.text, shown: [] }
      : readyText(file, wanted, parse);
    texts.set(path, text);
    for (const index of shown) shows[index] = true;
  }
  return { texts, shows };
}

/** Whether it is worth while to parse a module: it may import dynamically, or have private members. */
function mayChange(text: string): boolean {
  if (/\bimport\s*\(/.test(text)) return true;
  const start = text.search(/\bclass\b/);
  return start >= 0 && /#[\w$]/.test(text.slice(start));
}

function readyText(
  { url, text }: CommonJsFile,
  wanted: readonly (readonly [index: number, one: WantedClass])[],
  parse: Parse,
): { text: string; shown: number[] } {
  const shown: number[] = [];
  const program: Node | undefined = wanted.length > 0 || mayChange(text)
    ? parsedAs(text, "script", parse)
    : undefined;
  if (!program) return { text, shown };
  const changes: Replacement[] = [...importReplacements(program), ...changesIn(program, false)];
  const nodes = findHidden(wanted.map(([, one]) => one), program, new Origin(url, text, undefined));
  for (const [at, node] of nodes.entries()) {
    const index = wanted[at]![0];
    if (!node) continue;
    changes.push(...showing(node, `${HIDDEN_CLASSES}.$h${index}`));
    shown.push(index);
  }
  const ready = changes.map((one) => ({ ...one, text: one.text.replaceAll(HOST, MODULE_HOST) }));
  return { text: replaced(text, ready), shown };
}
