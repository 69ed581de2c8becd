/**
 * Capturing a function: from the live thing to a module and data that can travel.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type ClassRegistry, encode, type FilesSent } from "../codec/codec.ts";
import { openClasses } from "../store/function/classes.ts";
import { checkPlaces } from "../store/function/program_places.ts";
import { changedState } from "./graph/changed_state.ts";
import { LiveClasses } from "./graph/live_classes.ts";
import { loadAcorn } from "../deps.ts";
import { kindOfExport } from "./bundle/export_kind.ts";
import type { CannotCapture } from "../base/errors.ts";
import {
  BundleError,
  FilesTooLarge,
  ImportsScript,
  MissingExport,
  NativeAddOn,
  WorkerNeedsMore,
} from "./bundle/refusals.ts";
import { exportsOf } from "./bundle/entry_code.ts";
import { FilesBeside, MOST_BYTES } from "./bundle/files_beside.ts";
import { type BundledEntries, bundleEntries } from "./bundle/bundled_imports.ts";
import { emitModule, scriptsOf } from "./emit/emit.ts";
import { sendIfThere } from "./graph/referred.ts";
import { Graph } from "./graph/graph.ts";
import { Inspector } from "./engine/inspector.ts";
import { wantedClass } from "./graph/wanted_class.ts";
import { recordFile } from "../wire/records.ts";
import { BUNDLE } from "./modules/imports.ts";
import { PrivateMembers } from "./graph/private_members.ts";
import { type ProgramReference, referenceOf } from "./modules/references.ts";
import { cannotCapture, REASONS } from "./graph/refuse.ts";
import { originalOf } from "./engine/translated.ts";
import { lineOfPositions } from "./emit/pieces.ts";
import type { Origin } from "./engine/origin.ts";
import { type Script, Scripts } from "./engine/scripts.ts";
import type { Reading } from "./graph/types.ts";

/** A function, as it travels. */
export interface Captured {
  /** One ES module that needs nothing but `node:` modules. */
  readonly module: string;
  /** The captured values, as a file has them. */
  readonly values: Uint8Array;
}

/** Options of a capture. */
export interface CaptureOptions {
  /** Stops it. */
  signal?: AbortSignal;
  /** Told of the files that paths in the function's variables lead to, which are to be sent with it. */
  files?: FilesSent;
}

/** What all captures of a process share. */
interface Tools {
  readonly inspector: Inspector;
  readonly scripts: Scripts;
  readonly privates: PrivateMembers;
}

let tools: Promise<Tools> | undefined;

async function openTools(): Promise<Tools> {
  const [inspector, { parse }] = await Promise.all([Inspector.open(), loadAcorn()]);
  return {
    inspector,
    scripts: new Scripts(inspector),
    privates: new PrivateMembers(inspector, parse),
  };
}

/** A function that is being captured, and the classes of its map. */
export class Capture {
  /** The function's name, for messages. */
  readonly name: string;
  /** The classes of the map, as this process has them. */
  readonly classes: LiveClasses;
  /** What the user may not have thought of, once it is finished. */
  readonly warnings: string[] = [];
  /** The function, as {@linkcode Capture.functionId} tells it from others. */
  #identity: readonly string[];
  /** Whether the function was given by where it is, so that it has not been seen. */
  #isReference = false;
  /** The program, if the function is one. */
  #program: ProgramReference | undefined;

  private constructor(
    readonly graph: Graph,
    name: string,
    readonly options: CaptureOptions,
    identity: readonly string[],
  ) {
    this.name = name;
    this.#identity = identity;
    this.classes = new LiveClasses(graph);
  }

  /**
   * Captures a function with everything it uses, as it is now.
   *
   * @param func A function, or what `fromModule` or `program` gave.
   * @returns The capture, to be finished when all inputs are encoded.
   * @throws {CannotCapture} If it, or something it uses, cannot travel.
   */
  static async of(func: unknown, options: CaptureOptions = {}): Promise<Capture> {
    const { inspector, scripts, privates } = await (tools ??= openTools());
    const graph = new Graph(inspector, scripts, privates, options.files);
    const reference = referenceOf(func);
    if (reference?.kind === "wrapper") return await Capture.of(reference.func, options);
    if (reference?.kind === "module") {
      const { url, exportName } = reference;
      graph.enter(func, { kind: "builtin", expression: graph.imports.exported(url, exportName) });
      const capture = new Capture(graph, exportName, options, [url, exportName]);
      capture.#isReference = true;
      return capture;
    }
    if (typeof func !== "function") {
      throw cannotCapture([String(func)], REASONS.notAFunction(typeof func));
    }
    const name = func.name || "(anonymous)";
    if (/^class\b/.test(Function.prototype.toString.call(func))) {
      throw cannotCapture([name], REASONS.aClass);
    }
    graph.add(func, [name]);
    // All of it: an input may be an object that the function has, too.
    await graph.settleAll();
    if (reference?.kind === "program") {
      const { argv } = reference;
      const capture = new Capture(graph, name, options, ["program", ...argv]);
      capture.#program = reference;
      return capture;
    }
    return new Capture(graph, name, options, await identityOf(func, inspector));
  }

  /**
   * What the function has in common with itself at another time: a digest of its name and of where it was
   * written, so that it is still the same when it was mended, has other inputs or captures other values.
   * One without a name, or written nowhere, is known by its text.
   */
  get functionId(): string {
    return createHash("sha256").update(JSON.stringify(this.#identity)).digest("hex").slice(0, 16);
  }

  /** Files to be sent along with every job; all of them are known once the capture is finished. */
  get inputFiles(): readonly string[] {
    return this.graph.inputFiles;
  }

  /** Whether {@linkcode checkInput} can find anything. */
  get knowsInputs(): boolean {
    return this.#program !== undefined;
  }

  /**
   * Checks that the function can be called with an input, as far as that is known: for a program it is.
   *
   * @param args The arguments.
   * @param component The component they are of.
   * @throws {InvalidArgument} If it cannot.
   */
  checkInput(args: readonly unknown[], component: number): void {
    if (!this.#program) return;
    checkPlaces(this.name, this.#program.templates, args, `Component ${component}`);
  }

  /**
   * Encodes an input. Unlike the codec alone it also takes instances with private members.
   *
   * @param value The input.
   * @param path The start of the path in an error, such as `["input 3"]`.
   * @returns The bytes.
   * @throws {CannotSerialize} If something in it cannot travel.
   */
  encode(value: unknown, path: readonly string[] = []): Promise<Uint8Array<ArrayBuffer>> {
    const { classes } = this;
    return classes.withPrivates(() => encode(value, { classes, path }));
  }

  /**
   * Ends the capture.
   *
   * @returns The module and the values.
   * @throws {CannotCapture} If a class of an input, or an import, cannot travel.
   */
  async finish(): Promise<Captured> {
    const { graph } = this;
    await graph.complete();
    try {
      const bundled = await this.#bundle();
      for (const path of bundled.programs) await sendIfThere(path, graph.inputFiles);
      this.warnings.push(...await changedState(graph, bundled.own));
      const values = recordFile("values", [graph.take()]);
      const origins = new Map<Script, Origin>();
      for (const script of scriptsOf(graph)) {
        origins.set(script, await script.origin());
      }
      const pieces = emitModule(graph, bundled.pieces, origins, bundled.fixed);
      const module = pieces.map(({ text }) => text).join("");
      const kind = this.#isReference ? await kindOfExport(module) : undefined;
      if (kind !== undefined) throw cannotCapture([this.name], REASONS.notAFunction(kind));
      const captured = { module: module + lineOfPositions(pieces), values };
      if (hasPrivateInstances(graph)) this.classes.copies = await copiesOf(captured);
      return captured;
    } catch (error) {
      throw await this.#asRefusal(error);
    }
  }

  /** What a user is told of a bundle that could not be made. */
  async #asRefusal(error: unknown): Promise<unknown> {
    if (error instanceof MissingExport) return await noExport(error, this.options);
    const path = [this.name];
    if (error instanceof NativeAddOn) {
      return cannotCapture(path, REASONS.nativeAddOn(error.packageName, error.from));
    }
    if (error instanceof ImportsScript) {
      return cannotCapture(path, REASONS.importsScript(error.cycle));
    }
    if (error instanceof WorkerNeedsMore) return cannotCapture(path, REASONS.worker(error.url));
    if (error instanceof FilesTooLarge) {
      return cannotCapture(path, REASONS.filesTooLarge(error.path, error.size, MOST_BYTES));
    }
    if (error instanceof BundleError) return cannotCapture(path, REASONS.unbundled(error.message));
    return error;
  }

  /**
   * Bundles what is imported. A class that is in the bundle, though no module exports it, is taken from
   * there, so that it is there once; any other is written out, which may take more imports.
   */
  async #bundle(): Promise<BundledEntries> {
    const { graph, options } = this;
    const sought: Reading[] = [];
    const files = new FilesBeside();
    while (true) {
      for (const { url, text } of graph.reads.splice(0)) await files.addReadBy(url, text);
      const pending = graph.pending();
      sought.push(...pending);
      const held = [...graph.held];
      const wanted = [
        ...await Promise.all(sought.map(({ found }) => wantedClass(found))),
        ...held.map(([, one]) => one),
      ];
      const { entries } = graph.imports;
      const count = entries.length;
      const bundled = await bundleEntries(entries, wanted, { ...options, files });
      const { classes } = bundled;
      const expressions = classes.map((name) => name && `${BUNDLE}.${name}`);
      for (const one of pending) await graph.decide(one, expressions[sought.indexOf(one)]);
      await graph.complete();
      const isMore = graph.pending().length > 0 || entries.length > count || graph.reads.length > 0;
      if (isMore) continue;
      for (const [index, [type]] of held.entries()) {
        const expression = expressions[sought.length + index];
        if (expression !== undefined) graph.addHeld(type, expression);
      }
      return bundled;
    }
  }
}

/** What a function is told from others by: in the binary, where the user wrote it and not what runs of that. */
async function identityOf(
  func: { readonly name: string },
  inspector: Inspector,
): Promise<readonly string[]> {
  const { location } = await inspector.details(func);
  const url = originalOf(location && inspector.script(location.scriptId)?.url || "");
  const isKnown = func.name !== "" && url !== "";
  return isKnown ? [url, func.name] : [url, func.name, Function.prototype.toString.call(func)];
}

/** Says which exports a module has in place of the one that was asked for. */
async function noExport(
  { specifier, imported }: MissingExport,
  { signal }: { signal?: AbortSignal },
): Promise<CannotCapture> {
  const exports = await exportsOf(specifier, signal).catch(() => []);
  return cannotCapture([imported], REASONS.noExport(specifier, exports));
}

/** Whether instances of a captured class have private members. */
function hasPrivateInstances(graph: Graph): boolean {
  return graph.entries.some((entry) =>
    entry.kind === "function" && /^(?:source|reference)$/.test(entry.state?.kind ?? "") &&
    graph.privates.shapeOf(entry.func)?.marksInstances === true
  );
}

/** Loads what was captured, to have classes that can make instances of what comes back. */
async function copiesOf({ module, values }: Captured): Promise<ClassRegistry | undefined> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-classes-" });
  try {
    await Deno.writeTextFile(`${directory}/function.mjs`, module);
    await Deno.writeFile(`${directory}/values.cbor`, values);
    return await openClasses(`${directory}/function.mjs`, `${directory}/values.cbor`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
