/**
 * Packages from npm, for the binary: taken from a `node_modules` near the script if there is one,
 * else from the registry the user's npm is set to.
 *
 * @module
 */

import { directoriesAbove, existing, installed } from "./installed.ts";
import { exportedFile, internalTarget } from "./package_exports.ts";
import type { PackageRequest } from "./package_request.ts";
import { fetched } from "./registry.ts";

/**
 * Finds the file a package request means.
 *
 * @param request What is asked for.
 * @param from The URL of the module that asks.
 * @param isRequire Whether it asks by `require`.
 * @returns The path of the file.
 * @throws {Error} If there is no such package or file.
 */
export async function resolvePackage(
  request: PackageRequest,
  from: string,
  isRequire: boolean,
): Promise<string> {
  const directory = await installed(request.name, from) ?? await fetched(request, from);
  return await fileIn(directory, request, isRequire);
}

/**
 * Finds the file a package request means in a `node_modules` directory near a module.
 *
 * @param request What is asked for.
 * @param from The URL of the module that asks.
 * @returns The path of the file, or `undefined` if the package is not installed there.
 * @throws {Error} If the package is there, and has no such file.
 */
export async function installedPackage(
  request: PackageRequest,
  from: string,
): Promise<string | undefined> {
  const directory = await installed(request.name, from);
  return directory === undefined ? undefined : await fileIn(directory, request, false);
}

async function fileIn(
  directory: string,
  request: PackageRequest,
  isRequire: boolean,
): Promise<string> {
  const manifest = Object(JSON.parse(await Deno.readTextFile(`${directory}/package.json`)));
  const target = exportedFile(manifest, request.path, isRequire);
  const file = target === undefined ? undefined : await existing(`${directory}/${target}`);
  if (file === undefined) {
    throw new Error(
      `the package ${request.name} has no ${request.path} to import. Import one of the files that ` +
        `"exports" in ${directory}/package.json names, or another version of the package`,
    );
  }
  return file;
}

/**
 * Finds what a file of a package means by `#name`: what the `imports` of its package say.
 *
 * @param specifier The name, with the `#`.
 * @param from The URL of the file.
 * @param isRequire Whether it asks by `require`.
 * @returns The path of a file, or the specifier of another package; `undefined` if it means nothing.
 */
export async function resolveInternal(
  specifier: string,
  from: string,
  isRequire: boolean,
): Promise<{ path: string } | { specifier: string } | undefined> {
  for (const directory of directoriesAbove(from)) {
    const text = await Deno.readTextFile(`${directory}/package.json`).catch(() => undefined);
    if (text === undefined) continue;
    const target = internalTarget(Object(JSON.parse(text)), specifier, isRequire);
    if (target === undefined) return undefined;
    if (!target.startsWith("./")) return { specifier: target };
    const path = await existing(`${directory}/${target}`);
    return path === undefined ? undefined : { path };
  }
  return undefined;
}
