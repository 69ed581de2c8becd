/**
 * What an import means by the rules of Node and of the web, once it is known what a project's own names
 * stand for.
 *
 * @module
 */

import { isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isHtmap } from "./own.ts";
import { existing } from "./installed.ts";
import { isInPackage } from "./modules.ts";
import { fileIn, resolveInternal } from "./npm.ts";
import { type PackageRequest, parsePackage } from "./package_request.ts";

/** What an import means. */
export type Target =
  /** A module at a URL. */
  | { readonly kind: "module"; readonly url: string }
  /** A module the runtime has. */
  | { readonly kind: "builtin"; readonly name: string }
  /** htmap itself. */
  | { readonly kind: "htmap" };

/** Says what imports mean where they are written, and has the sources of modules. */
export interface Resolver {
  /**
   * Finds out what an import means.
   *
   * @param specifier The specifier, as written.
   * @param from The URL of the module it is written in.
   * @param isRequire Whether it is a `require`.
   * @returns What it means.
   * @throws {Error} If it means nothing.
   */
  resolve(specifier: string, from: string, isRequire?: boolean): Promise<Target>;
  /**
   * Reads the source of a module.
   *
   * @param url Its URL.
   * @throws {Error} If it is not there.
   */
  read(url: string): Promise<ModuleSource>;
}

/** The source of a module. */
export interface ModuleSource {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What its server, or Deno, says that it is; `undefined` if its name tells. */
  readonly mediaType?: string;
}

/** Finds the directory of a package. */
export type Locate = (request: PackageRequest, from: string) => string | Promise<string>;

/**
 * Finds out what an import means that no import map changes.
 *
 * @param specifier The specifier.
 * @param from The URL of the module it is written in.
 * @param isRequire Whether it is a `require`.
 * @param locate Finds packages.
 * @returns What it means.
 * @throws {Error} If it means nothing.
 */
export async function resolveByRules(
  specifier: string,
  from: string,
  isRequire: boolean,
  locate: Locate,
): Promise<Target> {
  if (isBuiltin(specifier)) {
    return { kind: "builtin", name: `node:${specifier.replace(/^node:/, "")}` };
  }
  if (isHtmap(specifier, from)) return { kind: "htmap" };
  const file = (path: string | undefined): Target => {
    if (path === undefined) throw new Error(`there is no module ${specifier}`);
    return { kind: "module", url: pathToFileURL(path).href };
  };
  if (specifier.startsWith("#")) {
    const found = await resolveInternal(specifier, from, isRequire);
    if (found && "specifier" in found) {
      return await resolveByRules(found.specifier, from, isRequire, locate);
    }
    return file(found?.path);
  }
  if (/^\.{0,2}\//.test(specifier) || specifier === "." || specifier === "..") {
    const { href } = new URL(specifier, from);
    const mayLackEnding = isRequire || isInPackage(from);
    if (!mayLackEnding || !href.startsWith("file:")) return { kind: "module", url: href };
    // What is required is named by its path, and what is imported by its URL.
    const path = isRequire ? resolve(dirname(fileURLToPath(from)), specifier) : fileURLToPath(href);
    return file(await existing(path.replace(/(?<=.)\/$/, "")));
  }
  if (specifier.startsWith("jsr:")) {
    throw new Error(`packages of JSR cannot be imported in the binary: run the script with Deno`);
  }
  if (/^(?:file|https?|data):/.test(specifier)) return { kind: "module", url: specifier };
  const request = parsePackage(specifier);
  if (!request) throw new Error(`${specifier} is not something that can be imported`);
  return file(await fileIn(await locate(request, from), request, isRequire));
}

/** How the bundler is to read a module, by its URL and what its import says of it. */
export function loaderOf(
  url: string,
  attributes: Readonly<Record<string, string>>,
  mediaType?: string,
): Loader {
  const type = attributes["type"];
  if (type === "text" || type === "json") return type;
  if (type === "bytes") return "binary";
  if (mediaType !== undefined) {
    const known = Object.hasOwn(MEDIA, mediaType) ? MEDIA[mediaType] : undefined;
    if (known) return known;
  }
  const { protocol, pathname } = new URL(url);
  const path = protocol === "data:" ? pathname.slice(0, pathname.indexOf(",")) : pathname;
  const extension = /\.([mc]?[jt]sx?|json|wasm)$/.exec(path)?.[1] ?? "";
  if (extension === "json" || extension === "wasm") return extension;
  if (/^[mc]?ts$/.test(extension) || /typescript/.test(path)) return "ts";
  if (extension === "tsx" || extension === "jsx") return extension;
  return "js";
}

/** How a module is read. */
export type Loader = "ts" | "tsx" | "js" | "jsx" | "json" | "text" | "binary" | "wasm";

/** Deno's names for kinds of modules. */
const MEDIA: Readonly<Record<string, Loader>> = {
  TypeScript: "ts",
  Mts: "ts",
  Cts: "ts",
  TSX: "tsx",
  Tsx: "tsx",
  JSX: "jsx",
  Jsx: "jsx",
  JavaScript: "js",
  Mjs: "js",
  Json: "json",
  Wasm: "wasm",
};
