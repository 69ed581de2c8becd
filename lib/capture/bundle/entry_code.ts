/**
 * The code given to the bundler: it exports what captured functions import.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { bundle, BundleError, type BundleOptions } from "./bundle.ts";
import type { BundleEntry } from "../modules/imports.ts";
import { isInPackage } from "../modules/modules.ts";
import { installedPackage } from "../modules/npm.ts";
import { parsePackage } from "../modules/package_request.ts";
import { type Project, readProject, runningProject } from "../modules/project.ts";

/**
 * Bundles what captured functions import.
 *
 * @param entries The exports that are wanted; the n-th is called `$n`. That of a dynamic import is a
 * function that imports it, each time the same.
 * @returns The bundle.
 * @throws {BundleError} If something that is not imported dynamically cannot be bundled.
 */
export async function bundleExports(
  entries: readonly BundleEntry[],
  options: BundleOptions,
): Promise<string> {
  const resolver = await Resolver.for(entries);
  const specifiers = await Promise.all(entries.map((entry) => resolver.resolve(entry)));
  const lines = entries.map((entry, index) => exportLine(entry, index, specifiers[index]!));
  const from = entries[0]!.from;
  const { project } = resolver;
  // They fail where they are imported, as they would here.
  const external = [...options.external ?? [], ...project?.missing ?? []];
  const make = (some: readonly string[]): Promise<string> =>
    bundle({ code: [ONCE, ...some].join("\n"), from }, { ...options, external, project });
  try {
    return await make(lines);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const mended = await withRejections(entries, lines, make);
    if (mended.every((line, index) => line === lines[index])) throw error;
    return await make(mended);
  }
}

/** What is imported dynamically is evaluated, and fails, at most once, as modules are. */
const ONCE = `const once = (load) => { let promise; return () => promise ??= load(); };`;

/** Has dynamic imports that cannot be bundled fail where they are reached, as they would here. */
async function withRejections(
  entries: readonly BundleEntry[],
  lines: readonly string[],
  make: (lines: readonly string[]) => Promise<string>,
): Promise<string[]> {
  return await Promise.all(entries.map(async ({ isDynamic, specifier, from }, index) => {
    const line = lines[index]!;
    if (!isDynamic) return line;
    try {
      await make([line]);
      return line;
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      const why = `The module ${specifier}, which ${from} imports dynamically, could not be ` +
        `bundled when the map was made:\n${error.message}`;
      return `export const $${index} = once(() => Promise.reject(new TypeError(${
        JSON.stringify(why)
      })));`;
    }
  }));
}

/** The statement that exports one entry. */
function exportLine(entry: BundleEntry, index: number, resolved: string): string {
  const specifier = JSON.stringify(resolved);
  const attributes = Object.entries(entry.attributes)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(", ");
  if (entry.isDynamic) {
    const options = attributes === "" ? "" : `, { with: { ${attributes} } }`;
    return `export const $${index} = once(() => import(${specifier}${options}));`;
  }
  const suffix = attributes === "" ? "" : ` with { ${attributes} }`;
  if (entry.imported === "*") return `export * as $${index} from ${specifier}${suffix};`;
  const name = /^[\w$]+$/.test(entry.imported) ? entry.imported : JSON.stringify(entry.imported);
  return `export { ${name} as $${index} } from ${specifier}${suffix};`;
}

/** Finds out what specifiers mean where they are written, for the entry is elsewhere. */
class Resolver {
  readonly #others = new Map<string, Promise<Project>>();

  private constructor(
    /** The project whose configuration applies; `undefined` in the binary, which has no Deno. */
    readonly project: Project | undefined,
  ) {}

  static async for(entries: readonly BundleEntry[]): Promise<Resolver> {
    if (Deno.build.standalone) return new Resolver(undefined);
    const running = await runningProject();
    const isForeign = entries.every(({ from }) => isFileOfAUser(from) && !running.has(from));
    return new Resolver(isForeign ? await readProject(entries[0]!.from) : running);
  }

  /** Makes an entry's specifier one that means the same anywhere. */
  async resolve({ specifier, from }: BundleEntry): Promise<string> {
    const known = this.project?.resolve(specifier, from);
    if (known !== undefined) return known;
    if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, from).href;
    if (URL.canParse(specifier)) return specifier;
    const project = this.project && !this.project.has(from) && URL.canParse(from)
      ? await this.#other(from)
      : undefined;
    return project?.resolve(specifier, from) ?? await resolveHere(specifier, from);
  }

  #other(from: string): Promise<Project> {
    let project = this.#others.get(from);
    if (!project) this.#others.set(from, project = readProject(from));
    return project;
  }
}

/** Whether a module can have a project of its own: one that the script has not loaded then does. */
function isFileOfAUser(url: string): boolean {
  return url.startsWith("file:") && !isInPackage(url) && !url.includes("/node_modules/");
}

/** What a bare name means to this process, for a script that is in no file. */
async function resolveHere(specifier: string, from: string): Promise<string> {
  try {
    return import.meta.resolve(specifier);
  } catch {
    // Or a package of a node_modules directory, which belongs to the script and not to htmap.
    const request = parsePackage(specifier);
    const path = request && await installedPackage(request, from).catch(() => undefined);
    return path === undefined ? specifier : pathToFileURL(path).href;
  }
}
