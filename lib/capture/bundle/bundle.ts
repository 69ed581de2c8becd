/**
 * Bundling: modules and all they import, as one.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { bundleWithEsbuild } from "./esbuild.ts";
import { directoriesAbove } from "../modules/installed.ts";
import type { Project } from "../modules/project.ts";

/** Options of the bundler. */
export interface BundleOptions {
  /** Stops the bundler. */
  signal?: AbortSignal;
  /** Modules to be left as imports: paths of files, or URLs. */
  external?: readonly string[];
  /**
   * The project whose configuration and package versions apply.
   *
   * @default The configuration nearest above the module, and the newest versions that will do.
   */
  project?: Project;
}

/** A bundled module. */
export interface Bundled {
  /** Its source. */
  readonly code: string;
  /** The names it exports. */
  readonly exports: string[];
}

/** Thrown when a bundle cannot be made; the message is what the bundler said. */
export class BundleError extends Error {}

/** Thrown when a module lacks what is wanted of it. */
export class MissingExport extends BundleError {
  /**
   * @param specifier The module.
   * @param imported What it lacks.
   */
  constructor(readonly specifier: string, readonly imported: string) {
    super(`${specifier} has no export ${JSON.stringify(imported)}`);
  }
}

/**
 * Bundles a piece of code.
 *
 * @param entry The code, and the URL that its relative imports are relative to.
 * @returns One ES module that imports nothing but `node:` modules.
 * @throws {BundleError} If it cannot be bundled, with what the bundler said.
 */
export async function bundle(
  entry: { code: string; from: string },
  options: BundleOptions = {},
): Promise<string> {
  const code = entry.code;
  if (!Deno.build.standalone) return await bundleWithDeno(code, entry.from, options);
  try {
    const files = await bundleWithEsbuild({ bundle: { code, from: entry.from } });
    return files.get("bundle.js")!;
  } catch (error) {
    throw new BundleError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Bundles a module.
 *
 * @param url The URL of the module, or a path.
 * @returns The bundle, and the names it exports.
 * @throws {BundleError} If it cannot be bundled, with what the bundler said.
 */
export async function bundleFile(url: string, options: BundleOptions = {}): Promise<Bundled> {
  const specifier = JSON.stringify(url);
  const code = await bundle({ code: `export * from ${specifier};`, from: url }, options);
  return { code, exports: exportsOf(code) };
}

/** @returns What the paths in a bundle's source map are relative to. */
export function bundleUrl(): string {
  // Where it was written; of the directory's name only that there is one matters.
  const directory = Deno.build.standalone
    ? "/bundle"
    : `${(Deno.env.get("TMPDIR") || "/tmp").replace(/\/$/, "")}/htmap-bundle`;
  return pathToFileURL(`${directory}/bundle.js`).href;
}

/** The names at the end of what the bundler wrote. */
function exportsOf(code: string): string[] {
  const block = /export \{([^}]*)\};\s*(?:\/\/[^\n]*\s*)*$/.exec(code)?.[1] ?? "";
  return block.split(",").map((part) => part.trim().split(/\s+as\s+/).at(-1)!).filter(Boolean);
}

async function bundleWithDeno(code: string, from: string, options: BundleOptions): Promise<string> {
  const { project, signal } = options;
  const directory = await Deno.makeTempDir({ prefix: "htmap-bundle-" });
  try {
    const entry = `${directory}/entry.ts`;
    await Deno.writeTextFile(entry, code);
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--keep-names",
        "--sourcemap=inline",
        // What the script itself could import can be imported again.
        "--allow-import",
        "--unstable-raw-imports",
        ...await configFlags(from, directory, project),
        ...(options.external ?? []).map((one) => `--external=${one}`),
        "--output",
        `${directory}/bundle.js`,
        entry,
      ],
      // Deno looks for the configuration from here.
      cwd: project?.directory ?? directory,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      signal,
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    });
    const { success, stderr } = await command.output();
    if (success) return await Deno.readTextFile(`${directory}/bundle.js`);
    signal?.throwIfAborted();
    const why = said(new TextDecoder().decode(stderr), directory);
    if (project?.lock === undefined || !/\block ?file\b|integrity/i.test(why)) {
      throw new BundleError(why);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  // A lock file that does not fit must not keep a function from travelling that works here.
  return await bundleWithDeno(code, from, { ...options, project: { ...project, lock: undefined } });
}

/** What has Deno see the project as the script does. */
async function configFlags(
  from: string,
  directory: string,
  project: Project | undefined,
): Promise<string[]> {
  if (!project) {
    const config = await configFor(from);
    return config === undefined ? ["--no-lock"] : ["--no-lock", "--config", config];
  }
  const flags = project.flags.filter((flag) => flag !== "--unstable-raw-imports");
  if (project.lock === undefined) return [...flags, "--no-lock"];
  // A copy, for Deno adds to it.
  await Deno.writeTextFile(`${directory}/deno.lock`, project.lock);
  return [...flags, `--lock=${directory}/deno.lock`, "--frozen=false"];
}

/** What Deno said, without what is only of use to those who make Deno. */
function said(text: string, directory: string): string {
  return text.replace(/^(?:error: bundling failed|Stack backtrace:(?:\n[ \t].*)*)$/gm, "")
    .split("\n").filter((line) => line !== "" && !line.includes(`${directory}/entry.ts`)).join(
      "\n",
    );
}

/** The configuration that applies to a module: the nearest above it. */
async function configFor(from: string): Promise<string | undefined> {
  for (const directory of directoriesAbove(from)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const candidate = `${directory}/${name}`;
      try {
        await Deno.stat(candidate);
        return candidate;
      } catch {
        // Not here: look further up.
      }
    }
  }
  return undefined;
}
