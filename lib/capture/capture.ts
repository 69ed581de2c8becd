/**
 * Capturing a function: from the live thing to a module and data that can travel.
 *
 * @module
 */

import type { ClassRegistry } from "../codec.ts";
import { BundleError } from "./bundle.ts";
import { bundleEntries } from "./bundled.ts";
import { emitModule } from "./emit.ts";
import { Graph } from "./graph.ts";
import { Inspector } from "./inspector.ts";
import { FunctionReference } from "./references.ts";
import { cannotCapture, REASONS } from "./refuse.ts";
import { Scripts } from "./scripts.ts";
import type { Cell } from "./types.ts";

/** A function, as it travels. */
export interface Captured {
  /** One ES module that needs nothing but `node:` modules. */
  readonly module: string;
  /** The captured values, encoded. */
  readonly values: Uint8Array;
}

/** Options of a capture. */
export interface CaptureOptions {
  /** Stops it. */
  signal?: AbortSignal;
}

let scripts: Promise<Scripts> | undefined;

/** A function that is being captured, and the classes of its map. */
export class Capture {
  /** The function's name, for messages. */
  readonly name: string;
  /** The classes of the map, as this process has them. */
  readonly classes: ClassRegistry;
  /** Files to be sent along with every job. */
  readonly inputFiles: readonly string[] = [];

  private constructor(
    readonly graph: Graph,
    name: string,
    readonly options: CaptureOptions,
  ) {
    this.name = name;
    this.classes = {
      idOf: (type) => {
        const number = graph.add(type, [type.name || "(anonymous class)"]);
        return String(number);
      },
      classOf: (id) => {
        const entry = graph.entries[Number(id)];
        return entry?.kind === "function" && typeof entry.func === "function"
          ? entry.func
          : undefined;
      },
    };
  }

  /**
   * Captures a function with everything it uses, as it is now.
   *
   * @param func A function, or what `fromModule` or `program` gave.
   * @returns The capture, to be finished when all inputs are encoded.
   * @throws {CannotCapture} If it, or something it uses, cannot travel.
   */
  static async of(func: unknown, options: CaptureOptions = {}): Promise<Capture> {
    scripts ??= Inspector.open().then((inspector) => new Scripts(inspector));
    const graph = new Graph((await scripts).inspector, await scripts);
    if (func instanceof FunctionReference) {
      const expression = graph.imports.exported(func.specifier, func.exportName);
      graph.enter(func, { kind: "builtin", expression });
      return new Capture(graph, func.exportName, options);
    }
    if (typeof func !== "function") {
      throw cannotCapture([String(func)], REASONS.notAFunction(typeof func));
    }
    const name = func.name || "(anonymous)";
    const root: Cell = { name: "root", path: [name] };
    graph.add(func, [name]);
    await graph.settle();
    void root;
    return new Capture(graph, name, options);
  }

  /**
   * Ends the capture.
   *
   * @returns The module and the values.
   * @throws {CannotCapture} If a class of an input, or an import, cannot travel.
   */
  async finish(): Promise<Captured> {
    const { graph, options } = this;
    const values = await graph.finish();
    try {
      const bundled = await bundleEntries(graph.imports.entries, options);
      const pieces = emitModule(graph, bundled);
      return { module: pieces.map(({ text }) => text).join(""), values };
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      throw cannotCapture([this.name], REASONS.unbundled(error.message));
    }
  }
}
