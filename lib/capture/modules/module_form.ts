/**
 * Whether a file is an ES module or a CommonJS one, as Deno has it.
 *
 * @module
 */

import { loadAcorn } from "../../deps.ts";
import { parsedAs } from "../engine/parse.ts";
import { directoriesAbove } from "./installed.ts";
import { manifestIn } from "./manifest.ts";
import { isInPackage } from "./modules.ts";

/** What a file is that is imported or required. */
export type ModuleForm = "es" | "commonjs" | "json" | "addon";

/**
 * Finds out what a file is.
 *
 * @param url Its URL.
 * @param text Its text.
 * @returns What it is, by its ending, by the `package.json` above it, and by its syntax.
 */
export async function formOf(url: string, text: string): Promise<ModuleForm> {
  if (!url.startsWith("file:")) return "es";
  const { pathname } = new URL(url);
  const ending = /\.([^./]+)$/.exec(pathname)?.[1] ?? "";
  switch (ending) {
    case "json":
      return "json";
    case "node":
      return "addon";
    case "cjs":
    case "cts":
      return "commonjs";
    case "mjs":
    case "mts":
    case "ts":
    case "tsx":
    case "jsx":
    case "wasm":
      return "es";
  }
  if (!await mayBeCommonJs(url)) return "es";
  return await hasModuleSyntax(text) ? "es" : "commonjs";
}

/** In packages a file is CommonJS unless they say otherwise; of the user's own only if that is said. */
async function mayBeCommonJs(url: string): Promise<boolean> {
  for (const directory of directoriesAbove(url)) {
    const manifest = await manifestIn(directory);
    if (manifest) {
      return isInPackage(url) ? manifest.type !== "module" : manifest.type === "commonjs";
    }
    if (directory.endsWith("/node_modules")) break;
  }
  return isInPackage(url);
}

/** Whether a text is only understood as an ES module. */
async function hasModuleSyntax(text: string): Promise<boolean> {
  if (!/\b(?:import|export|await)\b/.test(text)) return false;
  const { parse } = await loadAcorn();
  return !parsedAs(text, "script", parse) && parsedAs(text, "module", parse) !== undefined;
}
