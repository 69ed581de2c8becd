/**
 * The CommonJS modules of a script that the binary runs: files, run as Node runs them.
 *
 * @module
 */

import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadAcorn } from "../deps.ts";
import { CommonJsFiles, HTMAP } from "../capture/bundle/commonjs.ts";
import { withImports } from "../capture/bundle/commonjs_text.ts";
import type { Parse } from "../capture/engine/parse.ts";
import { modulesOf } from "../capture/modules/modules.ts";
import type { Resolver } from "../capture/modules/resolve.ts";
import { HTMAP_FILE } from "../wire/module.ts";
import { importLate } from "../store/function/late_import.ts";
import { CommonJsModules, type RequiredFile } from "../store/function/commonjs.ts";

/** The key of the symbol under which the facades of these modules find them. */
const KEY = "htmap.script";

/** The expression by which a facade finds the modules. */
export const FACADE_MODULES = `globalThis[Symbol.for(${JSON.stringify(KEY)})]`;

/** The CommonJS modules of a script. */
export class ScriptModules {
  readonly #files: CommonJsFiles;
  readonly #modules: CommonJsModules;
  readonly #native = createRequire(import.meta.url);
  #parse: Parse | undefined;
  /** The ES modules that are required, or why there are none, by path. */
  readonly #loaded = new Map<string, { namespace: object } | { error: unknown }>();

  /**
   * @param resolver Says what is meant.
   * @param fileOf Gives the file that is run in place of an ES module.
   */
  constructor(resolver: Resolver, readonly fileOf: (url: string) => string) {
    this.#files = new CommonJsFiles(resolver, { keepsNative: true });
    this.#modules = new CommonJsModules({
      resolve: (request, from) => this.#resolve(request, from),
      read: (path) => this.#read(path),
      import: (specifier, from, options) => this.#import(specifier, from, options),
    });
  }

  /** What the script gets for `node:module`. */
  readonly nodeModule: string = `data:text/javascript,${
    encodeURIComponent(
      `const module = ${FACADE_MODULES}.nodeModule; export default module.default; ` +
        Object.keys(process.getBuiltinModule("node:module")).filter((name) => name !== "default")
          .map((name) => `export const ${name} = module.${name};`).join(" "),
    )
  }`;

  /** Adds a module, and finds all that it requires. */
  async add(url: string): Promise<void> {
    await this.#files.add(url);
    this.#takeOthers();
  }

  /** Adds what an ES module requires. */
  async addRequests(url: string, text: string): Promise<void> {
    await this.#files.addRequests(url, text);
    this.#takeOthers();
  }

  /** Has the ES modules that are required translated. */
  #takeOthers(): void {
    for (const url of this.#files.others.values()) this.fileOf(url);
    for (const own of this.#files.imports.values()) {
      for (const url of own.values()) if (url !== HTMAP) this.fileOf(url);
    }
  }

  /** Has facades, and capturing, find the modules. */
  async open(): Promise<void> {
    this.#parse = (await loadAcorn()).parse;
    Reflect.set(globalThis, Symbol.for(KEY), this.#modules);
    modulesOf().setCommonJs(this.#modules.cache, (url) => {
      if (!url.startsWith("file:") || !this.#modules.cache[fileURLToPath(url)]) return undefined;
      const path = JSON.stringify(fileURLToPath(url));
      const code = `const all = ${FACADE_MODULES}.load(${path}); export default all;`;
      return `data:text/javascript,${encodeURIComponent(code)}`;
    });
  }

  /**
   * Loads the ES modules that are required: the binary's runtime can only import them, and that takes
   * time, which `require` has none of. What one throws is thrown where it is required.
   */
  async preload(): Promise<void> {
    for (const [path, url] of this.#files.others) {
      if (this.#loaded.has(path)) continue;
      try {
        this.#loaded.set(path, { namespace: await import(pathToFileURL(this.fileOf(url)).href) });
      } catch (error) {
        this.#loaded.set(path, { error });
      }
    }
  }

  #required(path: string): unknown {
    const loaded = this.#loaded.get(path);
    if (loaded && "namespace" in loaded) return withEsModule(loaded.namespace);
    throw loaded?.error ?? new Error(`${path} was not loaded before it was required`);
  }

  #resolve(request: string, from: string): string | undefined {
    const known = this.#files.requests.get(from)?.get(request);
    if (known !== undefined) return known;
    // What was not known before, a path that was put together for instance, is looked for now.
    try {
      const isPath = /^\.{0,2}\//.test(request) || request === "." || request === "..";
      const whole = isPath ? resolve(dirname(from), request) : request;
      return this.#native.resolve(isPath ? whole : createRequire(from).resolve(whole));
    } catch {
      return undefined;
    }
  }

  #read(path: string): RequiredFile {
    if (path === HTMAP_FILE) {
      return { kind: "other", load: () => Reflect.get(globalThis, Symbol.for("htmap.api")) };
    }
    if (path.endsWith(".node")) return { kind: "other", load: () => this.#native(path) };
    if (this.#files.others.has(path)) return { kind: "other", load: () => this.#required(path) };
    const text = this.#files.files.get(path)?.text ?? Deno.readTextFileSync(path);
    if (path.endsWith(".json")) return { kind: "json", text };
    return { kind: "commonjs", text: withImports(text, this.#parse!) };
  }

  async #import(
    specifier: unknown,
    from: string,
    options?: ImportCallOptions,
  ): Promise<unknown> {
    const url = this.#files.imports.get(from)?.get(String(specifier));
    if (url === HTMAP) return Reflect.get(globalThis, Symbol.for("htmap.api"));
    if (url !== undefined) return await import(pathToFileURL(this.fileOf(url)).href);
    return await importLate(specifier, options);
  }
}

/** What Node's `require` gives for an ES module: the module, marked as one if it has a default export. */
function withEsModule(namespace: object): unknown {
  if (Object.hasOwn(namespace, "module.exports")) return Reflect.get(namespace, "module.exports");
  if (!Object.hasOwn(namespace, "default") || Object.hasOwn(namespace, "__esModule")) {
    return namespace;
  }
  const names = Reflect.ownKeys(namespace);
  const getters = names.map((name) =>
    [name, { enumerable: true, get: (): unknown => Reflect.get(namespace, name) }] as const
  );
  return Object.create(null, Object.fromEntries([...getters, ["__esModule", { value: true }]]));
}
