/**
 * Running a user's TypeScript in the binary, which runs JavaScript only.
 *
 * Each of the script's own modules is translated into a file of its own, so that what was imported
 * still is; packages are bundled, one file each and what they share.
 *
 * @module
 */

import { loadAcorn } from "../deps.ts";
import { HTMapError } from "../errors.ts";
import { bundleWithEsbuild, startEsbuild, SUPPORTED } from "./esbuild.ts";
import { importMapFor } from "./import_map.ts";
import { addStandIn } from "./own.ts";
import { modulesOf } from "./modules.ts";
import { loaderOf, readModule, resolveImport } from "./resolve.ts";
import { child, children, isNode, type Node } from "./syntax.ts";

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
 * @param path The path of the script, or its URL.
 * @param options What the script gets for htmap.
 * @returns What to import.
 * @throws {CannotRunScript} If a module is missing, or cannot be understood.
 */
export async function prepareScript(
  path: string,
  options: PrepareOptions,
): Promise<PreparedScript> {
  const url = /^[a-z]+:/.test(path)
    ? path
    : new URL(`file://${encodeURI(await Deno.realPath(path))}`).href;
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

interface Specifier {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Where the attributes are, to be taken out. */
  readonly clause: { readonly start: number; readonly end: number } | undefined;
}

class Translation {
  /** The files made, by the URLs of their modules. */
  readonly #files = new Map<string, string>();
  readonly #queue: { url: string; attributes: Readonly<Record<string, string>> }[] = [];
  readonly #packages = new Map<string, string>();

  constructor(
    readonly directory: string,
    readonly entry: string,
    readonly htmapNames: readonly string[],
  ) {}

  async run(): Promise<string> {
    const entry = this.#fileFor(this.entry, {});
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      await this.#translate(next.url, next.attributes);
    }
    await Deno.writeTextFile(`${this.directory}/htmap.js`, this.#htmapModule());
    addStandIn(`file://${this.directory}/htmap.js`);
    await this.#bundlePackages();
    return `file://${entry}`;
  }

  #fileFor(url: string, attributes: Readonly<Record<string, string>>): string {
    const key = url + (attributes["type"] ?? "");
    let file = this.#files.get(key);
    if (file === undefined) {
      const name = /([^/?#]*?)(?:\.\w+)?(?:[?#].*)?$/.exec(url)?.[1] || "module";
      file = `${this.directory}/${this.#files.size}_${
        name.replace(/[^\w-]/g, "_").slice(0, 60)
      }.js`;
      this.#files.set(key, file);
      this.#queue.push({ url, attributes });
    }
    return file;
  }

  async #translate(url: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    const file = this.#fileFor(url, attributes);
    const { bytes } = await readModule(url).catch((error: unknown) => {
      throw new Error(
        `the module ${url} is not there: ${error instanceof Error ? error.message : error}`,
      );
    });
    const loader = loaderOf(url, attributes);
    if (loader === "binary") {
      const text = JSON.stringify(bytes.toBase64());
      return await Deno.writeTextFile(file, `export default Uint8Array.fromBase64(${text});\n`);
    }
    const text = new TextDecoder().decode(bytes);
    if (loader === "text" || loader === "json") {
      const value = loader === "text"
        ? JSON.stringify(text)
        : `JSON.parse(${JSON.stringify(text)})`;
      return await Deno.writeTextFile(file, `export default ${value};\n`);
    }
    const esbuild = await startEsbuild();
    const path = url.startsWith("file:") ? decodeURIComponent(new URL(url).pathname) : undefined;
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
    await Deno.writeTextFile(file, await this.#rewritten(code, url));
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
      if (target === undefined) continue;
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

  async #target(specifier: Specifier, from: string): Promise<string | undefined> {
    const target = await resolveImport(specifier.value, from);
    if (target.kind === "builtin") return target.name;
    if (target.kind === "htmap") return `file://${this.directory}/htmap.js`;
    if (!target.isPackage) return `file://${this.#fileFor(target.url, specifier.attributes)}`;
    let name = this.#packages.get(target.url);
    if (name === undefined) this.#packages.set(target.url, name = `package_${this.#packages.size}`);
    return `file://${this.directory}/${name}.js`;
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

/** The specifiers of a module's imports and exports, in the order of the source. */
function specifiersIn(program: Node): Specifier[] {
  const found: Specifier[] = [];
  const visit = (node: Node): void => {
    const source = child(node, "source");
    if (source && /^(?:Import|Export)/.test(node.type) && typeof source["value"] === "string") {
      const attributes: Record<string, string> = {};
      const list = Array.isArray(node["attributes"]) ? node["attributes"].filter(isNode) : [];
      for (const one of list) {
        const key = child(one, "key")!;
        attributes[String(key["name"] ?? key["value"])] = String(child(one, "value")!["value"]);
      }
      const isDeclaration = node.type !== "ImportExpression";
      const clause = isDeclaration && list.length > 0
        ? { start: source.end, end: node.end }
        : undefined;
      found.push({
        value: source["value"],
        start: source.start,
        end: source.end,
        attributes,
        clause,
      });
    }
    for (const inner of children(node)) visit(inner);
  };
  visit(program);
  return found.sort((a, b) => a.start - b.start);
}
