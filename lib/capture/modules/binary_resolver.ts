/**
 * What an import means in the binary, which has no Deno to ask.
 *
 * @module
 */

import { readByUrl } from "./download.ts";
import { importMapFor, mapped } from "./import_map.ts";
import { installed, isInstalled } from "./installed.ts";
import { fetched } from "./registry.ts";
import {
  type Locate,
  type ModuleSource,
  resolveByRules,
  type Resolver,
  type Target,
} from "./resolve.ts";

/**
 * Packages are taken from a `node_modules` near who asks, else from the registry of the user's npm; but a
 * package that is installed has only what is installed with it.
 */
const locate: Locate = async (request, from) => {
  const directory = installed(request.name, from);
  if (directory !== undefined) return directory;
  if (!isInstalled(from)) return await fetched(request, from);
  throw new Error(
    `the package ${request.name} is not installed, and ${from} imports it. Install it with npm`,
  );
};

/** Says what imports mean by the files there are. */
export class BinaryResolver implements Resolver {
  /** As {@linkcode Resolver.resolve}. */
  async resolve(specifier: string, from: string, isRequire = false): Promise<Target> {
    const map = await importMapFor(from);
    const meant = (map && mapped(map, specifier, from)) ?? specifier;
    return await resolveByRules(meant, from, isRequire, locate);
  }

  /** As {@linkcode Resolver.read}. */
  async read(url: string): Promise<ModuleSource> {
    return await readByUrl(url);
  }
}
