/**
 * Bundling: modules and all they import, as one.
 *
 * @module
 */

import { bundleWithEsbuild } from "./esbuild.ts";

/** One export of a module that is to be in a bundle. */
export interface BundleEntry {
  /** The specifier, as written. */
  readonly specifier: string;
  /** The URL of the module it is written in. */
  readonly from: string;
  /** What is wanted of it: a name, `default`, or `*`. */
  readonly imported: string;
  /** The import attributes. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Options of the bundler. */
export interface BundleOptions {
  /** Stops the bundler. */
  signal?: AbortSignal;
  /** Modules to be left as imports: paths of files, or URLs. */
  external?: readonly string[];
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

/** The names at the end of what the bundler wrote. */
function exportsOf(code: string): string[] {
  const block = /export \{([^}]*)\};\s*(?:\/\/[^\n]*\s*)*$/.exec(code)?.[1] ?? "";
  return block.split(",").map((part) => part.trim().split(/\s+as\s+/).at(-1)!).filter(Boolean);
}

async function bundleWithDeno(code: string, from: string, options: BundleOptions): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-bundle-" });
  try {
    const entry = `${directory}/entry.ts`;
    await Deno.writeTextFile(entry, code);
    const config = await configFor(from);
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--keep-names",
        "--no-lock",
        "--sourcemap=inline",
        // What the script itself could import can be imported again.
        "--allow-import",
        "--unstable-raw-imports",
        ...(config === undefined ? [] : ["--config", config]),
        ...(options.external ?? []).map((one) => `--external=${one}`),
        "--output",
        `${directory}/bundle.js`,
        entry,
      ],
      cwd: directory,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      signal: options.signal,
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    });
    const { success, stderr } = await command.output();
    if (!success) throw new BundleError(new TextDecoder().decode(stderr).trim());
    return await Deno.readTextFile(`${directory}/bundle.js`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The configuration that applies to a module: the nearest above it. */
async function configFor(from: string): Promise<string | undefined> {
  if (!from.startsWith("file:")) return undefined;
  let directory = new URL(".", from);
  while (true) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const candidate = new URL(name, directory);
      try {
        await Deno.stat(candidate);
        return decodeURIComponent(candidate.pathname);
      } catch {
        // Not here: look further up.
      }
    }
    const above = new URL("..", directory);
    if (above.href === directory.href) return undefined;
    directory = above;
  }
}
