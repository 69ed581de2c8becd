/**
 * The results of a map's components: outputs, errors, and why there is none.
 *
 * @module
 */

import { isThere } from "../base/files.ts";
import { inBrief } from "../base/in_brief.ts";
import { readInput } from "../store/inputs.ts";
import { openClasses } from "../store/function/classes.ts";
import { withFirst } from "../store/function/mended_classes.ts";
import type { ClassRegistry } from "../codec/codec.ts";
import { ComponentError, type FailedComponent } from "./component_error.ts";
import { UNKNOWN_HOLD } from "./component_hold.ts";
import type { ComponentStatus } from "../base/component_status.ts";
import {
  CorruptData,
  CorruptEventLog,
  MapComponentError,
  MapComponentHeld,
  MapComponentRemoved,
  MapWasRemoved,
  OtherForm,
  OutputNotFound,
} from "../base/errors.ts";
import { inputFileOf, jobOf } from "../wire/layout.ts";
import {
  decodeContent,
  type JobOutputs,
  type OutputRecord,
  readOutputs,
  statOutput,
} from "../store/output_files.ts";
import type { MapDescription } from "./map_files.ts";
import type { MapIdentity, MapState } from "./state.ts";
import { ofComponent } from "./of_component.ts";
import { readStream } from "./stream_files.ts";
import { newestVersion, readVersion } from "./versions.ts";

/** A map whose results are read. */
export interface MapWithResults extends MapIdentity {
  readonly state: MapState;
  readonly description: MapDescription;
  /** The map, as its user has it. */
  readonly facade: unknown;
}

/** Reads what the components of a map brought back. */
export class MapResults {
  /** The classes that are known, by the version whose function has them. */
  readonly #classes = new Map<number, ClassRegistry>();
  /** The job looked at last: its other components are often the next to be asked for. */
  #last: { path: string; outputs: JobOutputs; size: number; time: number } | undefined;
  /** Whether output files were seen that have several components. */
  #hasShared: boolean;

  /**
   * @param map The map, with its state.
   * @param classes The classes it knows, in the process that made it.
   */
  constructor(
    readonly map: MapWithResults,
    classes: ClassRegistry | undefined,
  ) {
    if (classes) this.#classes.set(1, classes);
    this.#hasShared = map.layout.chunk > 1;
  }

  /**
   * Takes the classes of a version of the map from the process that made it.
   *
   * @param version The version.
   * @param classes Its classes.
   */
  learnClasses(version: number, classes: ClassRegistry): void {
    this.#classes.set(version, classes);
  }

  /** @returns The classes the map knows; in another process than the one that made it, the map's own copies. */
  async classes(): Promise<ClassRegistry> {
    return await this.#classesOfFunction(1);
  }

  async #classesOfFunction(version: number): Promise<ClassRegistry> {
    const known = this.#classes.get(version);
    if (known) return known;
    const { paths } = this.map;
    const opened = await openClasses(paths.functionOf(version), paths.valuesOf(version));
    this.#classes.set(version, opened);
    return opened;
  }

  /** The classes that what a version of the map brought back was written with. */
  async #classesOfVersion(version: number): Promise<ClassRegistry> {
    if (version === 1) return await this.classes();
    const { paths, description } = this.map;
    const { functionVersion, takesFirst } = await readVersion(paths, description, version);
    const own = await this.#classesOfFunction(functionVersion);
    return takesFirst ? withFirst(own, await this.classes()) : own;
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
    try {
      return await this.#output(component);
    } catch (error) {
      throw ofComponent(error, this.map.tag, component);
    }
  }

  async #output(component: number): Promise<unknown> {
    const record = await this.#currentRecord(component);
    if (record?.status !== "OK") {
      const error = await this.error(component);
      throw new MapComponentError(this.map.tag, component, error.report());
    }
    const classes = await this.#classesFor(component, record);
    return decodeContent(record, this.#source(component), classes);
  }

  /**
   * Reads the error of a failed component.
   *
   * @param component The component.
   * @returns Its error.
   * @throws {MapWasRemoved} If the map is gone.
   */
  async error(component: number): Promise<ComponentError> {
    const { tag, layout, facade: map, state, paths } = this.map;
    const record = await this.#currentRecord(component);
    const version = { number: state.versionOf(component), of: await newestVersion(paths) };
    const of = { tag, component, map, job: jobOf(layout, component), version };
    if (record?.status !== "ERR") return await this.#death(of);
    const source = this.#source(component);
    const report = decodeContent(record, source, await this.#classesFor(component, record));
    return ComponentError.reported(of, report, source);
  }

  /** Describes a component that ended without an outcome. */
  async #death(of: FailedComponent): Promise<ComponentError> {
    const { component } = of;
    const { state } = this.map;
    const row = state.rowOf(component);
    const { abnormalEnds, hosts, starts, ends, failedAttempts } = state.jobs;
    const { id: jobId, time: started } = starts.get(row) ?? {};
    const failed = failedAttempts.get(row);
    const run = {
      ...abnormalEnds.get(row) ?? { exitCode: 0 },
      host: hosts.get(row),
      before: this.#finishedBeside(component),
      jobId,
      started,
      ended: ends.get(row),
      calledWith: await this.#calledWith(component),
      attempt: failed === undefined ? undefined : { number: failed + 1 },
    };
    return ComponentError.died(of, run, await readStream(state, "stderr", component) ?? "");
  }

  /** What a component was called with, in brief, if that can be read. */
  async #calledWith(component: number): Promise<string[] | undefined> {
    const { description: { inputStarts }, layout, paths } = this.map;
    const start = inputFileOf(inputStarts, jobOf(layout, component));
    const read = (classes: ClassRegistry | undefined): string[] =>
      readInput(paths, start, component, classes).map(inBrief);
    try {
      // The map's classes are had by running its modules, which few inputs need.
      const known = this.#classes.get(1);
      if (known) return read(known);
      try {
        return read(undefined);
      } catch {
        return read(await this.classes());
      }
    } catch {
      return undefined; // how it ended must be told all the same
    }
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
      const { code, subcode, reason } = this.map.state.holdOf(component) ?? UNKNOWN_HOLD;
      throw new MapComponentHeld(this.map.tag, component, code, reason, subcode);
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
    const { state } = this.map;
    let outputs: JobOutputs;
    try {
      outputs = this.#outputs(component);
    } catch (error) {
      if (error instanceof OutputNotFound) return undefined;
      throw error;
    }
    const record = outputs.records.findLast((record) => record.component === component);
    if (record || !outputs.damage) return record;
    // A job that died while writing leaves a torn file; how it died says more than that.
    if (state.jobs.abnormalEnds.has(state.rowOf(component))) return undefined;
    throw outputs.damage instanceof OtherForm
      ? new OtherForm(this.#source(component), outputs.damage.htmap)
      : new CorruptData(this.#source(component), outputs.damage.reason);
  }

  /** The components of the same job that have an outcome. */
  #finishedBeside(component: number): number[] {
    try {
      const { records } = this.#outputs(component);
      return records.map((record) => record.component);
    } catch (error) {
      if (error instanceof OutputNotFound) return [];
      throw error;
    }
  }

  /** What the job of a component brought back. */
  #outputs(component: number): JobOutputs {
    const [head, submission] = this.#outcomeOf(component);
    const { paths } = this.map;
    const path = paths.output(head, submission);
    const last = this.#last?.path === path ? this.#last : undefined;
    // Where files have one component, as most have, a look at each before it is read would double the cost.
    const facts = last || this.#hasShared ? statOutput(paths, head, submission) : undefined;
    const { size = 0, mtime } = facts ?? {};
    const time = mtime?.getTime() ?? 0;
    if (last?.size === size && last.time === time) return last.outputs;
    const outputs = readOutputs(paths, head, submission);
    const isShared = outputs.records.length > 1;
    this.#hasShared ||= isShared;
    // Where a file has one component, keeping its output would only take memory.
    this.#last = isShared && facts ? { path, outputs, size, time } : undefined;
    return outputs;
  }

  async #classesFor(
    component: number,
    { usesClasses }: OutputRecord,
  ): Promise<ClassRegistry | undefined> {
    const version = this.map.state.versionOf(component);
    return usesClasses ? await this.#classesOfVersion(version) : this.#classes.get(version);
  }

  #source(component: number): string {
    const path = this.map.paths.output(...this.#outcomeOf(component));
    return `the output of component ${component} (${path})`;
  }

  /** The job that the outcome of a component is named after, and the submission. */
  #outcomeOf(component: number): [head: number, submission: number] {
    const { state } = this.map;
    const submission = state.submissionOf(component);
    return [state.submissions.headOf(state.rowOf(component), submission), submission];
  }
}
