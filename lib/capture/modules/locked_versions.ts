/**
 * The versions of packages that a project's `deno.lock` has, for the binary.
 *
 * @module
 */

import { lockFileFor } from "./lock_file.ts";
import { readConfig } from "./import_map.ts";

/** A package and its version. */
export interface PackageVersion {
  readonly name: string;
  readonly version: string;
}

/** What a lock file says. */
export class LockedVersions {
  readonly #specifiers: ReadonlyMap<string, unknown>;
  /** What each package depends on, by its name, its version and the versions of its peers. */
  readonly #packages: ReadonlyMap<string, unknown>;

  /** @param lock What is in the file, from its version 4 on. */
  constructor(lock: Record<string, unknown>) {
    this.#specifiers = new Map(Object.entries(Object(lock.specifiers)));
    this.#packages = new Map(Object.entries(Object(lock.npm)));
  }

  /**
   * Reads the lock file that applies to a script.
   *
   * @param url The URL of the script.
   * @returns What it says; nothing if there is none, or none that can be read.
   */
  static async of(url: string): Promise<LockedVersions> {
    try {
      const path = await lockFileFor(url);
      const lock = path && await readConfig(path);
      return new LockedVersions(lock || {});
    } catch {
      // Damaged: the newest versions that will do are then taken, as without one.
      return new LockedVersions({});
    }
  }

  /**
   * Gives the version of a package that a script, or another package, gets.
   *
   * @param name The package.
   * @param range The versions that will do; empty for any.
   * @param asker The package that asks; `undefined` for the script.
   * @returns The version, or `undefined` if the file does not say.
   */
  versionOf(name: string, range: string, asker?: PackageVersion): string | undefined {
    const version = asker
      ? this.#dependencyOf(asker, name)
      : this.#specifiers.get(`npm:${name}@${range || "*"}`);
    // What follows the first low line are the versions of its peers.
    return typeof version === "string" ? version.split("_")[0] : undefined;
  }

  #dependencyOf(asker: PackageVersion, name: string): string | undefined {
    const { dependencies, optionalDependencies, optionalPeers } = Object(
      this.#starting(`${asker.name}@${asker.version}`)?.[1],
    );
    const all = [dependencies, optionalDependencies, optionalPeers];
    for (const one of all.flatMap((some) => Array.isArray(some) ? some.map(String) : [])) {
      if (one.startsWith(`${name}@`)) return one.slice(name.length + 1);
      // Where there is only one version, it is not repeated.
      if (one === name) return this.#starting(`${name}@`)?.[0].slice(name.length + 1);
    }
    return undefined;
  }

  #starting(start: string): [string, unknown] | undefined {
    for (const entry of this.#packages) {
      const [key] = entry;
      if (key === start || key.startsWith(start.endsWith("@") ? start : `${start}_`)) return entry;
    }
    return undefined;
  }
}
