/**
 * Downloading packages, each once, into the user's cache, for the binary.
 *
 * @module
 */

import { download } from "./download.ts";
import { homeDirectory, isDirectory } from "../../base/files.ts";
import { checkIntegrity } from "./integrity.ts";
import { LockedVersions, type PackageVersion } from "./locked_versions.ts";
import { directoriesAbove } from "./installed.ts";
import { manifestIn } from "./manifest.ts";
import { isInPackage } from "./modules.ts";
import { registryUrl } from "./npm_settings.ts";
import { parsePackage } from "./package_request.ts";
import { unpack } from "./unpack.ts";
import { bestVersion } from "./versions.ts";

/** Where a version is looked up: the lock file of the script, and what it has for who asks. */
interface Locks {
  readonly locks: LockedVersions;
  /** The package that asks; `undefined` for the script. */
  readonly asker: PackageVersion | undefined;
}

/** The packages of the cache that were asked for, by their directories. */
const unpacked = new Map<string, Locks>();

/**
 * Gets a package from the registry, unless it is in the cache.
 *
 * @param request Its name, and the versions that will do; empty for what the module that asks says.
 * @param from The URL of that module.
 * @returns The directory of the package.
 * @throws {Error} If there is no such package, or what arrives is not what the registry says it is.
 */
export async function fetched(
  request: { readonly name: string; readonly range: string },
  from: string,
): Promise<string> {
  const needed = request.range || await dependencyRange(request.name, from);
  if (needed === undefined) {
    throw new Error(
      `the package of ${from} does not say that it needs ${request.name}. Install both with npm ` +
        "beside the script",
    );
  }
  // A package may call another by a name of its own.
  const { name, range } = (needed.startsWith("npm:") && parsePackage(needed)) ||
    { name: request.name, range: needed };
  const info = await entryOf(name);
  const versions = Object.keys(Object(info.versions));
  const { locks, asker } = await locksFor(from);
  const locked = locks.versionOf(request.name, needed, asker)?.replace(/^npm:.*@/, "");
  const version = locked !== undefined && versions.includes(locked)
    ? locked
    : await bestVersion(versions, range, Object(info["dist-tags"]));
  if (version === undefined) {
    throw new Error(
      `there is no version of the package ${name} that fits "${range}". Ask for one there is, such as ` +
        `npm:${name}@${versions.at(-1) ?? "1"}`,
    );
  }
  const cache = Deno.env.get("XDG_CACHE_HOME") || `${homeDirectory()}/.cache`;
  const directory = `${cache}/htmap/npm/${name}/${version}`;
  unpacked.set(directory, { locks, asker: { name, version } });
  if (!isDirectory(directory)) {
    await install(`${name}@${version}`, Object(Object(info.versions)[version]).dist, directory);
  }
  return directory;
}

const entries = new Map<string, Promise<Record<string, unknown>>>();

/** What the registry says of a package; it is asked once in a process. */
async function entryOf(name: string): Promise<Record<string, unknown>> {
  const registry = await registryUrl();
  const key = `${registry} ${name}`;
  let entry = entries.get(key);
  if (!entry) {
    entries.set(key, entry = askRegistry(registry, name));
    // What could not be had may be there later.
    entry.catch(() => entries.delete(key));
  }
  return await entry;
}

async function askRegistry(registry: string, name: string): Promise<Record<string, unknown>> {
  const answer = await download(`${registry}${name.replace("/", "%2f")}`, {
    accept: "application/vnd.npm.install-v1+json",
  });
  if (answer.ok) return Object(await answer.json());
  await answer.body?.cancel();
  throw new Error(
    `the npm registry ${registry} has no package ${name} (${answer.status}). See whether its name is ` +
      "right, or set npm_config_registry to the URL of the registry that has it",
  );
}

/** Downloads a version of a package, checks it and unpacks it. */
async function install(
  name: string,
  dist: unknown,
  directory: string,
): Promise<void> {
  const { tarball, ...checksums } = Object(dist);
  const answer = await download(String(tarball));
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`${tarball} could not be downloaded (${answer.status}). Try again later`);
  }
  const bytes = new Uint8Array(await answer.arrayBuffer());
  checkIntegrity(bytes, checksums, name);
  try {
    await unpack(bytes, directory);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the package ${name} could not be unpacked into ${directory}: ${why}. See that there is room, or ` +
        "install it with npm beside the script, where it is found first",
      { cause: error },
    );
  }
}

async function locksFor(from: string): Promise<Locks> {
  for (const directory of directoriesAbove(from)) {
    const known = unpacked.get(directory);
    if (known) return known;
  }
  return { locks: await LockedVersions.of(from), asker: undefined };
}

/**
 * The versions a package of the cache says it needs of another; empty for any, and `undefined` if it does
 * not need it: a package that it can also do without is not got for it.
 */
async function dependencyRange(name: string, from: string): Promise<string | undefined> {
  for (const directory of directoriesAbove(from)) {
    const manifest = await manifestIn(directory);
    // Inside a package another may only say what kind its modules are of.
    if (!manifest || (isInPackage(from) && !unpacked.has(directory))) continue;
    if (manifest.name === name) return String(manifest.version);
    const isOptional = Object(Object(manifest.peerDependenciesMeta)[name]).optional === true;
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"]) {
      const range: unknown = Object(manifest[kind])[name];
      if (typeof range === "string" && !(isOptional && kind === "peerDependencies")) return range;
    }
    if (isInPackage(from)) return undefined;
  }
  return "";
}
