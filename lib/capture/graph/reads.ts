/**
 * What a captured function may read from where it was written: its source tells, and that of variables
 * that know where the script is.
 *
 * @module
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { runAs } from "../engine/translated.ts";
import type { NameUse, Reading, ReadingSource } from "./types.ts";

/** What says that code looks for files where it is itself. */
const HERE = /\bimport\s*\.\s*meta\b|\b__dirname\b|\b__filename\b/;

/** Puts back what the binary has put the values of in place of, where it runs scripts. */
function withMeta(source: string, url: string): string {
  if (!url.startsWith("file:") || runAs(url) === url) return source;
  const path = fileURLToPath(url);
  return source.replaceAll(JSON.stringify(url), "import.meta.url")
    .replaceAll(JSON.stringify(path), "import.meta.filename")
    .replaceAll(JSON.stringify(dirname(path)), "import.meta.dirname");
}

/**
 * Finds the source by which a function may look for files.
 *
 * @param reading The function.
 * @param uses The names it uses.
 * @returns The source; `undefined` if it does not know where it is.
 */
export function readingSource(
  { script, found: { node } }: Reading,
  uses: readonly NameUse[],
): ReadingSource | undefined {
  const { url } = script;
  const source = withMeta(script.source, url);
  if (!HERE.test(source)) return undefined;
  const own = withMeta(script.source.slice(node.start, node.end), url);
  const values = [...new Set(uses.map(({ name }) => name))].flatMap((name) => {
    const declared = new RegExp(
      `\\b(?:const|let|var)\\s+${name.replaceAll("$", "\\$")}\\s*=([^;]*?)(?:;|\\n\\s*\\n|$)`,
    );
    const value = declared.exec(source)?.[1] ?? "";
    return HERE.test(value) ? [value] : [];
  });
  const text = [own, ...values].join("\n");
  return HERE.test(text) ? { url, text } : undefined;
}
