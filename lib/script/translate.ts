/**
 * Running a user's TypeScript in the binary, which runs JavaScript only.
 *
 * Each ES module, of the script or of a package, is translated into a file of its own, so that what was
 * imported still is; CommonJS modules are run as they are.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { loadAcorn } from "../deps.ts";
import { HTMapError } from "../base/errors.ts";
import { workersIn } from "../capture/bundle/files_beside.ts";
import { facadeOf } from "../capture/bundle/commonjs.ts";
import { withTranslatedImports } from "../capture/bundle/late_imports.ts";
import { metaConstants, moduleCode } from "../capture/bundle/module_code.ts";
import { type ImportSource, importSource } from "../capture/engine/import_syntax.ts";
import { child, children, isNode, list, type Node } from "../capture/engine/syntax.ts";
import { addTranslated, LATE_IMPORT, runAs } from "../capture/engine/translated.ts";
import { BinaryResolver } from "../capture/modules/binary_resolver.ts";
import { formOf } from "../capture/modules/module_form.ts";
import { modulesOf } from "../capture/modules/modules.ts";
import { addStandIn } from "../capture/modules/own.ts";
import { blobPlace, redirectWorkers } from "../store/function/workers.ts";
import { FACADE_MODULES, ScriptModules } from "./script_modules.ts";

/** A script, ready to be imported. */
export interface PreparedScript {
  /** What to import. */
  readonly url: string;
  /** Removes the files that were made for it. */
  dispose(): void;
}

/** Options for {@linkcode prepareScript}. */
export interface PrepareOptions {
  /** What `import * as htmap from "htmap"` gives. */
  htmap: object;
}

/** A script that cannot be run. */
export class CannotRunScript extends HTMapError {}

/**
 * Translates a script and the modules it imports.
 *
 * @param path The path of the script.
 * @param options What the script gets for htmap.
 * @returns What to import.
 * @throws {CannotRunScript} If a module is missing, or cannot be understood.
 */
export async function prepareScript(
  path: string,
  options: PrepareOptions,
): Promise<PreparedScript> {
  const url = pathToFileURL(await Deno.realPath(path)).href;
  const directory = await Deno.makeTempDir({ prefix: "htmap-script-" });
  const dispose = (): void => Deno.removeSync(directory, { recursive: true });
  try {
    Reflect.set(globalThis, Symbol.for("htmap.api"), options.htmap);
    const translation = new Translation(directory, url, Object.keys(options.htmap));
    const entry = await translation.run();
    modulesOf().addEntry(url);
    return { url: entry, dispose };
  } catch (error) {
    dispose();
    if (error instanceof HTMapError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotRunScript(`${path} cannot be run:\n${why}\nMend it, and run it again`, {
      cause: error,
    });
  }
}

/** A module to be translated. */
interface Wanted {
  readonly url: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Asked extends ImportSource {
  readonly isDynamic: boolean;
}

interface Specifier extends Asked {
  readonly start: number;
  readonly end: number;
  /** Where the attributes are, to be taken out. */
  readonly clause: { readonly start: number; readonly end: number } | undefined;
}

/** How many modules are translated at once: a package may have a thousand, each with files to wait for. */
const TOGETHER = 32;

class Translation {
  /** The files made, by the URLs of their modules. */
  readonly #files = new Map<string, string>();
  /** What the script cannot run without. */
  readonly #queue: Wanted[] = [];
  /** What is only imported dynamically, by what `#files` has it under: it fails when it is. */
  readonly #later = new Map<string, Wanted>();
  #isLater = false;
  /** Those of them that are translated. */
  readonly #done = new Set<string>();
  readonly #resolver = new BinaryResolver();
  /** The URLs of modules that workers are started from. */
  readonly #workers = new Set<string>();
  /** The CommonJS modules. */
  readonly #modules: ScriptModules;
  #made = 0;

  constructor(
    readonly directory: string,
    readonly entry: string,
    readonly htmapNames: readonly string[],
  ) {
    this.#modules = new ScriptModules(this.#resolver, (url) => this.#required(url));
  }

  async run(): Promise<string> {
    const entry = this.#fileFor({ url: this.entry, attributes: {} }, false);
    await this.#translateAll();
    Reflect.set(globalThis, LATE_IMPORT, this.#importFrom.bind(this));
    await Deno.writeTextFile(`${this.directory}/htmap.js`, this.#htmapModule());
    addStandIn(this.#urlOf("htmap.js"));
    redirectWorkers(blobPlace);
    redirectWorkers((url) => this.#workers.has(url) ? runAs(url) : undefined);
    await this.#modules.open();
    await this.#modules.preload();
    return pathToFileURL(entry).href;
  }

  #fileFor(wanted: Wanted, isDynamic: boolean): string {
    const key = keyOf(wanted);
    let file = this.#files.get(key);
    if (file === undefined) {
      const name = /([^/?#]*?)(?:\.\w+)?(?:[?#].*)?$/.exec(wanted.url)?.[1] || "module";
      file = this.#newFile(name);
      this.#files.set(key, file);
      if (attributesOf(wanted) === "") addTranslated(pathToFileURL(file).href, wanted.url);
      if (isDynamic || this.#isLater) this.#later.set(key, wanted);
      else this.#queue.push(wanted);
    } else if (!isDynamic && !this.#isLater && this.#later.delete(key)) this.#queue.push(wanted);
    return file;
  }

  async #write(wanted: Wanted, code: string): Promise<void> {
    await Deno.writeTextFile(this.#files.get(keyOf(wanted))!, code);
  }

  /** The file to run in place of an ES module that a CommonJS module wants. */
  #required(url: string): string {
    return this.#fileFor({ url, attributes: {} }, true);
  }

  /** The URL of a file in the directory of those made. */
  #urlOf(name: string): string {
    return pathToFileURL(`${this.directory}/${name}`).href;
  }

  #newFile(name: string): string {
    return `${this.directory}/${this.#made++}_${name.replace(/[^\w-]/g, "_").slice(0, 60)}.js`;
  }

  async #translated({ url, attributes }: Wanted): Promise<string> {
    const source = await this.#resolver.read(url).catch((error: unknown) => {
      throw new Error(
        `the module ${url} is not there: ${error instanceof Error ? error.message : error}`,
      );
    });
    const isCode = attributes["type"] === undefined;
    const text = isCode ? new TextDecoder().decode(source.bytes) : "";
    if (isCode && await formOf(url, text) === "commonjs") return await this.#facade(url);
    if (isCode) await this.#modules.addRequests(url, text);
    for (const worker of isCode ? workersIn(text, url) : []) {
      this.#workers.add(worker);
      this.#fileFor({ url: worker, attributes: {} }, true);
    }
    const code = await moduleCode(url, source, attributes, () => ({
      define: metaConstants(url, url === this.entry),
    }));
    return await this.#rewritten(await withTranslatedImports(code, url), url);
  }

  /** Imports what is only named while the script runs. */
  async #importFrom(
    from: string,
    specifier: unknown,
    options?: ImportCallOptions,
  ): Promise<unknown> {
    const attributes: Record<string, string> = { ...options?.with };
    const asked = { specifier: String(specifier), attributes, isDynamic: true };
    const place = await this.#found(asked, from);
    await this.#translateAll();
    await this.#modules.preload();
    return await import(place);
  }

  /** Translates all that is still to be. */
  async #translateAll(): Promise<void> {
    while (this.#queue.length > 0) {
      await Promise.all(
        this.#queue.splice(0, TOGETHER).map(async (wanted) => {
          await this.#write(wanted, await this.#translated(wanted));
        }),
      );
    }
    this.#isLater = true;
    // More of them come to light while these are translated.
    while (true) {
      const some = [...this.#later].filter(([key]) => !this.#done.has(key)).slice(0, TOGETHER);
      if (some.length === 0) return;
      for (const [key] of some) this.#done.add(key);
      await Promise.all(some.map(async ([, wanted]) => {
        await this.#write(wanted, await this.#translated(wanted).catch(failing));
      }));
    }
  }

  /** An ES module that has what a CommonJS module exports. */
  async #facade(url: string): Promise<string> {
    await this.#modules.add(url);
    return await facadeOf(url, this.#resolver, FACADE_MODULES);
  }

  /** Puts the files of what is imported in place of specifiers. */
  async #rewritten(code: string, url: string): Promise<string> {
    const { parse } = await loadAcorn();
    const program: unknown = parse(code, { ecmaVersion: "latest", sourceType: "module" });
    if (!isNode(program)) throw new SyntaxError(`${url} has no syntax tree`);
    let result = "";
    let at = 0;
    for (const specifier of specifiersIn(program)) {
      const target = await this.#target(specifier, url);
      result += code.slice(at, specifier.start) + JSON.stringify(target);
      at = specifier.end;
      if (specifier.clause) {
        result += code.slice(at, specifier.clause.start);
        at = specifier.clause.end;
      }
    }
    result += code.slice(at);
    if (!/\bimport\.meta\.resolve\b/.test(result)) return result;
    // Relative to the module as the user has it, not to the file made of it.
    const resolve = `((s) => new URL(s, ${JSON.stringify(url)}).href)`;
    return result.replace(/\bimport\.meta\.resolve\b/g, resolve);
  }

  /** The specifier to put in place of one. */
  async #target(specifier: Specifier, from: string): Promise<string> {
    try {
      return await this.#found(specifier, from);
    } catch (error) {
      if (!specifier.isDynamic) throw error;
      const file = this.#newFile("missing");
      await Deno.writeTextFile(file, failing(error));
      return pathToFileURL(file).href;
    }
  }

  async #found({ specifier, attributes, isDynamic }: Asked, from: string): Promise<string> {
    const target = await this.#resolver.resolve(specifier, from);
    if (target.kind === "htmap") return this.#urlOf("htmap.js");
    if (target.kind === "module") {
      return pathToFileURL(this.#fileFor({ url: target.url, attributes }, isDynamic)).href;
    }
    const isModule = target.name === "node:module";
    return isModule && from.startsWith("file:") ? this.#modules.nodeModule : target.name;
  }

  #htmapModule(): string {
    const names = this.htmapNames.filter((name) => name !== "default");
    return `const htmap = globalThis[Symbol.for("htmap.api")];\n` +
      names.map((name) => `export const ${name} = htmap.${name};\n`).join("") +
      "export default htmap;\n";
  }
}

/** What tells apart the modules that have files of their own. */
function keyOf(wanted: Wanted): string {
  return wanted.url + attributesOf(wanted);
}

function attributesOf({ attributes }: Wanted): string {
  return attributes["type"] ?? "";
}

/** A module that fails as importing it would have. */
function failing(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `throw new TypeError(${JSON.stringify(why)});\n`;
}

/** The specifiers of a module's imports and exports, in the order of the source. */
function specifiersIn(program: Node): Specifier[] {
  const found: Specifier[] = [];
  const visit = (node: Node): void => {
    const source = /^(?:Import|Export)/.test(node.type) ? child(node, "source") : undefined;
    const asked = source && importSource(node);
    if (asked) {
      const isDynamic = node.type === "ImportExpression";
      const { start, end } = source;
      // Of a dynamic import the parenthesis stays.
      const clause = { start: end, end: isDynamic ? node.end - 1 : node.end };
      const hasClause = isDynamic ? child(node, "options") : list(node, "attributes").length > 0;
      found.push({ ...asked, start, end, isDynamic, clause: hasClause ? clause : undefined });
    }
    for (const inner of children(node)) visit(inner);
  };
  visit(program);
  return found.sort((a, b) => a.start - b.start);
}
