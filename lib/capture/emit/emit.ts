/**
 * Writes the module that a captured function travels as.
 *
 * It is flat: every captured variable is a variable of one function, so that closures that shared one
 * still do. What is not data is in a table, which the data refers to by number.
 *
 * @module
 */

import type { Graph } from "../graph/graph.ts";
import { BUNDLE, HOST, NODE } from "../modules/imports.ts";
import {
  exportOf,
  GLOBAL,
  globalExpression,
  hostCall,
  hostMember,
  KNOWN_TABLE,
} from "../../wire/module.ts";
import type { Origin } from "../engine/origin.ts";
import { ModuleNames } from "./names.ts";
import type { Piece } from "./pieces.ts";
import type { Stretch } from "../engine/scope.ts";
import type { Script } from "../engine/scripts.ts";
import { child, isClass } from "../engine/syntax.ts";
import type {
  BoundState,
  Cell,
  FunctionEntry,
  NameUse,
  Replacement,
  SourceState,
} from "../graph/types.ts";

/**
 * Writes a captured function's module.
 *
 * @param graph What the function needs.
 * @param bundled The modules it imports, as the body of an async function that returns their exports.
 * @param origins What the scripts were made from.
 * @param fixed The names of those exports that never change.
 * @returns The pieces of the module, in order.
 */
export function emitModule(
  graph: Graph,
  bundled: readonly Piece[],
  origins: ReadonlyMap<Script, Origin>,
  fixed: ReadonlySet<string>,
): Piece[] {
  return new Emitter(graph, origins, fixed).module(bundled);
}

/** The scripts that functions are written out from. */
export function scriptsOf(graph: Graph): Set<Script> {
  return new Set(sourceStates(graph).map(({ found }) => found.script));
}

function sourceStates(graph: Graph): SourceState[] {
  return graph.entries.flatMap((entry) =>
    entry.kind === "function" && entry.state?.kind === "source" ? [entry.state] : []
  );
}

class Emitter {
  readonly #names: ModuleNames;
  readonly #prefix: string;
  #pieces: Piece[] = [];
  /** The bodies of `with` statements of the sloppy function that is being written. */
  #withBodies: readonly Stretch[] | undefined;
  #hasBundle = false;
  readonly #done = new Set<number>();

  constructor(
    readonly graph: Graph,
    readonly origins: ReadonlyMap<Script, Origin>,
    fixed: ReadonlySet<string>,
  ) {
    this.#names = new ModuleNames(graph.cells, sourceStates(graph), fixed);
    this.#prefix = this.#names.prefix;
  }

  module(bundled: readonly Piece[]): Piece[] {
    const { graph } = this;
    const [host, known, bundle] = [this.#own("host"), this.#own(KNOWN_TABLE), this.#own("bundle")];
    this.#add("// Made by htmap from a function and what it uses.\n");
    this.#hasBundle = bundled.length > 0;
    if (this.#hasBundle) {
      this.#add(`const ${bundle} = await (async () => {\n`);
      this.#pieces.push(...bundled);
      this.#add("})();\n");
    }
    const { namespaces } = graph.imports;
    if (namespaces.length > 0) {
      const given = globalExpression(GLOBAL.HOST);
      const list = namespaces.map((name, n) =>
        `$${n}: await ${hostCall(given, "node", JSON.stringify(name))}`
      );
      this.#add(`const ${this.#own("node")} = { ${list.join(", ")} };\n`);
    }
    this.#add(`${exportOf("start")}(${host}) => {\n`);
    const names = graph.cells.map((cell) => this.#names.of(cell));
    if (names.length > 0) this.#add(`let ${names.join(", ")};\n`);
    this.#add(`const ${known} = ${hostMember(host, "known")};\n`);
    for (const [expression, name] of this.#names.aliases) {
      this.#add(`const ${name} = ${this.#filled(expression)};\n`);
    }
    for (let number = 0; number < graph.entries.length; number++) this.#entry(number);
    const setters = names.map((name) => `(${this.#prefix}v) => { ${name} = ${this.#prefix}v; }`);
    const list = `[\n${setters.map((one) => `${one},\n`).join("")}]`;
    this.#add(`${hostCall(host, "fill", list)};\n};\n`);
    return this.#pieces;
  }

  #add(text: string): void {
    this.#pieces.push({ text });
  }

  #entry(number: number): void {
    if (this.#done.has(number)) return;
    this.#done.add(number);
    const entry = this.graph.entries[number]!;
    const target = this.#known(number);
    switch (entry.kind) {
      case "builtin":
        return this.#add(`${target} = ${this.#filled(entry.expression)};\n`);
      case "symbol": {
        const text = entry.description === undefined ? "" : JSON.stringify(entry.description);
        return this.#add(`${target} = Symbol(${text});\n`);
      }
      case "prototype":
        this.#entry(entry.of);
        return this.#add(`${target} = ${this.#known(entry.of)}.prototype;\n`);
      case "function":
        return this.#function(number, target, entry);
    }
  }

  #function(number: number, target: string, entry: FunctionEntry): void {
    const { state } = entry;
    switch (state?.kind) {
      case "reference":
        return this.#add(`${target} = ${this.#filled(state.expression)};\n`);
      case "bound":
        return this.#bound(target, state);
      case "member": {
        this.#entry(state.of);
        const holder = this.#known(state.of) + (state.isStatic ? "" : ".prototype");
        const key = this.#filled(state.key);
        return this.#add(
          `${target} = Object.getOwnPropertyDescriptor(${holder}, ${key}).${state.part};\n`,
        );
      }
      case "source":
        for (const need of state.needs) this.#entry(need);
        return this.#source(number, target, state);
    }
  }

  #bound(target: string, state: BoundState): void {
    const name = (cell: Cell): string => this.#names.of(cell);
    const parts = `() => [${name(state.target)}, ${name(state.self)}, ${name(state.args)}]`;
    const text = hostCall(
      this.#own("host"),
      "bind",
      parts,
      JSON.stringify(state.name),
      String(state.length),
    );
    this.#add(`${target} = ${text};\n`);
  }

  #source(number: number, target: string, state: SourceState): void {
    if (state.inside !== undefined) {
      // Its class has a function that makes it.
      this.#entry(state.inside);
      return this.#add(`${target} = ${target}();\n`);
    }
    if (state.found.script.isSloppy(state.found.node)) return this.#sloppy(number, target, state);
    this.#add(`${target} = `);
    this.#expression(number, state);
    this.#add(";\n");
  }

  /**
   * Writes a function of sloppy mode as one that `Function` makes, since a module is in strict mode. It
   * reaches its variables, shared as they may be, through an object.
   */
  #sloppy(number: number, target: string, state: SourceState): void {
    const { found: { node, script }, uses } = state;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#withBodies = script.analysis.withBodies.filter((one) => isWithin(one, node));
    this.#add("return ");
    this.#expression(number, state);
    const text = this.#pieces.map((piece) => piece.text).join("");
    this.#pieces = pieces;
    const isWith = this.#withBodies.length > 0;
    this.#withBodies = undefined;
    const [scope, host] = [this.#own("scope"), this.#own("host")];
    const given = [
      host,
      this.#own(KNOWN_TABLE),
      ...(this.#hasBundle ? [this.#own("bundle")] : []),
      ...(this.graph.imports.namespaces.length > 0 ? [this.#own("node")] : []),
    ].join(", ");
    const source = isWith ? `with (${scope}) {\n${text}}` : text;
    this.#add(`${target} = Function("${scope}, ${given}", ${JSON.stringify(source)})(`);
    this.#add(`Object.freeze({ __proto__: null, ${this.#accessors(uses)} }), ${given});\n`);
  }

  /** Properties that are the variables a function uses. */
  #accessors(uses: readonly NameUse[]): string {
    const value = this.#own("value");
    const targets = new Map(uses.map(({ name, target }) => [name, target]));
    return Array.from(targets, ([name, target]) => {
      const key = `[${JSON.stringify(name)}]`;
      if (typeof target === "string") return `get ${key}() { return ${this.#filled(target)}; }`;
      const variable = this.#names.of(target);
      return `get ${key}() { return ${variable}; }, set ${key}(${value}) { ${variable} = ${value}; }`;
    }).join(", ");
  }

  /** Writes a function so that it has its name, and no name of its own that hides a variable. */
  #expression(number: number, state: SourceState): void {
    const { found, name } = state;
    const { node, member } = found;
    const key = name === "__proto__" ? `["__proto__"]` : JSON.stringify(name);
    if (member) {
      const kind = member["kind"];
      const isAccessor = kind === "get" || kind === "set";
      const plain = isAccessor ? name.replace(/^[gs]et /, "") : name;
      const methodKey = plain === "__proto__" ? `["__proto__"]` : JSON.stringify(plain);
      const form = `${node["async"] === true ? "async " : ""}${
        node["generator"] === true ? "*" : ""
      }`;
      const words = isAccessor ? `${kind} ` : form;
      this.#add(`Object.getOwnPropertyDescriptor({ ${words}${methodKey}`);
      this.#slice(state, node.start, node.end);
      return this.#add(` }, ${JSON.stringify(plain)}).${isAccessor ? kind : "value"}`);
    }
    const id = child(node, "id");
    const isDeclaration = node.type === "FunctionDeclaration";
    // A class or function expression sees its own name; then that is the name it gets.
    const isNamed = id && !isDeclaration;
    this.#add(isNamed ? "(" : `{ ${key}: `);
    if (isClass(node)) this.#class(number, state);
    else if (id && isDeclaration) {
      this.#slice(state, node.start, id.start);
      this.#slice(state, id.end, node.end);
    } else this.#slice(state, node.start, node.end);
    this.#add(isNamed ? ")" : ` }[${JSON.stringify(name)}]`);
  }

  /** Writes a class with what makes the functions that only work inside it. */
  #class(number: number, state: SourceState): void {
    const { node } = state.found;
    const start = child(node, "body")!.start + "{".length;
    this.#slice(state, node.start, start);
    for (const [inner, entry] of this.graph.entries.entries()) {
      if (entry.kind !== "function" || entry.state?.kind !== "source") continue;
      if (entry.state.inside !== number) continue;
      this.#add(` static { ${this.#known(inner)} = () => (`);
      this.#expression(inner, entry.state);
      this.#add("); }");
    }
    this.#slice(state, start, node.end);
  }

  /** Writes a stretch of a script, with names put in place. */
  #slice(state: SourceState, start: number, end: number): void {
    const { script } = state.found;
    const changes: Replacement[] = [
      ...state.replacements,
      ...state.uses.flatMap((use) => this.#nameChange(use)),
    ].filter((one) => one.start >= start && one.end <= end).sort((a, b) => a.start - b.start);
    let at = start;
    for (const change of changes) {
      if (change.start < at) continue;
      this.#taken(script, at, change.start);
      const text = this.#filled(change.text);
      const origin = this.origins.get(script);
      this.#pieces.push({ text, origin, offset: change.start, replaces: true });
      at = change.end;
    }
    this.#taken(script, at, end);
  }

  #taken(script: Script, start: number, end: number): void {
    if (start === end) return;
    const text = script.source.slice(start, end);
    this.#pieces.push({ text, origin: this.origins.get(script), offset: start });
  }

  #nameChange(use: NameUse): Replacement[] {
    const { name, form, start, end } = use;
    if (this.#withBodies?.some((body) => isWithin(use, body))) return [];
    const stands = this.#standIn(use);
    if (stands === name) return [];
    if (form === "shorthand") return [{ start, end, text: `${name}: ${stands}` }];
    // An imported function is called without a `this`.
    const isMember = /[.[]/.test(stands) && (form === "callee" || form === "tag");
    return [{ start, end, text: isMember ? `(0, ${stands})` : stands }];
  }

  /** What stands for a name. */
  #standIn({ target, name }: NameUse): string {
    if (this.#withBodies) return `${this.#own("scope")}.${name}`;
    if (typeof target !== "string") return this.#names.of(target);
    return this.#names.aliases.get(target) ?? this.#filled(target);
  }

  #known(number: number): string {
    return `${this.#own(KNOWN_TABLE)}[${number}]`;
  }

  /** A name of the module itself, which none of the user's begins like. */
  #own(word: string): string {
    return this.#prefix + word;
  }

  #filled(text: string): string {
    return text
      // By functions: in a replacement text, `$$` would mean something else.
      .replaceAll(BUNDLE, () => this.#own("bundle"))
      .replaceAll(HOST, () => this.#own("host"))
      .replaceAll(NODE, () => this.#own("node"))
      .replace(/\0known\((\d+)\)/g, (_, number: string) => this.#known(Number(number)));
  }
}

function isWithin(inner: Stretch, outer: Stretch): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
