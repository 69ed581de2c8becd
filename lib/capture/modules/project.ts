/**
 * The project a script belongs to, as Deno sees it: what each import in it means, and which version
 * of each package it has.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { lockFileFor } from "./lock_file.ts";
import { type NpmPackages, npmPackagesIn } from "./npm_packages.ts";
import { processFlags } from "./process_flags.ts";

/** What Deno says of a script and all that it imports. */
export interface Project {
  /** The directory of the script, above which its configuration is. */
  readonly directory: string;
  /** Flags for Deno, to see the project as the script does. */
  readonly flags: readonly string[];
  /** A lock file that has all its packages; `undefined` if it has none. */
  readonly lock: string | undefined;
  /** The paths of files that are not there, and that are only imported dynamically. */
  readonly missing: readonly string[];
  /** Tells whether a module is part of it. */
  has(url: string): boolean;
  /**
   * Gives what an import means.
   *
   * @param specifier The specifier, as written.
   * @param from The URL of the module it is written in.
   * @returns The full specifier, or `undefined` if Deno does not say.
   */
  resolve(specifier: string, from: string): string | undefined;
  /** Gives what a full specifier leads to in the end: a URL, or the version of a package. */
  final(specifier: string): string;
  /** Gives the file that Deno keeps a module in, and what kind of module it says that is. */
  fileOf(url: string): { readonly path: string; readonly mediaType: string } | undefined;
  /** Its packages that are in Deno's cache. */
  readonly packages: NpmPackages;
}

let running: Promise<Project> | undefined;

/** @returns The project of the script this process runs. */
export function runningProject(): Promise<Project> {
  return running ??= readProject(Deno.mainModule);
}

/**
 * Asks Deno about a script.
 *
 * @param root The URL of the script.
 * @returns What Deno says; nothing but where it is if Deno cannot tell.
 */
export async function readProject(root: string): Promise<Project> {
  const isMain = root === Deno.mainModule;
  const directory = await directoryOf(root);
  const { passedOn, lock } = processFlags();
  const flags = isMain ? passedOn : [];
  const lockFile = isMain && lock !== undefined ? lock || undefined : await lockFileFor(root);
  const temporary = await Deno.makeTempDir({ prefix: "htmap-project-" });
  try {
    const path = `${temporary}/deno.lock`;
    const ask = async (withLock: string | undefined): Promise<Project | undefined> => {
      if (withLock !== undefined) await Deno.writeTextFile(path, withLock);
      const said = await info(root, directory, [...flags, `--lock=${path}`, "--frozen=false"]);
      if (said === undefined) return undefined;
      const text = await Deno.readTextFile(path).catch(() => undefined);
      return { directory, flags, lock: text, ...graphOf(said) };
    };
    const text = lockFile && await Deno.readTextFile(lockFile).catch(() => undefined);
    // Deno refuses a lock file that is newer than itself, or that does not fit the packages.
    const project = await (text ? ask(text) : undefined) ??
      (await Deno.remove(path).catch(() => {}), await ask(undefined));
    return project ?? { directory, flags, lock: undefined, ...graphOf({}) };
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function directoryOf(root: string): Promise<string> {
  if (!root.startsWith("file:")) return Deno.cwd();
  const directory = fileURLToPath(new URL(".", root));
  return await Deno.stat(directory).then(() => directory, () => Deno.cwd());
}

/** What `deno info` writes; `undefined` if it fails. */
async function info(
  root: string,
  cwd: string,
  flags: readonly string[],
): Promise<unknown> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--quiet", "--json", "--allow-import", ...flags, root],
    cwd,
    stdin: "null",
    stderr: "null",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  return success ? JSON.parse(new TextDecoder().decode(stdout)) : undefined;
}

/** Looks imports up in what `deno info` wrote. */
function graphOf(said: unknown): Omit<Project, "directory" | "flags" | "lock"> {
  const graph = Object(said);
  const redirects = new Map<string, unknown>(Object.entries(Object(graph.redirects)));
  const modules = new Map<string, Map<string, string>>();
  const files = new Map<string, { path: string; mediaType: string }>();
  for (const { specifier, dependencies, error, local, mediaType } of listIn(graph.modules)) {
    if (typeof specifier !== "string" || error !== undefined) continue;
    if (typeof local === "string") {
      files.set(specifier, { path: local, mediaType: String(mediaType) });
    }
    const meanings = new Map<string, string>();
    for (const { specifier: written, code } of listIn(dependencies)) {
      const meant: unknown = Object(code).specifier;
      if (typeof written === "string" && typeof meant === "string") meanings.set(written, meant);
    }
    modules.set(specifier, meanings);
  }
  const final = (url: string): string => {
    let at = url;
    for (let hops = 0; redirects.has(at) && hops < 20; hops++) at = String(redirects.get(at));
    return at;
  };
  return {
    missing: missingIn(graph),
    has: (url) => modules.has(final(url)),
    resolve(specifier, from) {
      const meant = modules.get(final(from))?.get(specifier);
      return meant === undefined ? undefined : final(meant);
    },
    final,
    fileOf: (url) => files.get(final(url)),
    packages: npmPackagesIn(graph.npmPackages),
  };
}

/** The files that are not there, of which Deno says so only once they are imported. */
function missingIn(graph: Record<string, unknown>): string[] {
  const imports = listIn(graph.modules).flatMap(({ dependencies }) => listIn(dependencies));
  const targets = (isDynamic: boolean): Set<unknown> =>
    new Set(
      imports.filter((one) => (one.isDynamic === true) === isDynamic)
        .map(({ code }) => Object(code).specifier),
    );
  const dynamic = targets(true);
  const fixed = targets(false);
  return listIn(graph.modules)
    .filter(({ specifier, error }) =>
      /^Module not found/.test(String(error)) && dynamic.has(specifier) && !fixed.has(specifier)
    )
    .map(({ specifier }) => String(specifier)).filter((url) => url.startsWith("file:"))
    .map((url) => fileURLToPath(url));
}

function listIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(Object) : [];
}
