/**
 * The packages of a project that are in Deno's cache: where each is, and which others it has.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { placeOfPackages } from "../../deps.ts";
import { directoriesAbove } from "./installed.ts";
import type { PackageRequest } from "./package_request.ts";

/** Finds packages. */
export interface NpmPackages {
  /**
   * Gives the directory of a package.
   *
   * @param request Its name, and the version if that is known.
   * @param from The URL of the module that asks.
   * @returns The directory, or `undefined` if the project does not have the package, or has it elsewhere.
   */
  directoryFor(request: PackageRequest, from: string): string | undefined;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  /** The ids of the packages it needs. */
  readonly dependencies: readonly string[];
}

/**
 * Reads what `deno info` says of packages.
 *
 * @param said Its `npmPackages`.
 * @returns The packages.
 */
export function npmPackagesIn(said: unknown): NpmPackages {
  const packages = new Map<string, Package>();
  const byDirectory = new Map<string, Package>();
  for (const [id, entry] of Object.entries(Object(said))) {
    const { name, version, dependencies, localPath, registryUrl } = Object(entry);
    if (typeof name !== "string" || typeof version !== "string") continue;
    const directory = typeof localPath === "string"
      ? localPath
      : directoryInCache(name, version, String(registryUrl));
    if (directory === undefined) continue;
    const one = { name, version, directory, dependencies: textsIn(dependencies) };
    packages.set(id, one);
    if (!byDirectory.has(directory)) byDirectory.set(directory, one);
  }
  return {
    directoryFor({ name, range }, from) {
      for (const directory of directoriesAbove(from)) {
        const asker = byDirectory.get(directory);
        if (!asker) continue;
        const needed = asker.dependencies.map((id) => packages.get(id));
        return (asker.name === name ? asker : needed.find((one) => one?.name === name))?.directory;
      }
      for (const one of packages.values()) {
        if (one.name === name && one.version === range) return one.directory;
      }
      return undefined;
    },
  };
}

/** Where Deno has a package of which it does not say where. */
function directoryInCache(name: string, version: string, registry: string): string | undefined {
  const match = /^(file:.*\/npm\/)[^/]+\/[^/]+\/\d[^/]*\//.exec(placeOfPackages());
  if (!match || !URL.canParse(registry)) return undefined;
  const { host, pathname } = new URL(registry);
  const place = `${host.replace(":", "_")}${pathname.replace(/\/$/, "")}`;
  return fileURLToPath(`${match[1]}${place}/${name}/${version}`);
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
