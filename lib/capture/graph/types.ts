/**
 * What a capture is made of, between finding it and writing it out.
 *
 * @module
 */

import type { AnyFunction } from "../../codec/graph/class_registry.ts";
import type { Builtins } from "./builtins.ts";
import type { Exports } from "../modules/exports.ts";
import type { ImportTable } from "../modules/imports.ts";
import type { FunctionDetails, Inspector } from "../engine/inspector.ts";
import type { FunctionNode, Script, Scripts } from "../engine/scripts.ts";

/** A variable captured functions use. Those that share it share its cell. */
export interface Cell {
  /** The name in the source. */
  readonly name: string;
  /** The way to it, for messages. */
  readonly path: readonly string[];
}

/** A stretch of source to be replaced in the generated module. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A use of a name in a captured function, and what it stands for. */
export interface NameUse {
  readonly start: number;
  readonly end: number;
  readonly form: "plain" | "shorthand" | "callee" | "tag";
  readonly name: string;
  /** The variable it stands for; or an expression, for what is imported. */
  readonly target: Cell | string;
}

/** A function or class that is written out from its source. */
export interface SourceState {
  readonly kind: "source";
  readonly found: FunctionNode;
  /** The name the function goes by. */
  readonly name: string;
  readonly uses: readonly NameUse[];
  /** Other stretches to replace: what a class gets from elsewhere now. */
  readonly replacements: readonly Replacement[];
  /** The names of globals it uses, which no variable may hide. */
  readonly globals: ReadonlySet<string>;
  /** What must be there before it is evaluated, by number. */
  readonly needs: readonly number[];
  /** The class that it only works inside of, by number. */
  readonly inside: number | undefined;
}

/** A function that was bound, as the variables its parts are in. */
export interface BoundState {
  readonly kind: "bound";
  readonly target: Cell;
  readonly self: Cell;
  readonly args: Cell;
  readonly name: string;
  readonly length: number;
}

/** A function that another module, or the platform, has. */
export interface ReferenceState {
  readonly kind: "reference";
  readonly expression: string;
}

/** A method that its class brings along. */
export interface MemberState {
  readonly kind: "member";
  /** The class, by number. */
  readonly of: number;
  readonly isStatic: boolean;
  /** The key, as an expression. */
  readonly key: string;
  readonly part: "value" | "get" | "set";
}

/** A class that is written out from its source, unless the bundle turns out to have it. */
export interface PendingState {
  readonly kind: "pending";
  readonly reading: Reading;
}

/** A class to be found in a bundle, or a symbol. */
export interface WantedClass {
  readonly name: string;
  /** What it declares, if that is known. */
  readonly shape: string | undefined;
  /** The URLs that its module may have there. */
  readonly urls: readonly string[];
}

/** A function in the table of what is not data. */
export interface FunctionEntry {
  readonly kind: "function";
  readonly func: object;
  readonly path: readonly string[];
  /** What is known of it, once it was read. */
  state: SourceState | BoundState | ReferenceState | MemberState | PendingState | undefined;
}

/** Something that is not data. */
export type Entry =
  | FunctionEntry
  | { readonly kind: "prototype"; readonly of: number }
  | { readonly kind: "builtin"; readonly expression: string }
  | { readonly kind: "symbol"; readonly description: string | undefined };

/** A function that is being read. */
export interface Reading {
  readonly number: number;
  readonly entry: FunctionEntry;
  readonly script: Script;
  readonly found: FunctionNode;
  readonly details: FunctionDetails;
}

/** Properties of a function, or of its prototype, that its source does not give it. */
export interface Patch {
  readonly target: object;
  readonly keys: readonly (string | symbol)[];
  /** Properties its source gives it that it has no more. */
  readonly removed: readonly (string | symbol)[];
  readonly path: readonly string[];
  /** What it inherits from, if that is not what its source says. */
  readonly prototype: object | null | undefined;
}

/** Source that may name files beside the script. */
export interface ReadingSource {
  /** The URL of the script. */
  readonly url: string;
  readonly text: string;
}

/** Where what functions need is collected. */
export interface Collector {
  readonly inspector: Inspector;
  readonly scripts: Scripts;
  readonly builtins: Builtins;
  readonly imports: ImportTable;
  /** What modules export. */
  readonly exports: Exports;
  /** Classes of imported modules, of which instances may come back, and symbols. */
  readonly held: Map<AnyFunction | symbol, WantedClass>;
  /** What is not data, by number. */
  readonly entries: readonly Entry[];
  /** Source by which functions may look for files where they were written. */
  readonly reads: ReadingSource[];
  /** Files to be sent along with every job: programs. */
  readonly inputFiles: string[];
  /** The numbers of what is not data. */
  readonly numbers: ReadonlyMap<unknown, number>;
  /** Adds a function, to be read later, and gives its number. */
  add(func: object, path: readonly string[]): number;
  /** Adds a variable with the value it has now. */
  addCell(cell: Cell, value: unknown): void;
  /** Puts something in the table, and gives its number. */
  enter(value: unknown, entry: Entry): number;
  /** Gives the number of what may not be data; `undefined` for data. */
  known(value: object | symbol): number | undefined;
  /** Has the prototype that a function was made with known as such, unless it is another's. */
  addPrototype(func: object, number: number): void;
  /** Has it known as that of a function that cannot be given another where it travels to. */
  claimPrototype(func: object, number: number): void;
  /** Whether an object is known as the prototype that a function was made with. */
  isPrototype(value: unknown, number: number | undefined): boolean;
  /** Has properties that its source does not give it put on an object, if it is found to have any. */
  patch(target: object, find: () => Patch | undefined): void;
  /** Notes that a class has private static fields. */
  addStatics(type: object, number: number, path: readonly string[]): void;
}
