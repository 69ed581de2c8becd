/**
 * What an import means under Deno: what Deno says of the user's own modules, and Node's rules inside
 * packages, which are where Deno has put them.
 *
 * @module
 */

import { createRequire } from "node:module";
import { dirname } from "node:path";
import { readByUrl } from "./download.ts";
import { installed } from "./installed.ts";
import { isInPackage } from "./modules.ts";
import type { PackageRequest } from "./package_request.ts";
import { type Project, readProject, runningProject } from "./project.ts";
import { type ModuleSource, resolveByRules, type Resolver, type Target } from "./resolve.ts";

/** Says what imports mean in the script that runs, or in another that a module belongs to. */
export class DenoResolver implements Resolver {
  readonly #others = new Map<string, Promise<Project>>();
  /** The projects that were asked, the running one first. */
  readonly #projects: Project[];

  private constructor(readonly running: Project) {
    this.#projects = [running];
  }

  /** Asks Deno about the script that runs. */
  static async open(): Promise<DenoResolver> {
    return new DenoResolver(await runningProject());
  }

  /** As {@linkcode Resolver.resolve}. */
  async resolve(specifier: string, from: string, isRequire = false): Promise<Target> {
    const isOwn = !isRequire && !isInPackage(from);
    const meant = isOwn ? await this.#meaningOf(specifier, from) : specifier;
    return await resolveByRules(meant, from, isRequire, (one, asker) => this.#locate(one, asker));
  }

  /** As {@linkcode Resolver.read}. */
  async read(url: string): Promise<ModuleSource> {
    for (const project of this.#projects) {
      const known = project.fileOf(url);
      if (!known || url.startsWith("file:")) continue;
      const bytes = await Deno.readFile(known.path).catch(() => undefined);
      if (bytes) return { bytes: withoutMetadata(bytes), mediaType: known.mediaType };
    }
    return await readByUrl(url);
  }

  /** What a module of the user's own means by a specifier. */
  async #meaningOf(specifier: string, from: string): Promise<string> {
    for (const project of this.#projects) {
      const known = project.resolve(specifier, from);
      if (known !== undefined) return known;
    }
    if (/^\.{0,2}\//.test(specifier) || /^(?:file|https?|data|node):/.test(specifier)) {
      return specifier;
    }
    const isKnown = this.#projects.some((project) => project.has(from));
    const other = !isKnown && URL.canParse(from) ? await this.#other(from) : undefined;
    const found = other?.resolve(specifier, from) ??
      (URL.canParse(specifier) ? other?.final(specifier) : undefined);
    if (found !== undefined && found !== specifier) return found;
    // Of what is only known where it runs, this process knows what it means.
    const here = meaningHere(specifier);
    if (here !== undefined || !/^(?:npm|jsr):/.test(specifier)) return here ?? specifier;
    return (await this.#other(specifier)).final(specifier);
  }

  #other(root: string): Promise<Project> {
    let project = this.#others.get(root);
    if (!project) {
      project = readProject(root).then((read) => {
        this.#projects.push(read);
        return read;
      });
      this.#others.set(root, project);
    }
    return project;
  }

  #locate(request: PackageRequest, from: string): string {
    for (const project of this.#projects) {
      const found = project.packages.directoryFor(request, from);
      if (found !== undefined) return found;
    }
    const found = installed(request.name, from) ?? directoryHere(request.name, from);
    if (found !== undefined) return found;
    throw new Error(
      `there is no package ${request.name} that ${from} could import. Add it with ` +
        `\`deno add npm:${request.name}\`, or take the import out`,
    );
  }
}

/** What a specifier means to this process. */
function meaningHere(specifier: string): string | undefined {
  try {
    const url = import.meta.resolve(specifier);
    // As it was, for a package that the process has not loaded.
    return /^(?:npm|jsr):/.test(url) ? undefined : url;
  } catch {
    return undefined;
  }
}

/** The directory that this process has a package in, as a module of it sees that. */
function directoryHere(name: string, from: string): string | undefined {
  if (!from.startsWith("file:")) return undefined;
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch (error) {
    // A package that does not give this file to others is named by its path.
    const text = error instanceof Error ? error.message : "";
    return /"exports" in '?(.*)\/package\.json'? imported from/.exec(text)?.[1];
  }
}

/** Takes off what Deno adds to the files in its cache. */
function withoutMetadata(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const tail = new TextDecoder().decode(bytes.subarray(-8192));
  const at = tail.lastIndexOf("\n// denoCacheMetadata=");
  if (at < 0) return bytes;
  return bytes.subarray(0, bytes.length - new TextEncoder().encode(tail.slice(at)).length);
}
