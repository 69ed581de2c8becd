/**
 * What the bundler finds and reads: modules, as this process does, and a few of its own.
 *
 * @module
 */

import { hostCall } from "../../wire/module.ts";
import { formOf } from "../modules/module_form.ts";
import { modulesOf } from "../modules/modules.ts";
import { nativeCodeAt } from "../modules/native_addons.ts";
import type { Resolver } from "../modules/resolve.ts";
import { BUNDLE_HOST, CARRIED, MODULES } from "./carried_text.ts";
import { type CommonJsFiles, facadeOf } from "./commonjs.ts";
import type { Esbuild } from "./esbuild.ts";
import type { FilesBeside } from "./files_beside.ts";
import { withKnownImports } from "./late_imports.ts";
import { metaConstants, moduleCode } from "./module_code.ts";
import { FilesTooLarge, ImportsScript, NativeAddOn, WorkerNeedsMore } from "./refusals.ts";

/** What is bundled by the bundler's own rules begins with one of these in its source map. */
export const NAMESPACE = { MODULE: "htmap-module", OWN: "htmap-own" } as const;

/** A piece of code to be bundled. */
export interface BundleInput {
  /** The code: an ES module. */
  readonly code: string;
  /** The URL that its relative imports are relative to. */
  readonly from: string;
}

/** The bundler's name for the code that is bundled. */
export const ENTRY = "entry";
/** That for what CommonJS modules have of ES modules. */
const REQUIRED = "required";
const FACADE = "commonjs:";
const MISSING = "missing:";

type EsbuildPlugin = Parameters<Esbuild["build"]>[0] extends { plugins?: (infer P)[] } ? P : never;

/** Has the bundler find and read modules as this process does. */
export class BundlerPlugin {
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

  /** @returns What the bundler takes. */
  forEsbuild(): EsbuildPlugin {
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
    const native = await nativeCodeAt(target.url);
    if (native !== undefined) throw new NativeAddOn(native, from);
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

  /** The code of an ES module, as the bundler is to see it. */
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
    const known = this.isWorker ? code : await withKnownImports(code, url, BUNDLE_HOST);
    // The bundler takes a file that neither imports nor exports anything for a CommonJS module, of which any
    // name might be an export; those come by another way, so that this is none.
    return /^\s*(?:import|export)\b/m.test(known) ? known : `${known}\nexport {};\n`;
  }

  /** The code of a module that is only there for the bundle. */
  async #ownCode(path: string): Promise<string> {
    if (path === ENTRY) return `import ${JSON.stringify(REQUIRED)};\n${this.input.code}`;
    if (path === REQUIRED) return this.#requiredCode();
    if (path.startsWith(MISSING)) {
      return `throw new TypeError(${JSON.stringify(path.slice(MISSING.length))});`;
    }
    const url = path.slice(FACADE.length);
    await this.commonJs.add(url);
    return await facadeOf(url, this.resolver, MODULES);
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
