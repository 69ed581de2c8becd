/**
 * Bundling: modules and all they import, as one. ES modules are put together by the bundler; CommonJS
 * modules stay what they are, for they are run as Node runs them, and the bundler sees in place of each
 * a small ES module that exports what it has.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { GLOBAL, globalExpression, HIDDEN_CLASSES, hostCall } from "../../wire/module.ts";
import { formOf } from "../modules/module_form.ts";
import { isInPackage, modulesOf } from "../modules/modules.ts";
import { nameOfAddon, nativePackageOf } from "../modules/native_addons.ts";
import type { Resolver, Target } from "../modules/resolve.ts";
import { CommonJsFiles, exportedNames, NativeAddOn } from "./commonjs.ts";
import { type Esbuild, startEsbuild, SUPPORTED } from "./esbuild.ts";
import { FilesBeside, FilesTooLarge } from "./files_beside.ts";
import { withKnownImports } from "./late_imports.ts";
import { metaConstants, moduleCode } from "./module_code.ts";

/** A piece of code to be bundled. */
export interface BundleInput {
  /** The code: an ES module. */
  readonly code: string;
  /** The URL that its relative imports are relative to. */
  readonly from: string;
}

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

/** Thrown when a module imports the script, which makes maps and must not run where they run. */
export class ImportsScript extends Error {
  /** @param cycle The URLs of the script, of the modules by which it is imported, and again of the script. */
  constructor(readonly cycle: readonly string[]) {
    super(`the script is imported: ${cycle.join(" → ")}`);
  }
}

/** The name, in a bundle, of what travels beside it: CommonJS modules and more. */
export const CARRIED = "$htmapCarried";
/** The name, in a bundle, of the CommonJS modules once they can be run. */
export const MODULES = "$htmapModules";
/** The name, in a bundle, of what the loader gives. */
export const BUNDLE_HOST = "$htmapHost";

/** What is bundled by the bundler's own rules begins with one of these in its source map. */
export const NAMESPACE = { MODULE: "htmap-module", OWN: "htmap-own" } as const;

const ENTRY = "entry";
const REQUIRED = "required";
const FACADE = "commonjs:";
const MISSING = "missing:";

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
  const plugin = new Plugin(input, resolver, commonJs, files, isWorker);
  for (const url of requiring) await commonJs.addAllRequests(url);
  // What CommonJS modules want of ES modules is only known once all of them are.
  while (true) {
    const known = [...commonJs.others.keys()].length + importCount(commonJs);
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
      plugins: [plugin.plugin()],
    }).catch((error: unknown) => {
      if (plugin.refused) throw plugin.refused;
      if (!plugin.takeAwaiting(error)) throw new BundleError(describe(error));
    });
    if (plugin.refused) throw plugin.refused;
    if (!result) continue;
    if ([...commonJs.others.keys()].length + importCount(commonJs) > known) continue;
    for (const { url, text } of commonJs.files.values()) await files.addReadBy(url, text);
    for (const path of commonJs.read) await files.add(path);
    for (const url of isWorker ? [] : files.pendingWorkers) {
      files.addWorker(url, await workerCode(url, resolver));
    }
    const own = plugin.loaded.filter((url) => !isInPackage(url));
    return { code: result.outputFiles[0]!.text, commonJs, files, own };
  }
}

function importCount({ imports }: CommonJsFiles): number {
  let count = 0;
  for (const own of imports.values()) count += own.size;
  return count;
}

type EsbuildPlugin = Parameters<Esbuild["build"]>[0] extends { plugins?: (infer P)[] } ? P : never;

/** Has the bundler find and read modules as this process does. */
class Plugin {
  /** Why nothing can come of it, if something in it must not travel. */
  refused: Error | undefined;
  /** The URLs of the ES modules that were read. */
  readonly loaded: string[] = [];
  /** By which module each was met first. */
  readonly #importers = new Map<string, string>();
  /** Whether what was met is CommonJS. */
  readonly #commonJs = new Map<string, Promise<boolean>>();
  /** What only an import can load. */
  readonly #awaiting = new Set<string>();

  constructor(
    readonly input: BundleInput,
    readonly resolver: Resolver,
    readonly commonJs: CommonJsFiles,
    readonly files: FilesBeside,
    readonly isWorker: boolean,
  ) {}

  plugin(): EsbuildPlugin {
    return {
      name: "htmap",
      setup: (build): void => {
        build.onResolve(
          { filter: /.*/ },
          async ({ path, importer, kind, namespace, with: how }) => {
            if (kind === "entry-point" || path === REQUIRED) {
              return {
                path,
                namespace: NAMESPACE.OWN,
              };
            }
            const isOwn = namespace === NAMESPACE.OWN;
            const from = isOwn ? this.input.from : importer;
            try {
              return await this.#resolved(
                path,
                from,
                isOwn ? false : kind.startsWith("require"),
                how,
              );
            } catch (error) {
              const why = error instanceof Error ? error.message : String(error);
              // What is imported dynamically fails where it is reached, as it would here.
              const isLate = kind === "dynamic-import" && !isOwn;
              if (!isLate) this.#refuse(error);
              return isLate
                ? { path: MISSING + why, namespace: NAMESPACE.OWN }
                : { errors: [{ text: why }] };
            }
          },
        );
        build.onLoad({ filter: /.*/, namespace: NAMESPACE.OWN }, async ({ path }) => {
          // What the user's TypeScript lacks may be a type: the entry is told apart when it is read.
          const loader = path === ENTRY ? "ts" : "js";
          try {
            return { contents: await this.#ownCode(path), loader };
          } catch (error) {
            this.#refuse(error);
            throw error;
          }
        });
        build.onLoad({ filter: /.*/, namespace: NAMESPACE.MODULE }, async ({ path, with: how }) => {
          try {
            return { contents: await this.#code(path, how), loader: "js" };
          } catch (error) {
            this.#refuse(error);
            return { errors: [{ text: error instanceof Error ? error.message : String(error) }] };
          }
        });
      },
    };
  }

  /** Keeps why nothing can come of it, which the bundler would tell in its own words. */
  #refuse(error: unknown): void {
    const isRefusal = error instanceof NativeAddOn || error instanceof ImportsScript ||
      error instanceof FilesTooLarge || error instanceof WorkerNeedsMore;
    if (isRefusal) this.refused ??= error;
  }

  async #resolved(
    specifier: string,
    from: string,
    isRequire: boolean,
    attributes: Readonly<Record<string, string>>,
  ): Promise<{ path: string; namespace?: string; external?: boolean }> {
    const target = await this.resolver.resolve(specifier, from, isRequire);
    if (target.kind === "builtin") return { path: target.name, external: true };
    if (target.kind === "htmap") return { path: "htmap", external: true };
    this.#checkScript(target.url, from);
    await this.#checkNative(target, from);
    const isCode = attributes["type"] === undefined;
    const isCommonJs = isCode && !isRequire && await this.#isCommonJs(target.url);
    return isCommonJs
      ? { path: FACADE + target.url, namespace: NAMESPACE.OWN }
      : { path: target.url, namespace: NAMESPACE.MODULE };
  }

  /** A module that imports the script would have it run again, in every component. */
  #checkScript(url: string, from: string): void {
    if (!this.#importers.has(url) && url !== from) this.#importers.set(url, from);
    if (!modulesOf().isEntry(url) || modulesOf().isEntry(from)) return;
    const way = [url];
    for (let at: string | undefined = from; at !== undefined && !way.includes(at);) {
      way.unshift(at);
      at = this.#importers.get(at);
    }
    throw new ImportsScript(way[0] === url ? way : [url, ...way]);
  }

  async #checkNative(target: Target & { kind: "module" }, from: string): Promise<void> {
    const native = target.url.endsWith(".node")
      ? nameOfAddon(target.url)
      : await nativePackageOf(target.url);
    if (native !== undefined) throw new NativeAddOn(native, from);
  }

  #isCommonJs(url: string): Promise<boolean> {
    let known = this.#commonJs.get(url);
    if (!known) this.#commonJs.set(url, known = this.#findForm(url));
    return known;
  }

  async #findForm(url: string): Promise<boolean> {
    if (!/^file:.*\.c?(?:js|ts)$/.test(url)) return false;
    const { bytes } = await this.resolver.read(url);
    return await formOf(url, new TextDecoder().decode(bytes)) === "commonjs";
  }

  async #code(url: string, attributes: Readonly<Record<string, string>>): Promise<string> {
    const source = await this.resolver.read(url).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`the module ${url} is not there: ${why}`);
    });
    if (attributes["type"] === undefined) {
      this.loaded.push(url);
      const text = new TextDecoder().decode(source.bytes);
      await this.commonJs.addRequests(url, text);
      await this.files.addReadBy(url, text);
    }
    const code = await moduleCode(
      url,
      source,
      attributes,
      () =>
        this.isWorker ? { define: metaConstants(url, false) } : {
          define: { "import.meta": "$htmapMeta" },
          banner: `const $htmapMeta = ${hostCall(BUNDLE_HOST, "meta", JSON.stringify(url))};`,
        },
    );
    return this.isWorker ? code : await withKnownImports(code, url, BUNDLE_HOST);
  }

  async #ownCode(path: string): Promise<string> {
    if (path === ENTRY) return `import ${JSON.stringify(REQUIRED)};\n${this.input.code}`;
    if (path === REQUIRED) return this.#requiredCode();
    if (path.startsWith(MISSING)) {
      return `throw new TypeError(${JSON.stringify(path.slice(MISSING.length))});`;
    }
    const url = path.slice(FACADE.length);
    await this.commonJs.add(url);
    const names = [...await exportedNames(url, this.resolver)];
    const file = JSON.stringify(fileURLToPath(url));
    return [
      `const all = ${MODULES}.load(${file});`,
      `export default all; export { all as "module.exports" };`,
      ...names.map((name, index) => {
        const text = JSON.stringify(name);
        return `const e${index} = /* @__PURE__ */ ${MODULES}.exported(all, ${text}); ` +
          `export { e${index} as ${text} };`;
      }),
    ].join("\n");
  }

  /**
   * Takes from what the bundler said which modules cannot be required, since they wait for something.
   *
   * @returns Whether it said nothing else.
   */
  takeAwaiting(error: unknown): boolean {
    const errors: unknown = Reflect.get(Object(error), "errors");
    if (!Array.isArray(errors) || errors.length === 0) return false;
    const paths = [...this.commonJs.others.keys()];
    return errors.every(({ text, location }) => {
      const path = paths[Number(location?.line) - 1];
      const isAwaiting = String(location?.file).endsWith(`:${REQUIRED}`) && path !== undefined &&
        /top-level await/.test(String(text));
      if (isAwaiting) this.#awaiting.add(path);
      return isAwaiting;
    });
  }

  /** What CommonJS modules have of ES modules, evaluated when they ask for it: a line each. */
  #requiredCode(): string {
    const lines: string[] = [];
    for (const [path, url] of this.commonJs.others) {
      const load = this.#awaiting.has(path)
        ? `{ throw Object.assign(new Error("require() cannot be used on an ES module with " + ` +
          `"top-level await: " + ${JSON.stringify(path)}), { code: "ERR_REQUIRE_ASYNC_MODULE" }); }`
        : `require(${JSON.stringify(url)})`;
      lines.push(`${CARRIED}.others[${JSON.stringify(path)}] = () => ${load};`);
    }
    for (const [path, own] of this.commonJs.imports) {
      const loads = Array.from(
        own,
        ([specifier, url]) => `${JSON.stringify(specifier)}: () => import(${JSON.stringify(url)})`,
      );
      lines.push(`${CARRIED}.imports[${JSON.stringify(path)}] = { ${loads.join(", ")} };`);
    }
    return lines.join("\n") + "\nexport {};";
  }
}

/** Thrown when a worker needs what only htmap can give its modules. */
export class WorkerNeedsMore extends Error {
  /** @param url The URL of the module that the worker is started from. */
  constructor(readonly url: string) {
    super(`the worker ${url} cannot travel`);
  }
}

/** The module that a worker is started from, as one that needs nothing but `node:` modules. */
async function workerCode(url: string, resolver: Resolver): Promise<string> {
  const input = { code: `import ${JSON.stringify(url)};`, from: url };
  const { code, commonJs, files } = await bundle(input, resolver, { isWorker: true });
  // What its modules have that is never reached is not there any more.
  const readsFiles = files.texts() !== undefined && /\bnew URL\([^)]*"file:/.test(code);
  const isAlone = commonJs.files.size + commonJs.requests.size === 0 && !readsFiles &&
    !/\bimport\b.*"htmap"/.test(code);
  if (!isAlone) throw new WorkerNeedsMore(url);
  return code;
}

/**
 * Writes what makes usable what travels beside a bundle, to stand before it.
 *
 * @param bundled What was bundled.
 * @param moduleTexts The texts of its CommonJS modules, ready to travel.
 * @returns Statements.
 */
export function carriedText(
  { commonJs, files }: Bundled,
  moduleTexts: ReadonlyMap<string, string>,
): string {
  const lines = [
    `const ${BUNDLE_HOST} = ${globalExpression(GLOBAL.HOST)};\n`,
    `const ${HIDDEN_CLASSES} = {};\n`,
  ];
  const brought = files.texts();
  if (brought) lines.push(`await ${hostCall(BUNDLE_HOST, "files", ...brought)};\n`);
  const requests = Object.fromEntries(
    Array.from(commonJs.requests, ([path, meant]) => [path, Object.fromEntries(meant)]),
  );
  if (commonJs.files.size > 0 || commonJs.requests.size > 0) {
    const texts = Array.from(
      moduleTexts,
      ([path, text]) => `${JSON.stringify(path)}: ${JSON.stringify(text)},\n`,
    );
    lines.push(
      `const ${CARRIED} = { files: { __proto__: null,\n${texts.join("")}}, ` +
        `requests: ${JSON.stringify(requests)}, others: {}, imports: {}, ` +
        `hidden: ${HIDDEN_CLASSES} };\n` +
        `const ${MODULES} = await ${hostCall(BUNDLE_HOST, "commonJs", CARRIED)};\n`,
    );
  }
  return lines.join("");
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
