/**
 * The CommonJS modules that travel with a function, as texts: those that were required here, and all that
 * their texts name.
 *
 * @module
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { loadCjsLexer } from "../../deps.ts";
import { HTMAP_FILE } from "../../wire/module.ts";
import { formOf } from "../modules/module_form.ts";
import { modulesOf } from "../modules/modules.ts";
import {
  isOptional,
  nameOfAddon,
  NATIVE_HELPERS,
  nativeCodeAt,
  nativePackageOf,
} from "../modules/native_addons.ts";
import type { Resolver, Target } from "../modules/resolve.ts";
import { startEsbuild } from "./esbuild.ts";
import { NativeAddOn } from "./refusals.ts";
import { importsIn, namedByPrefix, requestsIn } from "./requests.ts";

/** What stands for htmap among the URLs of what is imported. */
export const HTMAP = "htmap";

/** A CommonJS module that travels. */
export interface CommonJsFile {
  readonly url: string;
  readonly text: string;
}

/** The modules that are required. */
export class CommonJsFiles {
  /** The files, by their paths. */
  readonly files = new Map<string, CommonJsFile>();
  /** What is required that is an ES module, by path. */
  readonly others = new Map<string, string>();
  /** What each module means by what it requires: paths. */
  readonly requests = new Map<string, Map<string, string>>();
  /** What CommonJS modules import: the URLs of modules, by path and specifier. */
  readonly imports = new Map<string, Map<string, string>>();
  /** What is asked for by `require.resolve`, and is no code: it is read. */
  readonly read = new Set<string>();
  readonly #added = new Map<string, Promise<void>>();

  /**
   * @param resolver Says what is meant.
   * @param options Whether what has native code may stay: it works here, and nowhere else.
   */
  constructor(readonly resolver: Resolver, readonly options: { keepsNative?: boolean } = {}) {}

  /**
   * Adds a CommonJS module with all that it requires.
   *
   * @param url Its URL.
   * @throws {NativeAddOn} If it cannot do without native code.
   */
  add(url: string): Promise<void> {
    let added = this.#added.get(url);
    if (!added) this.#added.set(url, added = this.#addFile(url));
    return added;
  }

  /** Whether nothing is required. */
  get isEmpty(): boolean {
    return this.files.size === 0 && this.requests.size === 0;
  }

  /** How many ES modules are wanted, required or imported. */
  get wantedCount(): number {
    return [...this.imports.values()].reduce((sum, own) => sum + own.size, this.others.size);
  }

  /** Adds what an ES module requires, by means of `createRequire`. */
  async addRequests(url: string, text: string): Promise<void> {
    if (url.startsWith("file:") && text.includes("createRequire")) await this.addAll(url, text);
  }

  /** Adds what a module requires, and not the module itself. */
  async addAll(url: string, text: string): Promise<void> {
    for (const found of await this.#follow(url, text)) await this.add(found);
  }

  /** Adds all there is, one module after the other: a long chain of them must not fill the stack. */
  async #addFile(url: string): Promise<void> {
    const queue = [url];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      queue.push(...await this.#addOne(next));
    }
  }

  async #addOne(url: string): Promise<string[]> {
    const path = fileURLToPath(url);
    if (this.files.has(path) || this.others.has(path)) return [];
    const { bytes } = await this.resolver.read(url);
    const written = new TextDecoder().decode(bytes);
    const form = await formOf(url, written);
    const text = url.endsWith(".cts") ? await withoutTypes(written) : written;
    if (form === "addon" && this.options.keepsNative) return [];
    if (form === "addon") throw new NativeAddOn(nameOfAddon(url), url);
    if (form === "es") {
      this.others.set(path, url);
      return [];
    }
    this.files.set(path, { url, text });
    if (form === "json") return [];
    return await this.#follow(url, text);
  }

  /** Finds what a module requires, and gives the URLs of what was not met yet. */
  async #follow(url: string, text: string): Promise<string[]> {
    const path = fileURLToPath(url);
    const meant = new Map<string, string>();
    this.requests.set(path, meant);
    const found: string[] = [];
    for (const request of requestsIn(text)) {
      await this.#checkHelper(request, url, text);
      const target = await this.#target(request, url, text);
      if (target?.kind === "htmap") meant.set(request, HTMAP_FILE);
      if (target?.kind !== "module" || !target.url.startsWith("file:")) continue;
      const file = fileURLToPath(target.url);
      meant.set(request, file);
      if (NO_CODE.test(file)) this.read.add(file);
      else found.push(target.url);
    }
    for (const specifier of importsIn(text)) {
      const target = await this.resolver.resolve(specifier, url).catch(() => undefined);
      if (!target || target.kind === "builtin") continue;
      let own = this.imports.get(path);
      if (!own) this.imports.set(path, own = new Map());
      own.set(specifier, target.kind === "htmap" ? HTMAP : target.url);
    }
    for (const required of modulesOf().requiredBy(path)) {
      const { href } = pathToFileURL(required);
      // What has native code is optional, or was refused above.
      if (await nativeCodeAt(href) === undefined) found.push(href);
    }
    found.push(...await namedByPrefix(path, text));
    return found;
  }

  /** A module that looks for native code is of a package that has some. */
  async #checkHelper(request: string, url: string, text: string): Promise<void> {
    if (this.options.keepsNative || !NATIVE_HELPERS.has(request)) return;
    if (!await isOptional(text, request)) throw new NativeAddOn(nameOfAddon(url), url);
  }

  /** What a request means; `undefined` for what is not there, or can be done without. */
  async #target(request: string, url: string, text: string): Promise<Target | undefined> {
    let target: Target;
    try {
      target = await this.resolver.resolve(request, url, true);
    } catch {
      // It may be in a branch that is not taken: who reaches it is told what Node would tell.
      return undefined;
    }
    if (target.kind !== "module" || this.options.keepsNative) return target;
    const native = await nativeCodeAt(target.url);
    if (native === undefined || native === await nativePackageOf(url)) return target;
    if (await isOptional(text, request)) return undefined;
    throw new NativeAddOn(native, url);
  }
}

/** The JavaScript of a CommonJS module in TypeScript. */
async function withoutTypes(text: string): Promise<string> {
  const esbuild = await startEsbuild();
  const { code } = await esbuild.transform(text, {
    loader: "ts",
    format: "cjs",
    logLevel: "silent",
  });
  return code;
}

/** What Node would not run: who resolves it wants to read it. */
const NO_CODE = /\.(?:wasm|txt|dat|data|bin|csv|html|css|gz|zip|png|jpg|svg|ttf)$/;

/**
 * Writes an ES module that has what a CommonJS module exports.
 *
 * @param url The URL of the CommonJS module.
 * @param resolver Reads modules.
 * @param modules The expression by which it finds the CommonJS modules.
 * @returns The module, of which what is not used can be left out.
 */
export async function facadeOf(url: string, resolver: Resolver, modules: string): Promise<string> {
  const names = [...await exportedNames(url, resolver)];
  return [
    `const modules = ${modules};`,
    `const all = modules.load(${JSON.stringify(fileURLToPath(url))});`,
    `export default all; export { all as "module.exports" };`,
    ...names.map((name, index) => {
      const text = JSON.stringify(name);
      return `const e${index} = /* @__PURE__ */ modules.exported(all, ${text}); ` +
        `export { e${index} as ${text} };`;
    }),
  ].join("\n");
}

/**
 * Finds the names that a CommonJS module exports, as Node finds them: by its text, and those of modules
 * that it passes on.
 *
 * @param url The URL of the module.
 * @param resolver Reads modules.
 * @returns The names, `default` not among them.
 */
async function exportedNames(url: string, resolver: Resolver): Promise<Set<string>> {
  const { init, parse } = await loadCjsLexer();
  await init();
  const names = new Set<string>();
  const seen = new Set<string>();
  const queue = [url];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    try {
      const text = new TextDecoder().decode((await resolver.read(next)).bytes);
      if (await formOf(next, text) !== "commonjs") continue;
      const { exports, reexports } = parse(text);
      for (const name of exports) names.add(name);
      for (const request of reexports) {
        const target = await resolver.resolve(request, next, true);
        if (target.kind === "module") queue.push(target.url);
      }
    } catch {
      // Names that cannot be told are not there, as in Node.
    }
  }
  names.delete("default");
  names.delete("module.exports");
  return names;
}
