/**
 * Packages that are not all JavaScript: they have code for one kind of machine, in a file of its own that
 * no bundle can hold.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { loadAcorn } from "../../deps.ts";
import { parsedAs } from "../engine/parse.ts";
import { child, children, list, nameOf, type Node } from "../engine/syntax.ts";
import { directoriesAbove } from "./installed.ts";
import { manifestIn } from "./manifest.ts";
import { packageOf } from "./modules.ts";

/** Packages by which others find, or make, their native code. */
export const NATIVE_HELPERS: ReadonlySet<string> = new Set([
  "@mapbox/node-pre-gyp",
  "bindings",
  "nan",
  "node-addon-api",
  "node-gyp-build",
  "node-gyp-build-optional-packages",
  "node-pre-gyp",
  "pkg-prebuilds",
  "prebuild-install",
]);

/** The names of packages that have the native code of another for one kind of machine. */
const FOR_ONE_MACHINE = /(?:linux|darwin|win32)(?:musl)?[-_](?:x64|arm64|ia32|x86_64|aarch64)/;

const known = new Map<string, Promise<boolean>>();

/**
 * Tells whether a module is of a package with native code.
 *
 * @param url The URL of the module.
 * @returns The name of the package, or `undefined` if it has none.
 */
export async function nativePackageOf(url: string): Promise<string | undefined> {
  const name = packageOf(url);
  if (name === undefined || !url.startsWith("file:")) return undefined;
  const root = await rootOf(url);
  if (root === undefined) return undefined;
  let isNative = known.get(root);
  if (!isNative) known.set(root, isNative = hasNativeCode(root));
  return await isNative ? name : undefined;
}

/** The directory of the package that a module is in. */
async function rootOf(url: string): Promise<string | undefined> {
  const name = packageOf(url);
  for (const directory of directoriesAbove(url)) {
    if (directory.endsWith("/node_modules")) return undefined;
    const manifest = await manifestIn(directory);
    if (manifest?.["name"] === name || manifest?.["version"] !== undefined) return directory;
  }
  return undefined;
}

async function hasNativeCode(directory: string): Promise<boolean> {
  for (const file of ["binding.gyp", "src/binding.gyp", "prebuilds"]) {
    if (await Deno.stat(`${directory}/${file}`).then(() => true, () => false)) return true;
  }
  const manifest = await manifestIn(directory) ?? {};
  if (manifest["gypfile"] === true || typeof manifest["napi"] === "object") return true;
  if (Object.hasOwn(Object(manifest["binary"]), "module_name")) return true;
  const { dependencies, optionalDependencies } = manifest;
  if (Object.keys(Object(dependencies)).some((name) => NATIVE_HELPERS.has(name))) return true;
  return Object.keys(Object(optionalDependencies)).some((name) => FOR_ONE_MACHINE.test(name));
}

/**
 * Tells whether a module can do without a package: whether it only requires it, or imports it
 * dynamically, where it catches what that throws.
 *
 * @param text The text of the module.
 * @param request What it requires.
 */
export async function isOptional(text: string, request: string): Promise<boolean> {
  const { parse } = await loadAcorn();
  const kind = /\b(?:import|export)\b[^(]/.test(text) ? "module" : "script";
  const program = parsedAs(text, kind, parse);
  return program !== undefined && usesIn(program, request, false).every((isCaught) => isCaught);
}

/** For each time a request is made, whether what it throws is caught. */
function usesIn(node: Node, request: string, isCaught: boolean): boolean[] {
  const isUse = node.type === "CallExpression" && isRequire(child(node, "callee")) &&
      list(node, "arguments")[0]?.["value"] === request ||
    /^Import(?:Expression|Declaration)$/.test(node.type) &&
      child(node, "source")?.["value"] === request;
  const found = isUse ? [isCaught && node.type !== "ImportDeclaration"] : [];
  for (const inner of children(node)) {
    const isTried = node.type === "TryStatement" && inner === child(node, "block") &&
      child(node, "handler") !== undefined;
    found.push(...usesIn(inner, request, isCaught || isTried));
  }
  return found;
}

function isRequire(callee: Node | undefined): boolean {
  if (callee?.type === "MemberExpression") return isRequire(child(callee, "object"));
  return /require/i.test(nameOf(callee));
}

/**
 * Tells whether what is at a URL has native code.
 *
 * @param url The URL of a module.
 * @returns The name to call who has it by, or `undefined` if it has none.
 */
export async function nativeCodeAt(url: string): Promise<string | undefined> {
  return url.endsWith(".node") ? nameOfAddon(url) : await nativePackageOf(url);
}

/** The name to call the maker of native code by: its package, or else its file. */
export function nameOfAddon(url: string): string {
  return packageOf(url) ?? fileURLToPath(url);
}
