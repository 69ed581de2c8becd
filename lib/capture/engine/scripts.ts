/**
 * The scripts functions were written in: read from the engine and parsed, once each.
 *
 * @module
 */

import { loadAcorn } from "../../deps.ts";
import { type ImportSource, importSource } from "./import_syntax.ts";
import type { Inspector, Location, ScriptInfo } from "./inspector.ts";
import { type Origin, originOf } from "./origin.ts";
import { analyse, type Analysis } from "./scope.ts";
import {
  calledAtOnce,
  child,
  isClass,
  isFunction,
  isNode,
  list,
  nameOf,
  type Node,
} from "./syntax.ts";

/** A name a script imports. */
export interface ImportedName extends ImportSource {
  /** What is imported: `default`, a name, or `*` for the whole module. */
  readonly imported: string;
}

/** A function or class in a script. */
export interface FunctionNode {
  readonly script: Script;
  /** The function or class itself. */
  readonly node: Node;
  /** What it is the value of, if it is a method or accessor. */
  readonly member: Node | undefined;
  /** The class it is a member of. */
  readonly classNode: Node | undefined;
}

/** A script, parsed. */
export class Script {
  readonly #lineStarts: number[] = [0];
  readonly #functions = new Map<number, FunctionNode[]>();
  readonly #classes = new Map<Node, Node>();
  readonly #once = new Set<Node>();
  /** The functions that are called where they are written. */
  readonly #called = new Set<Node>();
  #origin: Promise<Origin> | undefined;
  /** The names the script imports, by their local names. */
  readonly imports: Map<string, ImportedName> = new Map();

  constructor(
    readonly info: ScriptInfo,
    readonly source: string,
    readonly program: Node,
    readonly analysis: Analysis,
  ) {
    for (const match of source.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) {
      this.#lineStarts.push(match.index + match[0].length);
    }
    for (const statement of list(program, "body")) this.#addImports(statement);
    this.#collect(program, { member: undefined, classNode: undefined, isOnce: true });
  }

  /** The URL of the script; empty for one that has none. */
  get url(): string {
    return this.info.url;
  }

  /**
   * Finds the function at a place.
   *
   * @param location Where the engine says it is.
   * @param text What the function says its source is.
   * @returns The function's node, or `undefined` if there is none.
   */
  functionAt(location: Location, text: string): FunctionNode | undefined {
    const at = this.offset(location.line, location.column);
    const fitting = (candidates: readonly FunctionNode[]): FunctionNode | undefined =>
      candidates.find((one) => this.source.startsWith(text, this.textStart(one)));
    const exact = fitting(this.#functions.get(at) ?? []);
    if (exact) return exact;
    // Where exactly a function starts differs between forms of function.
    let best: FunctionNode | undefined;
    for (const candidates of this.#functions.values()) {
      for (const one of candidates) {
        const start = this.textStart(one);
        if (start > at || one.node.end < at || !this.source.startsWith(text, start)) continue;
        if (!best || start >= this.textStart(best)) best = one;
      }
    }
    return best;
  }

  /** Finds what a node, known to be a function or class, is a part of. */
  functionOf(node: Node): FunctionNode | undefined {
    return this.#functions.get(vPosition(node))?.find((one) => one.node === node);
  }

  /** Finds the class that a field, or a static block, is a member of. */
  classOf(member: Node): Node | undefined {
    return this.#classes.get(member);
  }

  /** Whether a class can only have been made once from its source. */
  isOnce(classNode: Node): boolean {
    return this.#once.has(classNode);
  }

  /** Tells whether a function or class is evaluated when the script is, and not by calls. */
  isOfScript(node: Node): boolean {
    return this.#around(node).every((one) => !isFunction(one) || this.#called.has(one));
  }

  /** Tells whether a function is in sloppy mode, in which some things mean something else. */
  isSloppy(node: Node): boolean {
    if (this.info.isModule || isStrict(this.program)) return false;
    return ![...this.#around(node), node].some((one) => isClass(one) || isStrict(one));
  }

  /** The functions and classes around a node. */
  #around(node: Node): Node[] {
    return [...this.#functions.values()].flat().map((one) => one.node)
      .filter((one) => one !== node && one.start <= node.start && one.end >= node.end);
  }

  /** Where the text starts that the function itself says is its source. */
  textStart(one: FunctionNode): number {
    if (!one.member) return one.node.start;
    const { member } = one;
    if (member.type !== "MethodDefinition" || member["static"] !== true) return member.start;
    // The word `static` is no part of what a method says its source is.
    const rest = this.source.slice(member.start + "static".length);
    return member.start + "static".length +
      (rest.match(/^(?:\s|\/\*[^]*?\*\/|\/\/.*)*/)?.[0].length ?? 0);
  }

  /**
   * Turns a line and column into an offset into the source.
   *
   * @param line The line, from 0.
   * @param column The column, from 0.
   * @returns The offset.
   */
  offset(line: number, column: number): number {
    const own = line - this.info.startLine;
    return (this.#lineStarts[own] ?? 0) + column - (own === 0 ? this.info.startColumn : 0);
  }

  /** Finds what the source was made from, once. */
  origin(): Promise<Origin> {
    return this.#origin ??= originOf(this.info, this.source);
  }

  #addImports(statement: Node): void {
    if (statement.type !== "ImportDeclaration") return;
    const source = importSource(statement);
    if (!source) return;
    for (const one of list(statement, "specifiers")) {
      const name = child(one, "imported");
      const imported = one.type === "ImportNamespaceSpecifier"
        ? "*"
        : one.type === "ImportDefaultSpecifier"
        ? "default"
        : nameOf(name) || String(name?.["value"]);
      this.imports.set(nameOf(child(one, "local")), { ...source, imported });
    }
  }

  #collect(node: Node, { member, classNode, isOnce }: Surroundings): void {
    if (isFunction(node) || isClass(node)) {
      const isValue = member && child(member, "value") === node;
      const one: FunctionNode = {
        script: this,
        node,
        member: isValue && isMethod(member) ? member : undefined,
        classNode: isValue && isMethod(member) && member.type === "MethodDefinition"
          ? classNode
          : undefined,
      };
      const at = vPosition(node);
      const known = this.#functions.get(at);
      if (known) known.push(one);
      else this.#functions.set(at, [one]);
    }
    for (const one of calledAtOnce(node)) this.#called.add(one);
    const isMember = node.type === "MethodDefinition" || node.type === "Property" ||
      node.type === "PropertyDefinition";
    if (isClass(node)) {
      for (const one of list(child(node, "body")!, "body")) this.#classes.set(one, node);
      if (isOnce) this.#once.add(node);
    }
    const within: Surroundings = {
      member: isMember ? node : undefined,
      classNode: isClass(node) ? node : classNode,
      isOnce: isOnce && !isRepeated(node),
    };
    for (const key in node) {
      const value = node[key];
      for (const inner of Array.isArray(value) ? value : [value]) {
        if (isNode(inner)) this.#collect(inner, within);
      }
    }
  }
}

/** What a node is in. */
interface Surroundings {
  readonly member: Node | undefined;
  readonly classNode: Node | undefined;
  /** Whether it is evaluated once at most. */
  readonly isOnce: boolean;
}

/** Whether what is in a node may be evaluated more than once. */
function isRepeated(node: Node): boolean {
  return isFunction(node) || /^(?:For|While|DoWhile)/.test(node.type) ||
    node.type === "PropertyDefinition" && node["static"] !== true;
}

/** Whether a script or function says that it is in strict mode. */
function isStrict(node: Node): boolean {
  const body = node.type === "Program" ? node : child(node, "body");
  return body !== undefined && list(body, "body").some((one) => one["directive"] === "use strict");
}

/** Whether a member is a method or accessor, as opposed to a function that is its value. */
function isMethod(member: Node): boolean {
  return member.type === "MethodDefinition" || member["method"] === true ||
    member["kind"] === "get" || member["kind"] === "set";
}

/** Where the engine says a function is: at its parameters, except for arrows and classes. */
function vPosition(node: Node): number {
  if (node.type === "ArrowFunctionExpression" || isClass(node)) return node.start;
  const id = child(node, "id");
  return id ? id.end : node.start;
}

/** All scripts that were needed so far. */
export class Scripts {
  readonly #scripts = new Map<string, Promise<Script>>();

  constructor(readonly inspector: Inspector) {}

  /**
   * Reads and parses a script, the first time it is asked for.
   *
   * @param scriptId The engine's id of it.
   * @returns The script.
   * @throws {SyntaxError} If the engine understands what the parser does not.
   */
  get(scriptId: string): Promise<Script> {
    let script = this.#scripts.get(scriptId);
    if (!script) this.#scripts.set(scriptId, script = this.#load(scriptId));
    return script;
  }

  async #load(scriptId: string): Promise<Script> {
    const info = this.inspector.script(scriptId) ??
      { scriptId, url: "", isModule: false, startLine: 0, startColumn: 0 };
    const [source, { parse }] = await Promise.all([this.inspector.source(scriptId), loadAcorn()]);
    const program: unknown = parse(source, {
      ecmaVersion: "latest",
      sourceType: info.isModule ? "module" : "script",
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowSuperOutsideMethod: true,
    });
    if (!isNode(program)) throw new SyntaxError("the script has no syntax tree");
    return new Script(info, source, program, analyse(program));
  }
}
