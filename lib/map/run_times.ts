/**
 * How long each component of a map ran, and where and when: as it was measured where that was.
 *
 * It stands in the output files, a file a job. What was read there is kept beside the map, so that another
 * process need not open a hundred thousand files again.
 *
 * @module
 */

import { decode, encode } from "../codec/codec.ts";
import { CannotWrite, CorruptData, OtherForm, OutputNotFound } from "../base/errors.ts";
import { writeFileAtomically } from "../base/files.ts";
import { readRuns, type RunRecord } from "../store/output_files.ts";
import { readRecords, recordFile } from "../wire/records.ts";
import type { MapIdentity, MapState } from "./state.ts";

/** What was read is kept once it is of this many files. */
const KEPT_AFTER = 50;

/** A run of a component that is over. */
export interface MeasuredRun {
  /** How long it took, in milliseconds. */
  readonly wall: number | undefined;
  /** The processor time of that, in milliseconds. */
  readonly cpu: number | undefined;
  /** When it began, in milliseconds since 1970. */
  readonly started: number | undefined;
  /** The name of its machine. */
  readonly host: string | undefined;
}

/** The form in which times are kept: of each component, one after the other. */
interface StoredTimes {
  /** One more than the submission that was read; 0 if none was. */
  readonly seen: Uint32Array;
  /** All in milliseconds; not a number where it is not known. */
  readonly wall: Float64Array;
  readonly cpu: Float64Array;
  readonly started: Float64Array;
  /** One more than the number of the machine's name; 0 if it is not known. */
  readonly host: Uint32Array;
  readonly hosts: string[];
}

/** The times of a map's components. */
export class RunTimes {
  #times: StoredTimes | undefined;
  readonly #numbers = new Map<string, number>();

  /** @param map The map, with its state. */
  constructor(readonly map: MapIdentity & { readonly state: MapState }) {}

  /**
   * Reads the times of the components that have finished, as of the last refresh.
   *
   * @returns Gives the run of a component, if it is over and was measured.
   */
  async read(): Promise<(component: number) => MeasuredRun | undefined> {
    const times = this.#times ??= await this.#stored();
    const { layout, paths, state } = this.map;
    let files = 0;
    for (let component = 0; component < layout.components; component++) {
      const status = state.statusOf(component);
      const submission = state.submissionOf(component);
      if (status !== "COMPLETED" && status !== "ERRORED") {
        times.seen[component] = 0;
        continue;
      }
      if (times.seen[component] === submission + 1) continue;
      const head = state.submissions.headOf(state.rowOf(component), submission);
      try {
        for (const run of readRuns(paths, head, submission)) this.#note(times, run, submission);
      } catch (error) {
        if (!(error instanceof OutputNotFound)) throw error; // it died, or a later run has come in its place
      }
      if (times.seen[component] !== submission + 1) this.#forget(times, component, submission);
      files++;
    }
    if (files >= KEPT_AFTER) await this.#keep(times);
    return (component) => runOf(times, component);
  }

  #note(times: StoredTimes, run: RunRecord, submission: number): void {
    const { component, seconds = NaN, cpu = NaN, started = NaN, host } = run;
    if (!(component >= 0 && component < times.seen.length)) return; // not of this map
    if (this.map.state.submissionOf(component) !== submission) return;
    times.seen[component] = submission + 1;
    times.wall[component] = 1000 * seconds;
    times.cpu[component] = 1000 * cpu;
    times.started[component] = started;
    times.host[component] = host === undefined ? 0 : this.#numberOf(times, host);
  }

  #forget(times: StoredTimes, component: number, submission: number): void {
    times.seen[component] = submission + 1;
    for (const name of ["wall", "cpu", "started"] as const) times[name][component] = NaN;
    times.host[component] = 0;
  }

  #numberOf({ hosts }: StoredTimes, host: string): number {
    let number = this.#numbers.get(host);
    if (number === undefined) this.#numbers.set(host, number = hosts.push(host));
    return number;
  }

  async #stored(): Promise<StoredTimes> {
    const { paths: { times: path }, layout: { components } } = this.map;
    try {
      const [content] = readRecords(await Deno.readFile(path), "state", path);
      const times = content && decode(content, { source: path });
      if (isStoredTimes(times, components)) {
        times.hosts.forEach((host, i) => this.#numbers.set(host, i + 1));
        return times;
      }
    } catch (error) {
      // It is only a copy: anything odd only means reading the files again.
      const isOdd = error instanceof CorruptData || error instanceof OtherForm;
      if (!isOdd && !(error instanceof Deno.errors.NotFound)) throw error;
    }
    const numbers = (): Float64Array => new Float64Array(components).fill(NaN);
    return {
      seen: new Uint32Array(components),
      wall: numbers(),
      cpu: numbers(),
      started: numbers(),
      host: new Uint32Array(components),
      hosts: [],
    };
  }

  async #keep(times: StoredTimes): Promise<void> {
    const { paths } = this.map;
    try {
      await writeFileAtomically(paths.times, recordFile("state", [encode(times)]));
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error; // the disk is full: then they are read again
    }
  }
}

function runOf(times: StoredTimes, component: number): MeasuredRun | undefined {
  if (!times.seen[component]) return undefined;
  const [wall, cpu, started] = [times.wall, times.cpu, times.started].map((all) => {
    const value = all[component];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  });
  return { wall, cpu, started, host: times.hosts[(times.host[component] ?? 0) - 1] };
}

function isStoredTimes(value: unknown, components: number): value is StoredTimes {
  if (typeof value !== "object" || value === null) return false;
  const isArray = (name: string, type: "Uint32Array" | "Float64Array"): boolean => {
    const array: unknown = Reflect.get(value, name);
    return array instanceof globalThis[type] && array.length === components;
  };
  const hosts: unknown = Reflect.get(value, "hosts");
  return ["seen", "host"].every((name) => isArray(name, "Uint32Array")) &&
    ["wall", "cpu", "started"].every((name) => isArray(name, "Float64Array")) &&
    Array.isArray(hosts) && hosts.every((host) => typeof host === "string");
}
