/**
 * Packages from npm, for the binary: taken from a `node_modules` near the script if there is one,
 * else from the registry the user's npm is set to.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { download } from "./download.ts";
import { homeDirectory } from "../../base/files.ts";
import { LockedVersions, type PackageVersion } from "./locked_versions.ts";

/** A package to be found: its name, the versions that will do, and what is wanted of it. */
export interface PackageRequest {
  readonly name: string;
  /** A version or a range; empty for any. */
  readonly range: string;
  /** The path in the package, starting with `.`. */
  readonly path: string;
}

/**
 * Takes a specifier of a package apart.
 *
 * @param specifier Such as `npm:@scope/name@^1/sub/path`, or without the `npm:`.
 * @returns What it asks for.
 */
export function parsePackage(specifier: string): PackageRequest | undefined {
  const match = /^(?:npm:\/?)?((?:@[^/@]+\/)?[^/@]+)(?:@([^/]*))?(\/.*)?$/.exec(specifier);
  return match ? { name: match[1]!, range: match[2] ?? "", path: `.${match[3] ?? ""}` } : undefined;
}

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
  const directory = await installed(request, from) ?? await fetched(request, from);
  return await fileIn(directory, request, isRequire);
}

/**
 * Finds the file a package request means in a `node_modules` directory near a module.
 *
 * @param request What is asked for.
 * @param from The URL of the module that asks.
 * @returns The path of the file, or `undefined` if the package is not installed there.
 */
export async function installedPackage(
  request: PackageRequest,
  from: string,
): Promise<string | undefined> {
  const directory = await installed(request, from);
  return directory === undefined ? undefined : await fileIn(directory, request, false);
}

async function fileIn(
  directory: string,
  request: PackageRequest,
  isRequire: boolean,
): Promise<string> {
  const manifest = Object(JSON.parse(await Deno.readTextFile(`${directory}/package.json`)));
  const target = targetOf(manifest, request.path, isRequire);
  const file = target === undefined ? undefined : await existing(`${directory}/${target}`);
  if (file === undefined) {
    throw new Error(`the package ${request.name} has no ${request.path} to import`);
  }
  return file;
}

/** What a file of a package means by `#name`: its own `imports`. */
export async function resolveInternal(
  specifier: string,
  from: string,
  isRequire: boolean,
): Promise<string | undefined> {
  for (let at = new URL(".", from);; at = new URL("..", at)) {
    const path = decodeURIComponent(at.pathname);
    const text = await Deno.readTextFile(`${path}package.json`).catch(() => undefined);
    if (text !== undefined) {
      const found = conditional(
        matching(Object(Object(JSON.parse(text)).imports), specifier),
        isRequire,
      );
      return found === undefined ? undefined : await existing(path + found);
    }
    if (at.pathname === "/") return undefined;
  }
}

/** Finds a file whose name may lack its extension, or that may be a directory. */
export async function existing(path: string): Promise<string | undefined> {
  for (
    const suffix of ["", ".js", ".mjs", ".cjs", ".json", "/index.js", "/index.cjs", "/index.json"]
  ) {
    try {
      if ((await Deno.stat(path + suffix)).isFile) return path + suffix;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

async function installed(request: PackageRequest, from: string): Promise<string | undefined> {
  if (!from.startsWith("file:")) return undefined;
  for (let at = new URL(".", from);; at = new URL("..", at)) {
    const path = `${decodeURIComponent(at.pathname)}node_modules/${request.name}`;
    const isThere = await Deno.stat(`${path}/package.json`).then(() => true, () => false);
    if (isThere) return await Deno.realPath(path);
    if (at.pathname === "/") return undefined;
  }
}

function targetOf(
  manifest: Record<string, unknown>,
  path: string,
  isRequire: boolean,
): string | undefined {
  const { exports } = manifest;
  if (exports !== undefined) {
    const isMap = typeof exports === "object" && exports !== null && !Array.isArray(exports) &&
      Object.keys(exports).some((key) => key.startsWith("."));
    if (isMap) return conditional(matching(Object(exports), path), isRequire);
    return path === "." ? conditional(exports, isRequire) : undefined;
  }
  if (path !== ".") return path;
  const main = isRequire ? manifest.main : manifest.module ?? manifest.main;
  return typeof main === "string" && main !== "" ? main : "index.js";
}

/** Looks a path up among exports, some of whose keys have a `*`. */
function matching(exports: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(exports, path)) return exports[path];
  for (const key of Object.keys(exports).sort((a, b) => b.length - a.length)) {
    const [before, after] = key.split("*");
    if (after === undefined || !path.startsWith(before!) || !path.endsWith(after)) continue;
    const star = path.slice(before!.length, path.length - after.length);
    return JSON.parse(JSON.stringify(exports[key]).replaceAll("*", star));
  }
  return undefined;
}

/** Chooses among the conditions of an export. */
function conditional(target: unknown, isRequire: boolean): string | undefined {
  if (typeof target === "string") return target;
  if (Array.isArray(target)) {
    return target.map((one) => conditional(one, isRequire)).find((one) => one !== undefined);
  }
  if (typeof target !== "object" || target === null) return undefined;
  const wanted = ["deno", "node", isRequire ? "require" : "import", "default"];
  for (const [condition, inner] of Object.entries(target)) {
    if (!wanted.includes(condition)) continue;
    const found = conditional(inner, isRequire);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Downloads a package, once, into the user's cache. */
async function fetched(request: PackageRequest, from: string): Promise<string> {
  const range = request.range || await dependencyRange(request.name, from);
  const registry = await registryUrl();
  const answer = await download(`${registry}${request.name.replace("/", "%2f")}`, {
    accept: "application/vnd.npm.install-v1+json",
  });
  if (!answer.ok) {
    throw new Error(
      `the npm registry ${registry} has no package ${request.name} (${answer.status})`,
    );
  }
  const info = Object(await answer.json());
  const versions = Object.keys(Object(info.versions));
  const { locks, asker } = await locksFor(from);
  const locked = locks.versionOf(request.name, range, asker);
  const version = locked !== undefined && versions.includes(locked)
    ? locked
    : bestVersion(versions, range, Object(info["dist-tags"]));
  if (version === undefined) {
    throw new Error(`there is no version of the package ${request.name} that fits "${range}"`);
  }
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${homeDirectory()}/.cache`;
  const directory = `${cache}/htmap/npm/${request.name}/${version}`;
  unpacked.set(directory, { locks, asker: { name: request.name, version } });
  if (await Deno.stat(directory).then(() => true, () => false)) return directory;
  const dist = Object(Object(info.versions[version]).dist);
  const tarball = await download(String(dist.tarball));
  if (!tarball.ok) throw new Error(`${String(dist.tarball)} could not be downloaded`);
  const bytes = new Uint8Array(await tarball.arrayBuffer());
  checkIntegrity(bytes, String(dist.integrity ?? ""), request.name);
  await unpack(gunzipSync(bytes), directory);
  return directory;
}

/** Where a version is looked up: the lock file of the script, and what it has for who asks. */
interface Locks {
  readonly locks: LockedVersions;
  /** The package that asks; `undefined` for the script. */
  readonly asker: PackageVersion | undefined;
}

/** The packages of the cache that were asked for, by their directories. */
const unpacked = new Map<string, Locks>();

async function locksFor(from: string): Promise<Locks> {
  const path = from.startsWith("file:") ? decodeURIComponent(new URL(from).pathname) : "";
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const known = unpacked.get(at);
    if (known) return known;
  }
  return { locks: await LockedVersions.of(from), asker: undefined };
}

/** The versions a package of the cache says it needs of another. */
async function dependencyRange(name: string, from: string): Promise<string> {
  if (!from.startsWith("file:")) return "";
  for (let at = new URL(".", from); at.pathname !== "/"; at = new URL("..", at)) {
    const path = `${decodeURIComponent(at.pathname)}package.json`;
    const text = await Deno.readTextFile(path).catch(() => undefined);
    if (text === undefined) continue;
    const manifest = Object(JSON.parse(text));
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      const range: unknown = Object(manifest[kind])[name];
      if (typeof range === "string") return range;
    }
  }
  return "";
}

async function registryUrl(): Promise<string> {
  const set = Deno.env.get("npm_config_registry") ?? Deno.env.get("NPM_CONFIG_REGISTRY") ??
    await registryOfNpmrc() ?? await registryOfNpm();
  if (set === undefined) {
    throw new Error(
      "there is no node_modules directory that has it, and no npm registry is known to fetch it from: install it " +
        "beside the script, or set npm_config_registry to the URL of your registry",
    );
  }
  return set.endsWith("/") ? set : `${set}/`;
}

/** What npm says, where it is installed; its own default among it. */
async function registryOfNpm(): Promise<string | undefined> {
  try {
    const npm = new Deno.Command("npm", { args: ["config", "get", "registry"], stderr: "null" });
    const url = new TextDecoder().decode((await npm.output()).stdout).trim();
    return URL.canParse(url) ? url : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function registryOfNpmrc(): Promise<string | undefined> {
  const text = await Deno.readTextFile(`${homeDirectory()}/.npmrc`).catch(() => "");
  return /^\s*registry\s*=\s*(\S+)/m.exec(text)?.[1];
}

function checkIntegrity(bytes: Uint8Array, integrity: string, name: string): void {
  const [algorithm, expected] = integrity.split("-", 2);
  if (algorithm !== "sha512" || expected === undefined) return;
  if (createHash("sha512").update(bytes).digest("base64") !== expected) {
    throw new Error(`the package ${name} was damaged on its way`);
  }
}

/** Unpacks a tar file whose entries are all under one directory. */
async function unpack(tar: Uint8Array, directory: string): Promise<void> {
  const temporary = `${directory}.${crypto.randomUUID()}`;
  const text = (start: number, length: number): string =>
    new TextDecoder().decode(tar.subarray(start, start + length)).replace(/\0.*$/s, "");
  let longName: string | undefined;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8) || 0;
    const prefix = text(at + 345, 155);
    const name = longName ?? (prefix === "" ? text(at, 100) : `${prefix}/${text(at, 100)}`);
    const type = String.fromCharCode(tar[at + 156]!);
    const content = tar.subarray(at + 512, at + 512 + size);
    longName = type === "x"
      ? /\d+ path=(.*)\n/.exec(new TextDecoder().decode(content))?.[1]
      : type === "L"
      ? text(at + 512, size)
      : undefined;
    const path = name.split("/").slice(1);
    if ((type === "0" || type === "\0") && path.length > 0 && !path.includes("..")) {
      const file = `${temporary}/${path.join("/")}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(file, content);
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  await Deno.mkdir(directory.slice(0, directory.lastIndexOf("/")), { recursive: true });
  // Another process may have been faster; its copy is as good.
  await Deno.rename(temporary, directory).catch(() => Deno.remove(temporary, { recursive: true }));
}

/** Chooses the newest version that fits a range as npm writes them. */
export function bestVersion(
  versions: readonly string[],
  range: string,
  tags: Readonly<Record<string, unknown>>,
): string | undefined {
  const tagged = tags[range === "" || range === "*" ? "latest" : range];
  if (typeof tagged === "string") return tagged;
  return versions.filter((version) => fits(version, range)).sort(compareVersions).at(-1);
}

function fits(version: string, range: string): boolean {
  if (version.includes("-") && !range.includes("-")) return false;
  return range.split("||").some((one) =>
    one.trim().replace(/\s+-\s+/, " <=").replace(/([<>=~^]+)\s+/g, "$1").split(/\s+/)
      .every((part) => fitsPart(version, part))
  );
}

function fitsPart(version: string, part: string): boolean {
  const match = /^(\^|~|>=|<=|>|<|=)?v?(\d+|[x*])?(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(-[\w.-]+)?/
    .exec(part);
  if (!match) return false;
  const [, operator = "", ...given] = match;
  const numbers = given.slice(0, 3).map((one) =>
    one === undefined || /[x*]/.test(one) ? -1 : Number(one)
  );
  if (numbers[0] === -1) return true;
  const low = numbers.map((n) => Math.max(n, 0)).join(".") + (given[3] ?? "");
  const order = compareVersions(version, low);
  switch (operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0 || startsLike(version, numbers);
    case "^": {
      const fixed = numbers[0]! > 0 ? 1 : numbers[1]! > 0 || numbers[1] === -1 ? 2 : 3;
      return order >= 0 && startsLike(version, numbers.slice(0, fixed));
    }
    case "~":
      return order >= 0 && startsLike(version, numbers.slice(0, 2));
    default:
      return given[3] === undefined ? startsLike(version, numbers) : order === 0;
  }
}

function startsLike(version: string, numbers: readonly number[]): boolean {
  const own = version.split(/[.-]/).map(Number);
  return numbers.every((n, index) => n === -1 || own[index] === n);
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((one) => one.split(/[+]/)[0]!.split("-"));
  const [n, m] = [x![0]!.split(".").map(Number), y![0]!.split(".").map(Number)];
  for (let i = 0; i < 3; i++) if (n[i] !== m[i]) return (n[i] ?? 0) - (m[i] ?? 0);
  // A version with something after a hyphen comes before the one without.
  if ((x![1] === undefined) !== (y![1] === undefined)) return x![1] === undefined ? 1 : -1;
  return (x![1] ?? "").localeCompare(y![1] ?? "", "en", { numeric: true });
}
