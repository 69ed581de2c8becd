/**
 * What a component's failure looks like on the submit side.
 *
 * @module
 */

import { CorruptData } from "../base/errors.ts";
import { htmlText } from "../text/html.ts";
import { DISPLAY } from "../text/notebook.ts";
import { printable } from "../text/printable.ts";
import { timeTaken } from "../text/time_taken.ts";
import type { ErrorReport, StackFrame } from "../wire/report.ts";
import { isErrorReport } from "../wire/report_check.ts";
import { type JobEnd, whatEnded } from "./how_it_ended.ts";

/** How many lines of standard error a report shows of a component that died. */
const LAST_LINES = 20;

/** What a line of a report has at most, where it can be broken. */
const COLUMNS = 99;

/** What is known of a component that failed, whatever ended it. */
export interface FailedComponent {
  /** The map's tag. */
  readonly tag: string;
  readonly component: number;
  /** The map's number of its job. */
  readonly job?: number | undefined;
  /** The map, as its user has it. */
  readonly map?: unknown;
  /** The version of the map that it ran with, and how many there are; the only one if not given. */
  readonly version?: { readonly number: number; readonly of: number } | undefined;
}

/** What is known of the run of a component that died. */
export interface DeadRun extends JobEnd {
  /** Where it ran, if that is known. */
  readonly host?: string | undefined;
  /** The components that had finished. @default none */
  readonly before?: readonly number[] | undefined;
  /** HTCondor's number of its job, as `cluster.proc`. */
  readonly jobId?: string | undefined;
  /** When its job started, in milliseconds since 1970. */
  readonly started?: number | undefined;
  /** When its job ended, likewise. */
  readonly ended?: number | undefined;
  /** What it was called with, each argument in brief. */
  readonly calledWith?: readonly string[] | undefined;
  /** Which attempt of its job that was, if there were others before. */
  readonly attempt?: { readonly number: number } | undefined;
}

/**
 * The error that ended a component on the execute side (the manual's section 6.6).
 *
 * @typeParam Map The map it is of.
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const inverse = (x: bigint) => 1n / x;
 * const inverted = await htmap.map(inverse, [0n]);
 * await inverted.wait({ errorsOk: true });
 * const error = await inverted.getError(0);
 * console.log(error.exceptionMessage); // RangeError: Division by zero
 * console.log(error.calledWith); // [ "0n" ]
 * await inverted.remove();
 * ```
 */
export class ComponentError<Map = unknown> {
  /** The tag of the map. */
  readonly tag: string;
  /** The component's index. */
  readonly component: number;
  /** The version of the map that it ran with, counted from 1; see `HTMap.versions`. */
  readonly version: number;
  /** The class and the message of what was thrown, or how the component ended. */
  readonly exceptionMessage: string;
  /**
   * What it was called with: each argument in brief, as text. `undefined` if it never was called, or that is
   * not known. The arguments themselves are had with {@linkcode HTMap.iterInputs}.
   */
  readonly calledWith: readonly string[] | undefined;
  /**
   * Where it was thrown, in your own files, innermost call first; empty if that is not known. With the map
   * option `captureLocals`, each call has its local variables.
   */
  readonly stack: readonly StackFrame[];
  /** The machine it ran on, or HTCondor's slot there, if that is known. */
  readonly host: string | undefined;
  /** HTCondor's number of its job, as `cluster.proc`, if that is known. */
  readonly jobId: string | undefined;
  /** The map's own number of its job: its component, unless a job runs several. */
  readonly job: number | undefined;
  /** Which attempt of its job it was, counted from 1, and of how many, if that is known. */
  readonly attempt: { readonly number: number; readonly of?: number } | undefined;
  /** When it started to run, if that is known. */
  readonly started: Date | undefined;
  /** How long it ran, in milliseconds, if that is known. */
  readonly duration: number | undefined;
  /** The machine it ran on, if it could still say. */
  readonly nodeInfo: ErrorReport["node"] | undefined;
  /** The runtime it ran with, if it could still say. */
  readonly runtimeInfo: ErrorReport["runtime"] | undefined;
  /** What was in its scratch directory. */
  readonly scratchDirContents: readonly string[];
  readonly #map: unknown;
  /** What else there is to say, a line each. */
  readonly #notes: readonly string[];
  readonly #text: string;

  private constructor(
    { tag, component, job, map, version = { number: 1, of: 1 } }: FailedComponent,
    what: { message: string; text: string; notes: readonly string[] },
    run: Omit<DeadRun, keyof JobEnd | "before">,
    report?: ErrorReport,
  ) {
    this.tag = tag;
    this.component = component;
    this.version = version.number;
    this.exceptionMessage = what.message;
    this.calledWith = run.calledWith;
    this.stack = report?.frames ?? [];
    this.host = run.host;
    this.jobId = run.jobId;
    this.job = job;
    this.attempt = report?.attempt ?? run.attempt;
    this.started = run.started === undefined ? undefined : new Date(run.started);
    this.duration = run.started === undefined || run.ended === undefined
      ? undefined
      : Math.max(0, run.ended - run.started);
    this.nodeInfo = report?.node;
    this.runtimeInfo = report?.runtime;
    this.scratchDirContents = report?.scratch ?? [];
    this.#map = map;
    this.#notes = version.of > 1
      ? [`With version ${version.number} of ${version.of} of the map`, ...what.notes]
      : what.notes;
    this.#text = what.text;
  }

  /**
   * Makes an error of the report that an executor wrote.
   *
   * @param of The map and the component.
   * @param report What was read.
   * @param source What to call it in an error.
   * @returns The error.
   * @throws {CorruptData} If it is not a report.
   */
  static reported(of: FailedComponent, report: unknown, source: string): ComponentError {
    if (!isErrorReport(report)) {
      throw new CorruptData(source, "what should be an error report is none");
    }
    const { name, message, text, node, calledWith, jobId, seconds } = report;
    const start = Date.parse(node.started);
    const started = Number.isNaN(start) ? undefined : start;
    const ended = started === undefined || seconds === undefined
      ? undefined
      : started + 1000 * seconds;
    const run = { host: node.host, calledWith, jobId, started, ended };
    const what = { message: `${name}: ${message}`, text, notes: notesOf(report) };
    return new ComponentError(of, what, run, report);
  }

  /**
   * Describes a component that ended without an output.
   *
   * @param of The map and the component.
   * @param run How its job ended, and what is known of it.
   * @param stderr What it wrote to standard error.
   * @returns The error.
   */
  static died(of: FailedComponent, run: DeadRun, stderr: string): ComponentError {
    const message = whatEnded(run, stderr);
    // Of what V8 says when it gives up, the addresses of its own functions help nobody.
    const [said = ""] = stderr.split(/^=+ C stack trace =+$/m);
    const lines = said.trimEnd().split("\n").slice(-LAST_LINES);
    const words = said.trim() === ""
      ? "It wrote nothing to standard error"
      : `The last lines of its standard error:\n${lines.map((line) => `  ${line}`).join("\n")}`;
    const { before = [] } = run;
    const notes = before.length > 0
      ? [`${listed(before)} of the same job had finished before`]
      : [];
    return new ComponentError(of, { message, text: `${message}\n${words}`, notes }, run);
  }

  /** The map that the component is of. */
  get map(): Map {
    // Whoever makes the error says what the map is: see HTMap.getError().
    return this.#map as Map;
  }

  /**
   * Writes the error report.
   *
   * @returns Text of several lines, for people; control characters are written out, as `^[`.
   */
  report(): string {
    const title = `error report for component ${this.component} of map ${this.tag}`;
    const lines = [`===== Start ${title} =====`];
    lines.push(...this.#whereLines());
    if (this.runtimeInfo) {
      const { htmap, deno, v8, executable } = this.runtimeInfo;
      lines.push(broken(`With htmap ${htmap} (Deno ${deno}, V8 ${v8})`, `from ${executable}`));
    }
    lines.push(...this.#notes);
    if (this.calledWith) {
      const all = this.calledWith.map((text) => `  ${text.replaceAll("\n", "\n  ")}`);
      lines.push(
        "",
        ...all.length === 0 ? ["Called without arguments"] : ["Called with:", ...all],
      );
    }
    if (this.scratchDirContents.length > 0) {
      lines.push(
        "",
        "Files in the scratch directory:",
        ...this.scratchDirContents.map((name) => `  ${name}`),
      );
    }
    lines.push("", this.#text, "", `===== End ${title} =====`);
    return printable(lines.join("\n"));
  }

  /** Where, when and as what it ran. */
  #whereLines(): string[] {
    const lines: string[] = [];
    const { host, started, duration, jobId, job, attempt } = this;
    const user = this.nodeInfo?.user;
    if (host !== undefined) {
      const parts = [`Ran on ${host}${user === undefined ? "" : ` as ${user}`}`];
      if (started) parts.push(`from ${started.toISOString()}`);
      if (duration !== undefined) parts.push(`for ${timeTaken(duration / 1000)}`);
      lines.push(broken(...parts.map((part, i) => i < parts.length - 1 ? `${part},` : part)));
    }
    const parts: string[] = [];
    if (jobId !== undefined) parts.push(`job ${jobId}`);
    if (job !== undefined) parts.push(`the map's job ${job}`);
    if (attempt) {
      const of = attempt.of === undefined ? "" : ` of ${attempt.of}`;
      parts.push(`attempt ${attempt.number}${of}`);
    }
    if (parts.length > 0) lines.push(`In ${parts.join(", ")}`);
    return lines;
  }

  /** Shows the report, for `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.report();
  }

  /** Shows the report in a notebook. */
  [DISPLAY](): Record<string, string> {
    const report = this.report();
    return { "text/plain": report, "text/html": htmlText(report) };
  }
}

/** A line of parts, or a line for each where they are too long for one. */
function broken(...parts: string[]): string {
  const line = parts.join(" ");
  return line.length <= COLUMNS ? line : parts.join("\n  ");
}

function notesOf({ before = [], earlier, withoutLocals }: ErrorReport): string[] {
  const lines: string[] = [];
  if (before.length > 0) {
    lines.push(
      `${listed(before)} had run in the same process before, and may have left behind what it met`,
    );
  }
  if (earlier !== undefined) {
    lines.push(
      `This was its second run, alone in its process. In the first, after others, it was ended by ${earlier}`,
    );
  }
  if (withoutLocals !== undefined) {
    lines.push(broken("Its local variables are not known:", withoutLocals));
  }
  return lines;
}

/** Names components, which are in order. */
function listed(components: readonly number[]): string {
  const [first = 0] = components;
  const last = components.at(-1) ?? first;
  if (first === last) return `Component ${first}`;
  const isRange = last - first === components.length - 1;
  return `Components ${isRange ? `${first} to ${last}` : components.join(", ")}`;
}
