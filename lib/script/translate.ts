/**
 * Running a user's TypeScript in the binary, which runs JavaScript only.
 *
 * Each of the script's own modules is translated into a file of its own, so that what was imported
 * still is; packages are bundled, one file each and what they share.
 *
 * @module
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { loadAcorn } from "../deps.ts";
import { HTMapError } from "../base/errors.ts";
import { bundleWithEsbuild, startEsbuild, SUPPORTED } from "../capture/bundle/esbuild.ts";
import { importMapFor } from "../capture/modules/import_map.ts";
import { type ImportSource, importSource } from "../capture/engine/import_syntax.ts";
import { addStandIn } from "../capture/modules/own.ts";
import { modulesOf } from "../capture/modules/modules.ts";
import { loaderOf, readModule, resolveImport } from "../capture/modules/resolve.ts";
import { child, children, isNode, list, type Node } from "../capture/engine/syntax.ts";

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
    modulesOf().addEntry(entry);
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

interface Specifier extends ImportSource {
  readonly start: number;
  readonly end: number;
  readonly isDynamic: boolean;
  /** Where the attributes are, to be taken out. */
  readonly clause: { readonly start: number; readonly end: number } | undefined;
}

class Translation {
  /** The files made, by the URLs of their modules. */
  readonly #files = new Map<string, string>();
  /** What the script cannot run without. */
  readonly #queue: Wanted[] = [];
  /** What is only imported dynamically, by what `#files` has it under: it fails when it is. */
  readonly #later = new Map<string, Wanted>();
  #isLater = false;
  readonly #packages = new Map<string, string>();
  #made = 0;

  constructor(
    readonly directory: string,
    readonly entry: string,
    readonly htmapNames: readonly string[],
  ) {}

  async run(): Promise<string> {
    const entry = this.#fileFor({ url: this.entry, attributes: {} }, false);
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      await Deno.writeTextFile(this.#files.get(keyOf(next))!, await this.#translated(next));
    }
    this.#isLater = true;
    for (const [key, wanted] of this.#later) {
      const code = await this.#translated(wanted).catch(failing);
      await Deno.writeTextFile(this.#files.get(key)!, code);
    }
    await Deno.writeTextFile(`${this.directory}/htmap.js`, this.#htmapModule());
    addStandIn(this.#urlOf("htmap.js"));
    await this.#bundlePackages();
    return pathToFileURL(entry).href;
  }

  #fileFor(wanted: Wanted, isDynamic: boolean): string {
    const key = keyOf(wanted);
    let file = this.#files.get(key);
    if (file === undefined) {
      const name = /([^/?#]*?)(?:\.\w+)?(?:[?#].*)?$/.exec(wanted.url)?.[1] || "module";
      file = this.#newFile(name);
      this.#files.set(key, file);
      if (isDynamic || this.#isLater) this.#later.set(key, wanted);
      else this.#queue.push(wanted);
    } else if (!isDynamic && !this.#isLater && this.#later.delete(key)) this.#queue.push(wanted);
    return file;
  }

  /** The URL of a file in the directory of those made. */
  #urlOf(name: string): string {
    return pathToFileURL(`${this.directory}/${name}`).href;
  }

  #newFile(name: string): string {
    return `${this.directory}/${this.#made++}_${name.replace(/[^\w-]/g, "_").slice(0, 60)}.js`;
  }

  async #translated({ url, attributes }: Wanted): Promise<string> {
    const { bytes } = await readModule(url).catch((error: unknown) => {
      throw new Error(
        `the module ${url} is not there: ${error instanceof Error ? error.message : error}`,
      );
    });
    const loader = loaderOf(url, attributes);
    if (loader === "binary") {
      const text = JSON.stringify(bytes.toBase64());
      return `export default Uint8Array.fromBase64(${text});\n`;
    }
    const text = new TextDecoder().decode(bytes);
    if (loader === "text" || loader === "json") {
      const value = loader === "text"
        ? JSON.stringify(text)
        : `JSON.parse(${JSON.stringify(text)})`;
      return `export default ${value};\n`;
    }
    const esbuild = await startEsbuild();
    const path = url.startsWith("file:") ? fileURLToPath(url) : undefined;
    const { code } = await esbuild.transform(text, {
      loader,
      format: "esm",
      target: "esnext",
      supported: SUPPORTED,
      sourcemap: "inline",
      sourcefile: url,
      tsconfigRaw: { compilerOptions: Object((await importMapFor(url))?.compilerOptions) },
      define: {
        "import.meta.url": JSON.stringify(url),
        "import.meta.main": JSON.stringify(url === this.entry),
        ...(path === undefined ? {} : {
          "import.meta.filename": JSON.stringify(path),
          "import.meta.dirname": JSON.stringify(path.slice(0, path.lastIndexOf("/"))),
        }),
      },
      logLevel: "silent",
    });
    return await this.#rewritten(code, url);
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

  async #found({ specifier, attributes, isDynamic }: Specifier, from: string): Promise<string> {
    const target = await resolveImport(specifier, from);
    if (target.kind === "builtin") return target.name;
    if (target.kind === "htmap") return this.#urlOf("htmap.js");
    if (!target.isPackage) {
      return pathToFileURL(this.#fileFor({ url: target.url, attributes }, isDynamic)).href;
    }
    let name = this.#packages.get(target.url);
    if (name === undefined) this.#packages.set(target.url, name = `package_${this.#packages.size}`);
    return this.#urlOf(`${name}.js`);
  }

  async #bundlePackages(): Promise<void> {
    if (this.#packages.size === 0) return;
    const entries: Record<string, { code: string; from: string }> = {};
    for (const [url, name] of this.#packages) {
      const specifier = JSON.stringify(url);
      const code =
        `export * from ${specifier}; import * as all from ${specifier}; export default all.default;`;
      entries[name] = { code, from: this.entry };
    }
    for (const [name, code] of await bundleWithEsbuild(entries, true)) {
      await Deno.writeTextFile(`${this.directory}/${name}`, code);
    }
  }

  #htmapModule(): string {
    const names = this.htmapNames.filter((name) => name !== "default");
    return `const htmap = globalThis[Symbol.for("htmap.api")];\n` +
      names.map((name) => `export const ${name} = htmap.${name};\n`).join("") +
      "export default htmap;\n";
  }
}

/** What tells apart the modules that have files of their own. */
function keyOf({ url, attributes }: Wanted): string {
  return url + (attributes["type"] ?? "");
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
