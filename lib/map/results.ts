/**
 * The results of a map's components: outputs, errors, and why there is none.
 *
 * @module
 */

import { isThere } from "../base/files.ts";
import { openClasses } from "../store/function/classes.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import { ComponentError } from "./component_error.ts";
import { UNKNOWN_HOLD } from "./component_hold.ts";
import type { ComponentStatus } from "../base/component_status.ts";
import {
  CorruptEventLog,
  MapComponentError,
  MapComponentHeld,
  MapComponentRemoved,
  MapWasRemoved,
  OutputNotFound,
} from "../base/errors.ts";
import { jobOf } from "../wire/layout.ts";
import {
  decodeContent,
  type JobOutputs,
  type OutputRecord,
  readOutputs,
  statOutput,
} from "../store/output_files.ts";
import type { MapIdentity, MapState } from "./state.ts";
import { readStream } from "./stream_files.ts";

/** Reads what the components of a map brought back. */
export class MapResults {
  #classes: ClassRegistry | undefined;
  /** The job looked at last: its other components are often the next to be asked for. */
  #last: { path: string; outputs: JobOutputs; size: number; time: number } | undefined;

  /**
   * @param map The map, with its state.
   * @param classes The classes it knows, in the process that made it.
   */
  constructor(
    readonly map: MapIdentity & { readonly state: MapState },
    classes: ClassRegistry | undefined,
  ) {
    this.#classes = classes;
  }

  /** @returns The classes the map knows; in another process than the one that made it, the map's own copies. */
  async classes(): Promise<ClassRegistry> {
    return this.#classes ??= await openClasses(this.map.paths.function, this.map.paths.values);
  }

  /**
   * Reads the output of a finished component.
   *
   * @param component The component.
   * @returns What its function returned.
   * @throws {MapComponentError} If it failed.
   * @throws {CorruptData} If its output file is not what an executor wrote.
   * @throws {OtherForm} If another version of htmap wrote that.
   * @throws {MapWasRemoved} If the map is gone.
   */
  async output(component: number): Promise<unknown> {
    const record = await this.#currentRecord(component);
    if (record?.status !== "OK") {
      const error = await this.error(component);
      throw new MapComponentError(this.map.tag, component, error.report());
    }
    return decodeContent(record, this.#source(component), await this.#classesFor(record));
  }

  /**
   * Reads the error of a failed component.
   *
   * @param component The component.
   * @returns Its error.
   * @throws {MapWasRemoved} If the map is gone.
   */
  async error(component: number): Promise<ComponentError> {
    const { tag, layout, state } = this.map;
    const record = await this.#currentRecord(component);
    if (record?.status === "ERR") {
      const source = this.#source(component);
      const report = decodeContent(record, source, await this.#classesFor(record));
      return ComponentError.reported({ tag, component }, report, source);
    }
    const job = jobOf(layout, component);
    const { abnormalEnds, hosts } = state.jobs;
    const end = {
      ...abnormalEnds.get(job) ?? { exitCode: 0 },
      host: hosts.get(job),
      before: this.#finishedBeside(component),
    };
    const stderr = await readStream(state, "stderr", component) ?? "";
    return ComponentError.died({ tag, component }, end, stderr);
  }

  /**
   * Throws if a component cannot go on by itself.
   *
   * @param component The component.
   * @param status Its state.
   * @throws {MapComponentHeld} If it is held.
   * @throws {MapComponentRemoved} If its job was removed.
   * @throws {CorruptEventLog} If nothing can be known of the map's jobs any more.
   * @throws {MapWasRemoved} If that is because the map is.
   */
  throwIfStopped(component: number, status: ComponentStatus): void {
    if (status === "HELD") {
      const { code, reason } = this.map.state.holdOf(component) ?? UNKNOWN_HOLD;
      throw new MapComponentHeld(this.map.tag, component, code, reason);
    }
    if (status === "REMOVED") {
      // By whoever removes the map, rather than its jobs.
      if (isThere(this.map.paths.removing) || !isThere(this.map.paths.root)) {
        throw new MapWasRemoved(this.map.tag);
      }
      if (this.map.state.isUnknowable) {
        throw new CorruptEventLog(this.map.tag, this.map.paths.events);
      }
      const reason = this.map.state.removalOf(component) ?? "no reason was given";
      throw new MapComponentRemoved(this.map.tag, component, reason);
    }
  }

  /** The record of a component, also if what another process has done meanwhile has moved it. */
  async #currentRecord(component: number): Promise<OutputRecord | undefined> {
    const record = this.#record(component);
    if (record) return record;
    // A later run may have come in its place, or the map be gone.
    await this.map.state.refresh();
    return this.#record(component);
  }

  /** The record of a component; `undefined` if its job died without one. */
  #record(component: number): OutputRecord | undefined {
    const job = jobOf(this.map.layout, component);
    let outputs: JobOutputs;
    try {
      outputs = this.#outputs(job, this.map.state.submissionOf(component));
    } catch (error) {
      if (error instanceof OutputNotFound) return undefined;
      throw error;
    }
    const record = outputs.records.findLast((record) => record.component === component);
    if (record || !outputs.damage) return record;
    // A job that died while writing leaves a torn file; how it died says more than that.
    if (this.map.state.jobs.abnormalEnds.has(job)) return undefined;
    throw outputs.damage;
  }

  /** The components of the same job that have an outcome. */
  #finishedBeside(component: number): number[] {
    try {
      const job = jobOf(this.map.layout, component);
      const { records } = this.#outputs(job, this.map.state.submissionOf(component));
      return records.map((record) => record.component);
    } catch (error) {
      if (error instanceof OutputNotFound) return [];
      throw error;
    }
  }

  #outputs(job: number, submission: number): JobOutputs {
    const head = this.map.state.submissions.headOf(job, submission);
    const path = this.map.paths.output(head, submission);
    const { size, mtime } = statOutput(this.map.paths, head, submission);
    const time = mtime?.getTime() ?? 0;
    const last = this.#last;
    if (last?.path === path && last.size === size && last.time === time) return last.outputs;
    const outputs = readOutputs(this.map.paths, head, submission);
    // Where a file has one component, keeping its output would only take memory.
    this.#last = outputs.records.length > 1 ? { path, outputs, size, time } : undefined;
    return outputs;
  }

  async #classesFor(record: OutputRecord): Promise<ClassRegistry | undefined> {
    return record.usesClasses ? await this.classes() : this.#classes;
  }

  #source(component: number): string {
    const { layout, paths, state } = this.map;
    const submission = state.submissionOf(component);
    const head = state.submissions.headOf(jobOf(layout, component), submission);
    const path = paths.output(head, submission);
    return `the output of component ${component} (${path})`;
  }
}
