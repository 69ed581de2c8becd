/**
 * Which name means which variable: the scopes of a script, and every use of a name in it.
 *
 * @module
 */

import { declareStatement, declareVars, namesIn, statementsOf } from "./declarations.ts";
import { type ImportSource, importSource } from "./import_syntax.ts";
import { LATE_IMPORT } from "./translated.ts";
import { child, children, isClass, isFunction, list, nameOf, type Node } from "./syntax.ts";

/** A stretch of source in which names are declared. */
export class LexicalScope {
  /** The names declared here. */
  readonly names: Set<string> = new Set();

  /**
   * @param node The node that opens the scope.
   * @param parent The scope around it.
   * @param holdsVars Whether `var` declarations inside end up here.
   */
  constructor(
    readonly node: Node,
    readonly parent: LexicalScope | undefined,
    readonly holdsVars: boolean,
  ) {}

  /** Finds the scope that declares a name, from here outwards. */
  find(name: string): LexicalScope | undefined {
    return this.names.has(name) ? this : this.parent?.find(name);
  }
}

/** One use of a name. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The scope that declares it; `undefined` for a global. */
  readonly scope: LexicalScope | undefined;
  /** How it is used, where that matters to putting something else in its place. */
  readonly form: "plain" | "shorthand" | "callee" | "tag";
  /** Whether it is assigned to. */
  readonly isWritten: boolean;
}

/** A stretch of source. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A use of something a function gets from the function around it. */
export interface OuterUse {
  readonly what: "this" | "super" | "new.target" | "arguments" | "import.meta" | "private";
  /** The name of a private member. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The function, class or member that gives it its meaning; `undefined` at the top. */
  readonly owner: Node | undefined;
}

/** A dynamic import. */
export interface DynamicImport {
  /** What it asks for; `undefined` if only running it tells. */
  readonly source: ImportSource | undefined;
  readonly start: number;
  readonly end: number;
  /** Where what it imports begins. */
  readonly specifierStart: number;
}

/** What a script's names mean. */
export interface Analysis {
  /** Every use of a name, in the order of the source. */
  readonly references: readonly Reference[];
  readonly outerUses: readonly OuterUse[];
  readonly dynamicImports: readonly DynamicImport[];
  /** The bodies of `with` statements, in which only running them tells what a name means. */
  readonly withBodies: readonly Stretch[];
  /** The scope of the whole script. */
  readonly top: LexicalScope;
}

/**
 * Finds out what each name in a script means.
 *
 * @param program The syntax tree of the script.
 * @returns Its scopes and uses of names.
 */
export function analyse(program: Node): Analysis {
  return new Analyser(program).result();
}

interface PendingReference {
  name: string;
  start: number;
  end: number;
  within: LexicalScope;
  form: Reference["form"];
  isWritten: boolean;
}

class Analyser {
  readonly #pending: PendingReference[] = [];
  readonly #outerUses: OuterUse[] = [];
  readonly #dynamicImports: DynamicImport[] = [];
  readonly #withBodies: Stretch[] = [];
  readonly #top: LexicalScope;
  /** What gives `this` its meaning here. */
  #owner: Node | undefined;
  #classes: Node[] = [];

  constructor(program: Node) {
    this.#top = new LexicalScope(program, undefined, true);
    this.#declareIn(program, this.#top);
    for (const statement of list(program, "body")) this.#visit(statement, this.#top);
  }

  result(): Analysis {
    const references = this.#pending
      .map(({ within, ...use }): Reference => ({ ...use, scope: within.find(use.name) }))
      .sort((a, b) => a.start - b.start);
    return {
      references,
      outerUses: this.#outerUses.sort((a, b) => a.start - b.start),
      dynamicImports: this.#dynamicImports,
      withBodies: this.#withBodies,
      top: this.#top,
    };
  }

  #visit(node: Node, scope: LexicalScope): void {
    if (isFunction(node)) return this.#function(node, scope);
    if (isClass(node)) return this.#class(node, scope);
    switch (node.type) {
      case "Identifier":
        return this.#use(node, scope, "plain", false);
      case "ThisExpression":
        return this.#outer("this", node);
      case "Super":
        return this.#outer("super", node);
      case "MetaProperty":
        return this.#outer(
          nameOf(child(node, "meta")) === "import" ? "import.meta" : "new.target",
          node,
        );
      case "PrivateIdentifier":
        return this.#private(node);
      case "ImportExpression":
        return this.#import(node, scope);
      case "BlockStatement":
      case "StaticBlock":
      case "SwitchStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "CatchClause":
        return this.#block(node, scope);
      case "MemberExpression":
        return this.#member(node, scope);
      case "Property":
        return this.#property(node, scope);
      case "CallExpression":
        return this.#call(node, scope);
      case "TaggedTemplateExpression":
        this.#useOrVisit(child(node, "tag")!, scope, "tag");
        return this.#visit(child(node, "quasi")!, scope);
      case "AssignmentExpression":
        this.#target(child(node, "left")!, scope, true);
        return this.#visit(child(node, "right")!, scope);
      case "UpdateExpression":
        return this.#target(child(node, "argument")!, scope, true);
      case "VariableDeclarator":
        this.#target(child(node, "id")!, scope, false);
        if (child(node, "init")) this.#visit(child(node, "init")!, scope);
        return;
      case "LabeledStatement":
        return this.#visit(child(node, "body")!, scope);
      case "WithStatement":
        this.#withBodies.push(child(node, "body")!);
        for (const inner of children(node)) this.#visit(inner, scope);
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return;
      case "ExportNamedDeclaration":
        if (child(node, "declaration")) this.#visit(child(node, "declaration")!, scope);
        return;
      default:
        for (const inner of children(node)) this.#visit(inner, scope);
    }
  }

  #member(node: Node, scope: LexicalScope): void {
    this.#visit(child(node, "object")!, scope);
    const property = child(node, "property")!;
    if (node["computed"] === true) this.#visit(property, scope);
    else if (property.type === "PrivateIdentifier") this.#private(property);
  }

  #use(node: Node, scope: LexicalScope, form: Reference["form"], isWritten: boolean): void {
    const name = nameOf(node);
    if (name === "arguments" && this.#isArguments(scope)) return this.#outer("arguments", node);
    this.#pending.push({ name, start: node.start, end: node.end, within: scope, form, isWritten });
  }

  #isArguments(scope: LexicalScope): boolean {
    const found = scope.find("arguments");
    return found === undefined && this.#owner !== undefined;
  }

  #useOrVisit(node: Node, scope: LexicalScope, form: Reference["form"]): void {
    if (node.type === "Identifier") this.#use(node, scope, form, false);
    else this.#visit(node, scope);
  }

  #outer(what: OuterUse["what"], node: Node, name = ""): void {
    const owner = what === "import.meta" ? undefined : this.#owner;
    this.#outerUses.push({ what, name, start: node.start, end: node.end, owner });
  }

  #private(node: Node): void {
    const name = nameOf(node);
    const owner = this.#classes.findLast((type) =>
      list(child(type, "body")!, "body").some((member) => {
        const key = child(member, "key");
        return key?.type === "PrivateIdentifier" && nameOf(key) === name;
      })
    );
    this.#outerUses.push({ what: "private", name, start: node.start, end: node.end, owner });
  }

  #import(node: Node, scope: LexicalScope): void {
    const { start, end } = node;
    const specifierStart = child(node, "source")!.start;
    this.#dynamicImports.push({ source: importSource(node), start, end, specifierStart });
    for (const inner of children(node)) this.#visit(inner, scope);
  }

  #call(node: Node, scope: LexicalScope): void {
    const [, specifier] = list(node, "arguments");
    if (nameOf(child(node, "callee")) === LATE_IMPORT && specifier) {
      const { start, end } = node;
      const { start: specifierStart } = specifier;
      this.#dynamicImports.push({ source: undefined, start, end, specifierStart });
      return this.#visit(specifier, scope);
    }
    this.#useOrVisit(child(node, "callee")!, scope, "callee");
    for (const argument of list(node, "arguments")) this.#visit(argument, scope);
  }

  #property(node: Node, scope: LexicalScope): void {
    const value = child(node, "value")!;
    if (node["shorthand"] === true) return this.#use(value, scope, "shorthand", false);
    if (node["computed"] === true) this.#visit(child(node, "key")!, scope);
    this.#visit(value, scope);
  }

  /**
   * Visits what is assigned to.
   *
   * @param isWritten Whether the names in it change: a declaration only gives them a first value.
   */
  #target(node: Node, scope: LexicalScope, isWritten: boolean): void {
    switch (node.type) {
      case "Identifier":
        return this.#use(node, scope, "plain", isWritten);
      case "ObjectPattern":
        for (const property of list(node, "properties")) {
          this.#propertyTarget(property, scope, isWritten);
        }
        return;
      case "ArrayPattern":
        for (const element of list(node, "elements")) this.#target(element, scope, isWritten);
        return;
      case "AssignmentPattern":
        this.#target(child(node, "left")!, scope, isWritten);
        return this.#visit(child(node, "right")!, scope);
      case "RestElement":
        return this.#target(child(node, "argument")!, scope, isWritten);
      default:
        this.#visit(node, scope);
    }
  }

  #propertyTarget(property: Node, scope: LexicalScope, isWritten: boolean): void {
    if (property.type === "RestElement") {
      return this.#target(child(property, "argument")!, scope, isWritten);
    }
    if (property["computed"] === true) this.#visit(child(property, "key")!, scope);
    const value = child(property, "value")!;
    if (property["shorthand"] !== true) return this.#target(value, scope, isWritten);
    const left = value.type === "AssignmentPattern" ? child(value, "left")! : value;
    this.#use(left, scope, "shorthand", isWritten);
    if (left !== value) this.#visit(child(value, "right")!, scope);
  }

  #block(node: Node, outer: LexicalScope): void {
    const scope = new LexicalScope(node, outer, node.type === "StaticBlock");
    const param = child(node, "param");
    if (param) { for (const name of namesIn(param)) scope.names.add(name); }
    this.#declareIn(node, scope);
    const outerOwner = this.#owner;
    if (node.type === "StaticBlock") this.#owner = node;
    if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
      const left = child(node, "left")!;
      if (left.type === "VariableDeclaration") this.#visit(left, scope);
      else this.#target(left, scope, true);
      this.#visit(child(node, "right")!, scope);
      this.#visit(child(node, "body")!, scope);
    } else {
      if (param) this.#target(param, scope, false);
      for (const inner of children(node)) if (inner !== param) this.#visit(inner, scope);
    }
    this.#owner = outerOwner;
  }

  #function(node: Node, outer: LexicalScope): void {
    let around = outer;
    const id = child(node, "id");
    if (id && node.type === "FunctionExpression") {
      around = new LexicalScope(node, outer, false);
      around.names.add(nameOf(id));
    }
    const scope = new LexicalScope(node, around, true);
    const isArrow = node.type === "ArrowFunctionExpression";
    for (const param of list(node, "params")) {
      for (const name of namesIn(param)) scope.names.add(name);
    }
    const outerOwner = this.#owner;
    if (!isArrow) this.#owner = node;
    for (const param of list(node, "params")) this.#target(param, scope, false);
    const body = child(node, "body")!;
    if (body.type === "BlockStatement") {
      // One scope for parameters and body: what differs is only visible to closures in parameters.
      this.#declareIn(body, scope);
      for (const statement of list(body, "body")) this.#visit(statement, scope);
    } else this.#visit(body, scope);
    this.#owner = outerOwner;
  }

  #class(node: Node, outer: LexicalScope): void {
    const scope = new LexicalScope(node, outer, false);
    const id = child(node, "id");
    if (id) scope.names.add(nameOf(id));
    const superClass = child(node, "superClass");
    if (superClass) this.#visit(superClass, scope);
    const outerOwner = this.#owner;
    this.#classes.push(node);
    for (const member of list(child(node, "body")!, "body")) {
      if (member.type === "StaticBlock") {
        this.#visit(member, scope);
        continue;
      }
      if (member["computed"] === true) this.#visit(child(member, "key")!, scope);
      const value = child(member, "value");
      if (!value) continue;
      if (member.type === "PropertyDefinition") this.#owner = member;
      this.#visit(value, scope);
      this.#owner = outerOwner;
    }
    this.#classes.pop();
  }

  /** Declares what is declared directly in a node, and the `var`s below it if it holds those. */
  #declareIn(node: Node, scope: LexicalScope): void {
    for (const statement of statementsOf(node)) declareStatement(statement, scope);
    if (scope.holdsVars) {
      for (const statement of statementsOf(node)) {
        declareVars(statement, scope);
      }
    }
  }
}
