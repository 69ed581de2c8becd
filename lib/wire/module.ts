/**
 * The contract of the generated module that a captured function travels as: what it exports, what it
 * is given, and what its captured values are a list of. Capturing writes such modules as text, loading
 * gives them what they ask for; both take every name from here, so that one that is changed on one
 * side only does not pass the type checker.
 *
 * @module
 */

import type { AnyFunction } from "../codec/graph/class_registry.ts";

/** What a generated module exports. */
export interface GeneratedModule {
  /** Puts all that is not data into the host's table, and has the variables filled. */
  start(host: ModuleHost): void;
}

/** What a generated module is given. */
export interface ModuleHost {
  /** What is not data, by number. */
  readonly known: unknown[];
  /** Whether instances are being restored, so that constructors must not do their work. */
  readonly restoring: boolean;
  /** What `import * as htmap` means inside a mapped function. */
  readonly htmap: object;
  /** Takes the way to a class's private members. */
  privates(type: object, parts: PrivateParts): void;
  /** Reads the values of the variables, and sets them. */
  fill(setters: readonly ((value: unknown) => void)[]): void;
  /** Makes a function that was bound, from its parts once they are there. */
  bind(parts: () => unknown[], name: string, length: number): AnyFunction;
  /** Makes a function of an external program. */
  program(argv: readonly string[], stdout: ProgramOutput): AnyFunction;
  /** Makes a function that gives a promise of one that does not, as one given by reference does. */
  later(func: AnyFunction, name: string): AnyFunction;
  /** Makes what `import.meta` means in a script. */
  meta(url: string): object;
  /** Gives the namespace object of a `node:` module. */
  node(name: string): Promise<object>;
  /** Makes modules of the CommonJS modules that came along. */
  commonJs(carried: CarriedModules): Promise<object>;
  /**
   * Has files that came along found where they were: in base64, by their paths, and the code of workers,
   * by their URLs.
   */
  files(
    contents: Readonly<Record<string, string>>,
    workers: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** What `import` means for modules that are only known once it is called, but for where they may be. */
  importAmong(
    known: Readonly<Record<string, () => Promise<unknown>>>,
    from: string,
    specifier: unknown,
    options?: ImportCallOptions,
  ): Promise<unknown>;
  /** What `import` means for modules that are only known once it is called. */
  import(specifier: unknown, options?: ImportCallOptions): Promise<unknown>;
}

/** CommonJS modules that came along with a function, by their paths. */
export interface CarriedModules {
  /** The texts of modules, and of JSON. */
  readonly files: Readonly<Record<string, string>>;
  /** What each module means by what it requires: paths, by its own path and the request. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** ES modules that are required, by their paths. */
  readonly others: Record<string, () => unknown>;
  /** What is imported dynamically, by the path of the module and the specifier. */
  readonly imports: Record<string, Record<string, () => Promise<unknown>>>;
  /** Takes the classes that are shown though nothing exports them. */
  readonly hidden: Record<string, unknown>;
}

/** The names by which the code of a CommonJS module finds what it is given besides what Node gives it. */
export const MODULE_HOST = "$htmapHost";
/** The object that takes classes that no module exports. */
export const HIDDEN_CLASSES = "$htmapHidden";
/** What a module means that requires htmap itself: no file has such a path. */
export const HTMAP_FILE = "htmap:";
/** What stands for `import`, as long as that word is, so that all places stay what they were. */
export const LOAD = "$load$";

/** What a program's standard output becomes: all of it as text, what it is the JSON of, its lines, or its bytes. */
export type ProgramOutput = "text" | "json" | "lines" | "bytes";

/** What a class of a generated module says about its private members. */
export interface PrivateParts {
  /** Whether the class extends another. */
  readonly isDerived: boolean;
  /** Whether instances have any private member, methods and accessors among them. */
  readonly marksInstances: boolean;
  /** How many arguments its constructor takes. */
  readonly parameters: number;
  /** Gives the values of an instance's private fields, in the order of the source. */
  read(instance: object): unknown[];
  /** Sets them. */
  write(instance: object, values: readonly unknown[]): void;
  /** Sets the private fields of the class itself. */
  setStatics(values: readonly unknown[]): void;
}

/** The steps captured values are a list of, each followed by what it is of. */
export const STEP = {
  /** The value of the next variable. */
  CELL: 0,
  /** Properties of a function or prototype that its source does not give it. */
  PATCH: 1,
  /** The private fields of an instance. */
  PRIVATE: 2,
  /** The private static fields of a class. */
  STATIC: 3,
  /** What inputs and outputs have by number, since there is to be one of it. */
  SAME: 4,
} as const;

/** The name, in a generated module, of the table of what is not data, after a prefix. */
export const KNOWN_TABLE = "known";

/** Where modules that are bundled, and so run before they are given anything, find what they need. */
export const GLOBAL = {
  /** The key of `import * as htmap`. */
  API: "htmap",
  /** The key of the host. */
  HOST: "htmap.host",
} as const;

/** @returns The expression that gives what is kept under a key of {@linkcode GLOBAL}. */
export function globalExpression(key: typeof GLOBAL[keyof typeof GLOBAL]): string {
  return `globalThis[Symbol.for(${JSON.stringify(key)})]`;
}

/** @returns The beginning of the statement that exports something of a generated module. */
export function exportOf(name: keyof GeneratedModule): string {
  return `export const ${name} = `;
}

/** The members of a host that can be called. */
type HostMethod = {
  [Name in keyof ModuleHost]: ModuleHost[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof ModuleHost];

/** For each argument of a function its source. */
type Texts<F> = F extends (...args: infer A) => unknown ? { [Index in keyof A]: string } : never;

/**
 * Writes the use of a member of the host.
 *
 * @param host The expression that stands for the host.
 * @param name The member.
 * @returns The expression.
 */
export function hostMember(host: string, name: keyof ModuleHost): string {
  return `${host}.${name}`;
}

/**
 * Writes a call of a method of the host.
 *
 * @param host The expression that stands for the host.
 * @param name The method.
 * @param args The source of each argument.
 * @returns The expression.
 */
export function hostCall<Name extends HostMethod>(
  host: string,
  name: Name,
  ...args: Texts<ModuleHost[Name]>
): string {
  return `${hostMember(host, name)}(${args.join(", ")})`;
}

/**
 * Writes what a class says about its private members.
 *
 * @param parts The source of each part.
 * @returns The expression.
 */
export function privatePartsText(parts: Readonly<Record<keyof PrivateParts, string>>): string {
  return `{ ${Object.entries(parts).map(([name, text]) => `${name}: ${text}`).join(", ")} }`;
}
