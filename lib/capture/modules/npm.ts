/**
 * The files of a package from npm: which of them its names mean.
 *
 * @module
 */

import { directoriesAbove, existing } from "./installed.ts";
import { manifestIn } from "./manifest.ts";
import { exportedFile, internalTarget } from "./package_exports.ts";
import type { PackageRequest } from "./package_request.ts";

/**
 * Finds the file of a package that is asked for.
 *
 * @param directory The directory of the package.
 * @param request What is asked for.
 * @param isRequire Whether it asks by `require`.
 * @returns The path of the file.
 * @throws {Error} If the package has no such file, or does not give it to others.
 */
export async function fileIn(
  directory: string,
  request: PackageRequest,
  isRequire: boolean,
): Promise<string> {
  const target = exportedFile(await manifestIn(directory) ?? {}, request.path, isRequire);
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
    const manifest = await manifestIn(directory);
    if (!manifest) continue;
    const target = internalTarget(manifest, specifier, isRequire);
    if (target === undefined) return undefined;
    if (!target.startsWith("./")) return { specifier: target };
    const path = await existing(`${directory}/${target}`);
    return path === undefined ? undefined : { path };
  }
  return undefined;
}
