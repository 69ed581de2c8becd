/**
 * Bundling: modules and all they import, as one. ES modules are put together by the bundler; CommonJS
 * modules stay what they are, for they are run as Node runs them, and the bundler sees in place of each
 * a small ES module that exports what it has.
 *
 * @module
 */

import { isInPackage } from "../modules/modules.ts";
import type { Resolver } from "../modules/resolve.ts";
import { CommonJsFiles } from "./commonjs.ts";
import { startEsbuild, SUPPORTED } from "./esbuild.ts";
import { FilesBeside } from "./files_beside.ts";
import { type BundleInput, BundlerPlugin, ENTRY } from "./plugin.ts";
import { BundleError, WorkerNeedsMore } from "./refusals.ts";

/** What was bundled. */
export interface Bundled {
  /** One ES module that imports nothing but `node:` modules and htmap. */
  readonly code: string;
  /** The CommonJS modules that it requires. */
  readonly commonJs: CommonJsFiles;
  /** The files that it reads. */
  readonly files: FilesBeside;
  /** The URLs of its ES modules, packages not among them. */
  readonly own: readonly string[];
}

/** Options of {@linkcode bundle}. */
export interface BundleOptions {
  /**
   * Takes the files that its modules read.
   *
   * @default Those of this bundle only.
   */
  files?: FilesBeside;
  /** The URLs of modules that are not in it, and whose `require` it uses. */
  requiring?: readonly string[];
  /** Whether it is run as a worker, in which htmap is not. */
  isWorker?: boolean;
}

/**
 * Bundles a piece of code.
 *
 * @param input The code.
 * @param resolver Says what imports mean, and has the modules.
 * @param options What it is for.
 * @returns The bundle.
 * @throws {BundleError} If it cannot be bundled, with what the bundler said.
 * @throws {NativeAddOn} If it cannot do without native code.
 */
export async function bundle(
  input: BundleInput,
  resolver: Resolver,
  { files = new FilesBeside(), isWorker = false, requiring = [] }: BundleOptions = {},
): Promise<Bundled> {
  const esbuild = await startEsbuild();
  const commonJs = new CommonJsFiles(resolver);
  const plugin = new BundlerPlugin(input, resolver, commonJs, files, isWorker);
  for (const url of requiring) {
    await commonJs.addAll(url, new TextDecoder().decode((await resolver.read(url)).bytes));
  }
  // What CommonJS modules want of ES modules is only known once all of them are.
  while (true) {
    const known = commonJs.wantedCount;
    const result = await esbuild.build({
      entryPoints: [{ in: ENTRY, out: "bundle" }],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "esnext",
      supported: SUPPORTED,
      keepNames: true,
      treeShaking: true,
      sourcemap: "inline",
      sourceRoot: "",
      outdir: "/bundle",
      logLevel: "silent",
      plugins: [plugin.forEsbuild()],
    }).catch((error: unknown) => {
      if (plugin.refused) throw plugin.refused;
      if (!plugin.takeAwaiting(error)) throw new BundleError(describe(error));
    });
    if (plugin.refused) throw plugin.refused;
    if (!result) continue;
    if (commonJs.wantedCount > known) continue;
    for (const { url, text } of commonJs.files.values()) await files.addReadBy(url, text);
    for (const path of commonJs.read) await files.add(path);
    for (const url of isWorker ? [] : files.pendingWorkers) {
      files.addWorker(url, await workerCode(url, resolver));
    }
    const own = plugin.loaded.filter((url) => !isInPackage(url));
    return { code: result.outputFiles[0]!.text, commonJs, files, own };
  }
}

/** The module that a worker is started from, as one that needs nothing but `node:` modules. */
async function workerCode(url: string, resolver: Resolver): Promise<string> {
  const input = { code: `import ${JSON.stringify(url)};`, from: url };
  const { code, commonJs, files } = await bundle(input, resolver, { isWorker: true });
  // What its modules have that is never reached is not there any more.
  const readsFiles = !files.isEmpty && /\bnew URL\([^)]*"file:/.test(code);
  const isAlone = commonJs.isEmpty && !readsFiles && !/\bimport\b.*"htmap"/.test(code);
  if (!isAlone) throw new WorkerNeedsMore(url);
  return code;
}

/** What the bundler said went wrong, with where. */
function describe(error: unknown): string {
  const errors: unknown = Reflect.get(Object(error), "errors");
  if (!Array.isArray(errors) || errors.length === 0) {
    return error instanceof Error ? error.message : String(error);
  }
  return errors.map(({ text, location }) => {
    const file = String(location?.file ?? "").replace(/^htmap-\w+:/, "");
    return /^\w+:\/\//.test(file) ? `${file}:${location.line}: ${text}` : text;
  }).join("\n");
}
