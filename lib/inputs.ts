/**
 * The inputs of a map on disk: one file a job, its components' arguments one after the other.
 *
 * @module
 */

import { type ClassRegistry, decode, encode } from "./codec.ts";
import { CorruptData } from "./errors.ts";
import { asCannotWrite } from "./files.ts";
import { chunkOf, jobCount, type JobLayout } from "./jobs.ts";
import type { MapPaths } from "./paths.ts";
import { readRecords, recordFile } from "./records.ts";

/** Writes inputs as they come; only those of one job are in memory at a time. */
export class InputWriter {
  /** How many components have been added. */
  components = 0;
  #pending: Uint8Array[] = [];
  #job = 0;

  constructor(readonly paths: MapPaths, readonly chunk: number, readonly classes: ClassRegistry) {}

  /**
   * Adds a component.
   *
   * @param args Its arguments.
   * @throws {CannotSerialize} If an argument cannot be written; says which component's, and where in it.
   */
  async add(args: readonly unknown[]): Promise<void> {
    const { classes } = this;
    const component = this.components++;
    const write = (): Uint8Array => encode(args, { classes, path: [`input ${component}`] });
    const content = classes.withPrivates ? await classes.withPrivates(write) : write();
    this.#pending.push(encode(component), content);
    if (this.#pending.length === 2 * this.chunk) this.#flush();
  }

  /**
   * Writes what is left.
   *
   * @returns How the components are dealt to jobs.
   */
  finish(): JobLayout {
    if (this.#pending.length > 0) this.#flush();
    return { components: this.components, chunk: this.chunk };
  }

  #flush(): void {
    // No flush to disk: until all are written the map is not whole, and a lost one is no loss.
    const path = this.paths.input(this.#job++);
    try {
      Deno.writeFileSync(path, recordFile("input", this.#pending), { mode: 0o600 });
    } catch (error) {
      throw asCannotWrite(path, error);
    }
    this.#pending = [];
  }
}

/**
 * Reads the inputs of a map back.
 *
 * @param paths The map.
 * @param layout How its components are dealt to jobs.
 * @param classes The classes the map knows.
 * @returns The arguments of each component, in order.
 * @throws {CorruptData} If an input file is not what htmap wrote.
 */
export function* readInputs(
  paths: MapPaths,
  layout: JobLayout,
  classes: ClassRegistry | undefined,
): Generator<unknown[]> {
  for (let job = 0; job < jobCount(layout); job++) {
    const source = paths.input(job);
    const contents = [...readRecords(Deno.readFileSync(source), "input", source)];
    const [first, end] = chunkOf(layout, job);
    for (let component = first; component < end; component++) {
      const content = contents[2 * (component - first) + 1];
      const args = content &&
        decode(content, { classes, source: `${source} (component ${component})` });
      if (!Array.isArray(args)) {
        throw new CorruptData(source, `it has no arguments for component ${component}`);
      }
      yield args;
    }
  }
}
