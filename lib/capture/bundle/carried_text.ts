/**
 * What travels beside a bundle, as the statements that stand before it.
 *
 * @module
 */

import { GLOBAL, globalExpression, HIDDEN_CLASSES, hostCall } from "../../wire/module.ts";
import type { CommonJsFiles } from "./commonjs.ts";
import type { FilesBeside } from "./files_beside.ts";

/** The name, in a bundle, of what travels beside it: CommonJS modules and more. */
export const CARRIED = "$htmapCarried";
/** The name, in a bundle, of the CommonJS modules once they can be run. */
export const MODULES = "$htmapModules";
/** The name, in a bundle, of what the loader gives. */
export const BUNDLE_HOST = "$htmapHost";

/**
 * Writes what makes usable what travels beside a bundle, to stand before it.
 *
 * @param bundled What was bundled.
 * @param moduleTexts The texts of its CommonJS modules, ready to travel.
 * @returns Statements.
 */
export function carriedText(
  { commonJs, files }: { readonly commonJs: CommonJsFiles; readonly files: FilesBeside },
  moduleTexts: ReadonlyMap<string, string>,
): string {
  const lines = [
    `const ${BUNDLE_HOST} = ${globalExpression(GLOBAL.HOST)};\n`,
    `const ${HIDDEN_CLASSES} = {};\n`,
  ];
  const brought = files.texts();
  if (brought) lines.push(`await ${hostCall(BUNDLE_HOST, "files", ...brought)};\n`);
  const requests = Object.fromEntries(
    Array.from(commonJs.requests, ([path, meant]) => [path, Object.fromEntries(meant)]),
  );
  if (!commonJs.isEmpty) {
    const texts = Array.from(
      moduleTexts,
      ([path, text]) => `${JSON.stringify(path)}: ${JSON.stringify(text)},\n`,
    );
    lines.push(
      `const ${CARRIED} = { files: { __proto__: null,\n${texts.join("")}}, ` +
        `requests: ${JSON.stringify(requests)}, others: {}, imports: {}, ` +
        `hidden: ${HIDDEN_CLASSES} };\n` +
        `const ${MODULES} = await ${hostCall(BUNDLE_HOST, "commonJs", CARRIED)};\n`,
    );
  }
  return lines.join("");
}
