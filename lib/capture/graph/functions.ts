/**
 * Finds out what one captured function needs.
 *
 * @module
 */

import { CannotCapture } from "../../base/errors.ts";
import { isClassValue } from "../engine/is_class.ts";
import type { Place } from "../modules/exports.ts";
import { addFunctionPatch, writtenName } from "./function_properties.ts";
import { ImportedValues, importsHtmap } from "./imported.ts";
import { hostCall, hostMember } from "../../wire/module.ts";
import { HOST } from "../modules/imports.ts";
import { Insiders } from "./insiders.ts";
import { functionMembers, type Members } from "./members.ts";
import { Instances } from "./instances.ts";
import type { FunctionDetails, Scope } from "../engine/inspector.ts";
import { isOfModule, modulesOf, packageOf } from "../modules/modules.ts";
import { nodeBuiltins } from "../modules/node_builtins.ts";
import { homeOf, isSkipped } from "./outer_uses.ts";
import { namedPrograms } from "../modules/named_programs.ts";
import { sendIfThere } from "./referred.ts";
import { readingSource } from "./reads.ts";
import { cannotCapture, REASONS } from "./refuse.ts";
import type { Reference } from "../engine/scope.ts";
import type { FunctionNode, Script } from "../engine/scripts.ts";
import { isInside } from "../engine/syntax.ts";
import type {
  Cell,
  Collector,
  FunctionEntry,
  NameUse,
  Reading,
  Replacement,
  SourceState,
} from "./types.ts";

/** Reads functions into a graph. */
export class FunctionReader {
  readonly #instances: Instances;
  readonly #insiders: Insiders;
  readonly #imported: ImportedValues;
  readonly #globals = new Map<string, Cell>();

  constructor(readonly graph: Collector) {
    this.#instances = new Instances(graph.inspector);
    this.#insiders = new Insiders(graph);
    this.#imported = new ImportedValues(graph);
  }

  /**
   * Finds out what a function needs, and adds that to the graph.
   *
   * @param number The function's number.
   * @param entry Its entry, whose state this sets.
   */
  async read(number: number, entry: FunctionEntry): Promise<void> {
    if (entry.state) return;
    const { graph } = this;
    const details = await graph.inspector.details(entry.func);
    // With its answer the engine tells of the scripts that were loaded before.
    nodeBuiltins().takeLoaded(graph.inspector.scripts());
    if (details.bound) return this.#readBound(entry, details.bound);
    const info = details.location && graph.inspector.script(details.location.scriptId);
    if (!details.location || !info || /^(?:ext|node):/.test(info.url)) {
      return this.#readNative(entry);
    }
    const place = await this.#imported.placeOf(entry.func, info);
    const isFixed = place?.path.length === 0 || packageOf(info.url) !== undefined;
    if (place && isFixed) return await this.#refer(number, entry, place);
    const script = await this.#script(details.location.scriptId, entry);
    const found = script.functionAt(details.location, Function.prototype.toString.call(entry.func));
    if (!found) throw cannotCapture(entry.path, REASONS.noSource);
    const reading = { number, entry, script, found, details };
    const isClass = isClassValue(entry.func);
    const isOnce = isOfModule(info) && script.isOfScript(found.node);
    const mayRefer = (isClass || !info.isModule) && !importsHtmap(script);
    // A class is to be there once. What a function made may not even be where this one is found.
    if (place && isOnce && mayRefer) await this.#refer(number, entry, place);
    else if (isOnce && isClass) entry.state = { kind: "pending", reading };
    else await this.readSource(reading);
  }

  async #refer(number: number, entry: FunctionEntry, place: Place): Promise<void> {
    entry.state = { kind: "reference", expression: this.graph.imports.at(place) };
    this.graph.claimPrototype(entry.func, number);
    await this.#imported.addClasses(place.from, place.name, entry.path);
  }

  /** Lets go of what is only needed while there is something to read. */
  rest(): void {
    this.#instances.forgetHeap();
  }

  async #script(scriptId: string, entry: FunctionEntry): Promise<Script> {
    try {
      return await this.graph.scripts.get(scriptId);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw cannotCapture(entry.path, REASONS.unreadable(why));
    }
  }

  #readNative(entry: FunctionEntry): void {
    const expression = this.graph.builtins.findFunction(entry.func);
    if (expression === undefined) {
      const name = String(Reflect.get(entry.func, "name"));
      const isPrototype = entry.path.at(-1) === "[prototype]";
      const isClass = /^class\b/.test(Function.prototype.toString.call(entry.func));
      const reason = isPrototype || isClass ? REASONS.bound(name) : REASONS.native(name);
      throw cannotCapture(isPrototype ? entry.path.slice(0, -1) : entry.path, reason);
    }
    entry.state = { kind: "reference", expression };
  }

  #readBound(entry: FunctionEntry, bound: NonNullable<FunctionDetails["bound"]>): void {
    const cell = (name: string): Cell => ({
      name: `bound_${name}`,
      path: [...entry.path, `[bound ${name}]`],
    });
    const length: unknown = Object.getOwnPropertyDescriptor(entry.func, "length")?.value;
    const state = {
      kind: "bound" as const,
      target: cell("target"),
      self: cell("this"),
      args: cell("args"),
      name: writtenName(entry.func),
      length: typeof length === "number" ? length : 0,
    };
    entry.state = state;
    const prototype: unknown = Object.getPrototypeOf(bound.target);
    addFunctionPatch(this.graph, entry.func, { ...state, prototype }, entry.path);
    // The object first: the class that it brings along has what may be a method of its own.
    this.graph.addCell(state.self, bound.self);
    this.graph.addCell(state.target, bound.target);
    this.graph.addCell(state.args, bound.args);
  }

  /** Whether functions that waited for their class brought more to be read. */
  placeInsiders(): Promise<boolean> {
    return this.#insiders.place();
  }

  /**
   * Finds out what a function needs to be written out from its source.
   *
   * @param reading The function, whose state this sets.
   */
  async readSource(reading: Reading): Promise<void> {
    const name = packageOf(reading.script.url);
    try {
      await this.#readSource(reading);
    } catch (error) {
      if (name === undefined || !(error instanceof CannotCapture)) throw error;
      throw cannotCapture(error.path, REASONS.ofPackage(error.reason, name));
    }
  }

  async #readSource(reading: Reading): Promise<void> {
    this.graph.exports.addImports(reading.script, reading.details.scopes);
    const members = functionMembers(reading, this.graph);
    const home = homeOf(reading, members.replacements);
    if (!home) return await this.#readBody(reading, members);
    const readInside = (number: number): Promise<void> => this.#readBody(reading, members, number);
    this.#insiders.add({ reading, home, readInside });
  }

  async #readBody(reading: Reading, members: Members, inside?: number): Promise<void> {
    const { entry, found, script } = reading;
    const skipped = members.replacements;
    const uses: NameUse[] = [];
    const globals = new Set<string>();
    for (const reference of referencesIn(script, found)) {
      if (isInside(reference.scope?.node, found.node) || isSkipped(reference, skipped)) continue;
      const target = await this.#targetOf(reference, reading);
      if (target === undefined) globals.add(reference.name);
      else uses.push({ ...reference, target });
    }
    const state: SourceState = {
      kind: "source",
      found,
      name: writtenName(entry.func),
      uses,
      replacements: [
        ...skipped,
        ...metaReplacements(script, found),
        ...this.#dynamicImports(script, found),
      ],
      globals,
      needs: members.needs,
      inside,
    };
    entry.state = state;
    for (const path of namedPrograms(found.node, script.imports, script.url)) {
      await sendIfThere(path, this.graph.inputFiles);
    }
    const reads = readingSource(reading, uses);
    if (reads) this.graph.reads.push(reads);
  }

  async #targetOf(reference: Reference, reading: Reading): Promise<Cell | string | undefined> {
    const { script, details, entry } = reading;
    const { name, scope } = reference;
    const imported = scope === script.analysis.top ? script.imports.get(name) : undefined;
    if (imported) {
      const expression = this.graph.imports.expression(imported, script);
      await this.#imported.addClasses(script.url, imported, [...entry.path, name]);
      return expression;
    }
    const index = details.scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
    if (index < 0) return this.#globalTarget(reference, reading);
    const found = details.scopes[index]!;
    const value = valueOf(found, name);
    if (!value) throw cannotCapture(entry.path, REASONS.uninitialised(name));
    if (modulesOf().isRequire(value.value)) return this.graph.imports.requireOf(script.url);
    const place = scope === script.analysis.top &&
      await this.#imported.exportOf(script.info, value.value);
    if (place) return this.graph.imports.at(place);
    const key = await this.#instances.keyOf({
      script,
      scope,
      name,
      found,
      depth: index,
      func: entry.func,
    });
    const known = key.cells.get(name);
    if (known) return known;
    const cell: Cell = { name, path: [...entry.path, name] };
    key.cells.set(name, cell);
    this.graph.addCell(cell, value.value);
    return cell;
  }

  /** A name that no scope has is a global, or, if a script put it there, a captured one. */
  #globalTarget(reference: Reference, reading: Reading): Cell | undefined {
    const { name, scope } = reference;
    if (this.graph.builtins.isPlatformGlobal(name)) {
      if (scope && !Object.hasOwn(globalThis, name)) {
        throw cannotCapture(reading.entry.path, REASONS.unknownVariable(name));
      }
      return undefined;
    }
    let cell = this.#globals.get(name);
    if (!cell) {
      cell = { name, path: [...reading.entry.path, name] };
      this.#globals.set(name, cell);
      this.graph.addCell(cell, Reflect.get(globalThis, name));
    }
    return cell;
  }

  /** What a dynamic import would load travels along, and is evaluated when it is reached. */
  #dynamicImports(script: Script, found: FunctionNode): Replacement[] {
    const { start, end } = rangeOf(found);
    return script.analysis.dynamicImports
      .filter((one) => one.start >= start && one.end <= end)
      .map(({ source, start, end, specifierStart }) =>
        source
          ? { start, end, text: this.graph.imports.promise(source, script) }
          // Only the word: what it is given has names in it, which have replacements of their own.
          : { start, end: specifierStart, text: `${hostMember(HOST, "import")}(` }
      );
  }
}

/** The value of a variable, wrapped; `undefined` if it has none yet. */
function valueOf(scope: Scope, name: string): { value: unknown } | undefined {
  try {
    return { value: Reflect.get(scope.variables, name) };
  } catch {
    // The engine refuses to look at a variable before its declaration has run.
    return undefined;
  }
}

function referencesIn(script: Script, found: FunctionNode): Reference[] {
  const { start, end } = rangeOf(found);
  const { references } = script.analysis;
  const first = lowerBound(references, start);
  const result: Reference[] = [];
  for (let i = first; i < references.length && references[i]!.start < end; i++) {
    result.push(references[i]!);
  }
  return result;
}

/** The stretch that is written out: for a method, its parameters and body only. */
function rangeOf(found: FunctionNode): { start: number; end: number } {
  return found.node;
}

function lowerBound(references: readonly Reference[], start: number): number {
  let low = 0;
  let high = references.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (references[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `import.meta` keeps the URL of the script it was written in. */
function metaReplacements(script: Script, found: FunctionNode): Replacement[] {
  const { start, end } = rangeOf(found);
  return script.analysis.outerUses
    .filter((use) => use.what === "import.meta" && use.start >= start && use.end <= end)
    .map((use) => ({
      start: use.start,
      end: use.end,
      text: hostCall(HOST, "meta", JSON.stringify(script.url)),
    }));
}
