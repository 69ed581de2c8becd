/**
 * The results of a map's components: outputs, errors, and why there is none.
 *
 * @module
 */

import { isThere } from "../base/files.ts";
import { openClasses } from "../store/function/classes.ts";
import { type ClassRegistry, namesClasses } from "../codec/codec.ts";
import { ComponentError } from "./component_error.ts";
import type { ComponentStatus } from "../base/component_status.ts";
import {
  MapComponentError,
  MapComponentHeld,
  MapComponentRemoved,
  MapWasRemoved,
  OutputNotFound,
} from "../base/errors.ts";
import { jobOf } from "../wire/layout.ts";
import {
  decodeResult,
  type JobOutputs,
  type OutputRecord,
  readOutputs,
  statOutput,
} from "../store/output_files.ts";
import type { MapPaths } from "../store/paths.ts";
import type { MapState } from "./state.ts";
import { readStream } from "./streams.ts";

/** Reads what the components of a map brought back. */
export class MapResults {
  #classes: ClassRegistry | undefined;
  /** The job looked at last: its other components are often the next to be asked for. */
  #last: { path: string; outputs: JobOutputs; size: number; time: number } | undefined;

  /**
   * @param paths The map.
   * @param state Its state.
   * @param tag Gives its tag.
   * @param classes The classes it knows, in the process that made it.
   */
  constructor(
    readonly paths: MapPaths,
    readonly state: MapState,
    readonly tag: () => string,
    classes: ClassRegistry | undefined,
  ) {
    this.#classes = classes;
  }

  /** @returns The classes the map knows; in another process than the one that made it, the map's own copies. */
  async classes(): Promise<ClassRegistry> {
    return this.#classes ??= await openClasses(this.paths.function, this.paths.values);
  }

  /**
   * Reads the output of a finished component.
   *
   * @param component The component.
   * @returns What its function returned.
   * @throws {MapComponentError} If it failed.
   * @throws {CorruptData} If its output file is not what an executor wrote.
   */
  async output(component: number): Promise<unknown> {
    const record = this.#record(component);
    if (record?.status !== "OK") {
      const error = await this.error(component);
      throw new MapComponentError(this.tag(), component, error.report());
    }
    return decodeResult(record, this.#source(component), await this.#classesFor(record));
  }

  /**
   * Reads the error of a failed component.
   *
   * @param component The component.
   * @returns Its error.
   */
  async error(component: number): Promise<ComponentError> {
    const record = this.#record(component);
    if (record?.status === "ERR") {
      const classes = await this.#classesFor(record);
      return ComponentError.decode(
        this.tag(),
        component,
        record.content,
        this.#source(component),
        classes,
      );
    }
    const job = jobOf(this.state.layout, component);
    const { abnormalEnds, hosts } = this.state.jobs;
    const stderr = await readStream(this.state, "stderr", component) ?? "";
    return ComponentError.died(
      this.tag(),
      component,
      abnormalEnds.get(job) ?? { exitCode: 0 },
      hosts.get(job),
      stderr,
    );
  }

  /**
   * Throws if a component cannot go on by itself.
   *
   * @param component The component.
   * @param status Its state.
   * @throws {MapComponentHeld} If it is held.
   * @throws {MapComponentRemoved} If its job was removed.
   * @throws {MapWasRemoved} If that is because the map is.
   */
  throwIfStopped(component: number, status: ComponentStatus): void {
    const job = jobOf(this.state.layout, component);
    if (status === "HELD") {
      const hold = this.state.jobs.holds.get(job);
      throw new MapComponentHeld(
        this.tag(),
        component,
        hold?.code ?? 0,
        hold?.reason ?? "no reason was given",
      );
    }
    if (status === "REMOVED") {
      // By whoever removes the map, rather than its jobs.
      if (isThere(this.paths.removing) || !isThere(this.paths.root)) {
        throw new MapWasRemoved(this.tag());
      }
      const reason = this.state.jobs.removals.get(job) || "no reason was given";
      throw new MapComponentRemoved(this.tag(), component, reason);
    }
  }

  /** The record of a component; `undefined` if its job died without one. */
  #record(component: number): OutputRecord | undefined {
    const job = jobOf(this.state.layout, component);
    let outputs: JobOutputs;
    try {
      outputs = this.#outputs(job, this.state.submissionOf(component));
    } catch (error) {
      if (error instanceof OutputNotFound) return undefined;
      throw error;
    }
    const record = outputs.records.findLast((record) => record.component === component);
    if (record || !outputs.damage) return record;
    // A job that died while writing leaves a torn file; how it died says more than that.
    if (this.state.jobs.abnormalEnds.has(job)) return undefined;
    throw outputs.damage;
  }

  #outputs(job: number, submission: number): JobOutputs {
    const path = this.paths.output(job, submission);
    const { size, mtime } = statOutput(this.paths, job, submission);
    const time = mtime?.getTime() ?? 0;
    const last = this.#last;
    if (last?.path === path && last.size === size && last.time === time) return last.outputs;
    const outputs = readOutputs(this.paths, job, submission);
    // Where each job has one component, keeping its output would only take memory.
    this.#last = this.state.layout.chunk > 1 ? { path, outputs, size, time } : undefined;
    return outputs;
  }

  async #classesFor(record: OutputRecord): Promise<ClassRegistry | undefined> {
    return namesClasses(record.content) ? await this.classes() : this.#classes;
  }

  #source(component: number): string {
    const job = jobOf(this.state.layout, component);
    const path = this.paths.output(job, this.state.submissionOf(component));
    return `the output of component ${component} (${path})`;
  }
}
