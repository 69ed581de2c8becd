/**
 * What an import means, for the binary, which has no Deno to ask.
 *
 * @module
 */

import { isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { download } from "./download.ts";
import { importMapFor, mapped } from "./import_map.ts";
import { isHtmap } from "./own.ts";
import { existing } from "./installed.ts";
import { resolveInternal, resolvePackage } from "./npm.ts";
import { parsePackage } from "./package_request.ts";

/** What an import means. */
export type Target =
  /** A module at a URL. */
  | { readonly kind: "module"; readonly url: string; readonly isPackage: boolean }
  /** A module the runtime has. */
  | { readonly kind: "builtin"; readonly name: string }
  /** htmap itself. */
  | { readonly kind: "htmap" };

/**
 * Finds out what an import means.
 *
 * @param specifier The specifier, as written.
 * @param from The URL of the module it is written in.
 * @param isRequire Whether it is a `require`.
 * @returns What it means.
 * @throws {Error} If it means nothing.
 */
export async function resolveImport(
  specifier: string,
  from: string,
  isRequire = false,
): Promise<Target> {
  const map = await importMapFor(from);
  const meant = (map && mapped(map, specifier, from)) ?? specifier;
  if (isBuiltin(meant)) return { kind: "builtin", name: `node:${meant.replace(/^node:/, "")}` };
  if (isHtmap(meant, from)) return { kind: "htmap" };
  const isPackageFile = /\/node_modules\/|\/htmap\/npm\//.test(from);
  const file = (path: string | undefined, isPackage: boolean): Target => {
    if (path === undefined) throw new Error(`there is no module ${specifier}`);
    return { kind: "module", url: pathToFileURL(path).href, isPackage };
  };
  if (meant.startsWith("#")) {
    const found = await resolveInternal(meant, from, isRequire);
    if (found && "specifier" in found) return await resolveImport(found.specifier, from, isRequire);
    return file(found?.path, isPackageFile);
  }
  if (/^\.{0,2}\//.test(meant) || meant === "." || meant === "..") {
    const { href } = new URL(meant, from);
    if (!isPackageFile) return { kind: "module", url: href, isPackage: false };
    // What is required is named by its path, and what is imported by its URL.
    const path = isRequire ? resolve(dirname(fileURLToPath(from)), meant) : fileURLToPath(href);
    // Only packages leave extensions out.
    return file(await existing(path.replace(/\/$/, "")), true);
  }
  if (meant.startsWith("jsr:")) {
    throw new Error(`packages of JSR cannot be imported in the binary: run the script with Deno`);
  }
  if (/^(?:file|https?|data):/.test(meant)) return { kind: "module", url: meant, isPackage: false };
  const request = parsePackage(meant);
  if (!request) throw new Error(`${specifier} is not something that can be imported`);
  return file(await resolvePackage(request, from, isRequire), true);
}

/**
 * Reads the source of a module.
 *
 * @param url Its URL.
 * @returns The bytes, and where they were in the end.
 */
export async function readModule(url: string): Promise<{ bytes: Uint8Array; url: string }> {
  if (url.startsWith("file:")) return { bytes: await Deno.readFile(new URL(url)), url };
  const answer = await download(url);
  if (!answer.ok) throw new Error(`${url} could not be loaded: ${answer.status}`);
  return { bytes: new Uint8Array(await answer.arrayBuffer()), url: answer.url || url };
}

/** How the bundler is to read a module, by its URL and what its import says of it. */
export function loaderOf(
  url: string,
  attributes: Readonly<Record<string, string>>,
): "ts" | "tsx" | "js" | "jsx" | "json" | "text" | "binary" {
  const type = attributes["type"];
  if (type === "text" || type === "json") return type;
  if (type === "bytes") return "binary";
  const { protocol, pathname } = new URL(url);
  const path = protocol === "data:" ? pathname.slice(0, pathname.indexOf(",")) : pathname;
  const extension = /\.([mc]?[jt]sx?|json)$/.exec(path)?.[1] ?? "";
  if (extension === "json") return "json";
  if (/^[mc]?ts$/.test(extension) || /typescript/.test(path)) return "ts";
  if (extension === "tsx" || extension === "jsx") return extension;
  return "js";
}
