/**
 * CommonJS modules, run as Node runs them: each a sloppy function of its own, with `require`, `module`,
 * `__filename` and `__dirname`. In a map's function they have come along as texts; in a script that the
 * binary runs they are files.
 *
 * Follows Node's manual, section "Modules: CommonJS modules".
 *
 * @module
 */

import fs from "node:fs";
import { isBuiltin } from "node:module";
import timers from "node:timers";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import type { AnyFunction } from "../../codec/codec.ts";
import { isBrought } from "./brought.ts";
import { noteText } from "./commonjs_texts.ts";
import {
  type CarriedModules,
  HIDDEN_CLASSES,
  HTMAP_FILE,
  LOAD,
  MODULE_HOST,
} from "../../wire/module.ts";

/** What a file that can be required is. */
export type RequiredFile =
  /** The text of a module. */
  | { readonly kind: "commonjs"; readonly text: string }
  | { readonly kind: "json"; readonly text: string }
  /** A module that is not text, or no CommonJS: what `require` gives for it. */
  | { readonly kind: "other"; readonly load: () => unknown };

/** Where CommonJS modules are found, and read. */
export interface RequiredFiles {
  /**
   * Finds what a request means.
   *
   * @param request What is given to `require`.
   * @param from The path of the module that requires it.
   * @returns The path of a file; `undefined` if there is none.
   */
  resolve(request: string, from: string): string | undefined;
  /** Reads a file that `resolve` gave. */
  read(path: string): RequiredFile;
  /** Imports what a module imports dynamically. */
  import(specifier: unknown, from: string, options?: ImportCallOptions): Promise<unknown>;
}

/** A module as its own code sees it. */
export interface CommonJsModule {
  readonly id: string;
  readonly path: string;
  readonly filename: string;
  exports: unknown;
  loaded: boolean;
  parent: CommonJsModule | undefined;
  readonly children: CommonJsModule[];
  readonly paths: string[];
  require: Require;
}

/** The function `require` of one module. */
export interface Require {
  (request: string): unknown;
  resolve: ((request: string) => string) & { paths: () => string[] };
  cache: Record<string, CommonJsModule>;
  main: undefined;
  extensions: Record<string, undefined>;
}

/** What the functions of Node's timers give is an object in packages, whatever it is elsewhere. */
const TIMERS = ["setTimeout", "setInterval", "setImmediate"] as const;

const PARAMETERS = [
  "exports",
  "require",
  "module",
  "__filename",
  "__dirname",
  LOAD,
  MODULE_HOST,
  HIDDEN_CLASSES,
];

/** Modules that know each other. */
export class CommonJsModules {
  /** The modules that were run, or are being run, by their paths. */
  readonly cache: Record<string, CommonJsModule> = Object.create(null);
  #nodeModule: object | undefined;

  /**
   * @param files Where they are.
   * @param given What code that was changed on its way finds htmap by, and shows its classes to.
   */
  constructor(
    readonly files: RequiredFiles,
    readonly given: { readonly host?: object; readonly hidden?: object } = {},
  ) {}

  /**
   * Runs a module, unless that was done, and gives what it exports.
   *
   * @param path Its path.
   * @param parent The module that requires it.
   */
  load(path: string, parent?: CommonJsModule): unknown {
    const known = this.cache[path];
    if (known) {
      if (parent && !parent.children.includes(known)) parent.children.push(known);
      return known.exports;
    }
    const module: CommonJsModule = {
      id: path,
      path: dirname(path),
      filename: path,
      exports: {},
      loaded: false,
      parent,
      children: [],
      paths: pathsFrom(dirname(path)),
      require: notYet,
    };
    module.require = this.#requireOf(path, module);
    this.cache[path] = module;
    parent?.children.push(module);
    let isDone = false;
    try {
      this.#run(module);
      isDone = module.loaded = true;
    } finally {
      // What failed is run again when it is required again.
      if (!isDone) delete this.cache[path];
    }
    return module.exports;
  }

  /** Makes a `require` for a module that is no CommonJS itself, as `createRequire` does. */
  requireFor(from: string | URL): Require {
    const text = String(from);
    return this.#requireOf(text.startsWith("file:") ? fileURLToPath(text) : text, undefined);
  }

  /** Node's module `module`, whose `createRequire` gives these modules. */
  get nodeModule(): object {
    const own = { createRequire: (from: string | URL) => this.requireFor(from) };
    const module = builtin("node:module");
    return this.#nodeModule ??= Object.assign(
      Object.create(Object(module)),
      own,
      { default: Object.assign(Object.create(Object(module)), own) },
    );
  }

  /** Gives what a module exports under a name; nothing if asking for it fails. */
  exported(exports: unknown, name: string): unknown {
    try {
      return Object.hasOwn(Object(exports), name) ? Reflect.get(Object(exports), name) : undefined;
    } catch {
      return undefined;
    }
  }

  #requireOf(path: string, parent: CommonJsModule | undefined): Require {
    const resolve = (request: string): string => this.#resolve(String(request), path);
    const require = (request: string): unknown => {
      const found = resolve(request);
      if (!isBuiltinName(found)) return this.load(found, parent);
      return /^(?:node:)?module$/.test(found) ? this.nodeModule : builtin(found);
    };
    return Object.assign(require, {
      resolve: Object.assign(resolve, { paths: () => pathsFrom(dirname(path)) }),
      cache: this.cache,
      main: undefined,
      extensions: Object.assign(Object.create(null), { ".js": undefined, ".json": undefined }),
    });
  }

  #resolve(request: string, from: string): string {
    if (isBuiltin(request)) return request;
    const found = this.files.resolve(request, from);
    if (found === undefined) throw moduleNotFound(request, from);
    return found;
  }

  #run(module: CommonJsModule): void {
    const { filename } = module;
    const file = this.files.read(filename);
    if (file.kind === "other") module.exports = file.load();
    else if (file.kind === "json") module.exports = parseJson(file.text, filename);
    else {
      const url = pathToFileURL(filename).href;
      noteText(url, file.text);
      const code = compiled(file.text, url);
      const load = (specifier: unknown, options?: ImportCallOptions): Promise<unknown> =>
        this.files.import(specifier, filename, options);
      Reflect.apply(code, module.exports, [
        module.exports,
        module.require,
        module,
        filename,
        module.path,
        load,
        this.given.host,
        this.given.hidden,
        ...TIMERS.map((name) => timers[name]),
      ]);
    }
  }
}

function compiled(text: string, url: string): AnyFunction {
  // A first line for the shell is a comment here.
  const code = text.replace(/^#!/, "//");
  try {
    return vm.compileFunction(code, [...PARAMETERS, ...TIMERS], { filename: url });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // It may have variables of these names, which cannot be those of parameters as well.
    return vm.compileFunction(code, PARAMETERS, { filename: url });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (error instanceof SyntaxError) error.message = `${path}: ${error.message}`;
    throw error;
  }
}

function isBuiltinName(found: string): boolean {
  return !found.startsWith("/") && isBuiltin(found);
}

function builtin(name: string): unknown {
  return process.getBuiltinModule(name);
}

/** The error Node throws for a module that is not there. */
function moduleNotFound(request: string, from: string): Error {
  const error = new Error(`Cannot find module '${request}'\nRequire stack:\n- ${from}`);
  return Object.assign(error, { code: "MODULE_NOT_FOUND", requireStack: [from] });
}

/** The directories in which Node looks for packages. */
function pathsFrom(directory: string): string[] {
  const paths: string[] = [];
  for (let at = directory;; at = dirname(at)) {
    if (!at.endsWith("/node_modules")) paths.push(`${at === "/" ? "" : at}/node_modules`);
    if (at === dirname(at)) return paths;
  }
}

const notYet: Require = Object.assign(() => undefined, {
  resolve: Object.assign((request: string) => request, { paths: (): string[] => [] }),
  cache: {},
  main: undefined,
  extensions: {},
});

/** The endings that a request may lack. */
const ENDINGS = ["", ".js", ".json", ".cjs", "/index.js", "/index.json", "/index.cjs"];

/**
 * Makes modules of those that came along.
 *
 * @param carried The modules.
 * @param host What changed code reaches htmap by.
 * @param importLate What a dynamic import does whose module did not come along.
 * @returns The modules.
 */
export function carriedModules(
  carried: CarriedModules,
  host: { readonly htmap: object },
  importLate: (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>,
): CommonJsModules {
  const { files, requests, others, imports } = carried;
  // What came along to be read can be required as well.
  const has = (path: string): boolean =>
    Object.hasOwn(files, path) || Object.hasOwn(others, path) || isBrought(path);
  return new CommonJsModules({
    resolve(request, from) {
      const known = Object.hasOwn(requests, from) ? requests[from]! : {};
      if (Object.hasOwn(known, request)) return known[request];
      const path = pathOf(request, from);
      return path === undefined ? undefined : ENDINGS.map((one) => path + one).find(has);
    },
    read(path) {
      const isOther = Object.hasOwn(others, path) || path === HTMAP_FILE;
      const text = isOther
        ? undefined
        : Object.hasOwn(files, path)
        ? files[path]
        : fs.readFileSync(path, "utf8");
      if (text !== undefined) return { kind: path.endsWith(".json") ? "json" : "commonjs", text };
      return { kind: "other", load: others[path] ?? ((): object => host.htmap) };
    },
    import(specifier, from, options) {
      const own = imports[from];
      const known = own && Object.hasOwn(own, String(specifier))
        ? own[String(specifier)]
        : undefined;
      return known ? known() : importLate(specifier, options);
    },
  }, { host, hidden: carried.hidden });
}

/** The path that a request for a file means; `undefined` for a package. */
function pathOf(request: string, from: string): string | undefined {
  if (request.startsWith("file:")) return fileURLToPath(request);
  const isPath = request.startsWith("/") || /^\.{1,2}(?:\/|$)/.test(request);
  return isPath ? resolve(dirname(from), request) : undefined;
}
