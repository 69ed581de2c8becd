/**
 * What a component's failure looks like on the submit side.
 *
 * @module
 */

import type { ErrorReport, StackFrame } from "../wire/report.ts";
import { CorruptData } from "../base/errors.ts";
import type { Termination } from "../events/log.ts";
import { launchFailure } from "../submission/launcher.ts";
import { htmlText } from "../text/html.ts";
import { DISPLAY } from "../text/notebook.ts";
import { printable } from "../text/printable.ts";
import { type JobMemory, ranOutOfMemory } from "../wire/memory.ts";

/** How many lines of standard error a report shows of a component that died. */
const LAST_LINES = 20;

/** How a job ended, as far as it is known. */
type JobEnd = Partial<Pick<Termination, "exitCode" | "signal" | "memory">>;

/** How far a job had got. */
interface JobProgress {
  /** Where it ran, if that is known. */
  readonly host?: string | undefined;
  /** The components that had finished. @default none */
  readonly before?: readonly number[];
}

/** Which component of which map an error is of. */
interface ErrorOf extends Pick<ComponentError, "tag" | "component"> {
  /** The version of the map that it ran with, and how many there are; the only one if not given. */
  readonly version?: { readonly number: number; readonly of: number } | undefined;
}

/** What V8, and Deno's own code, say when they find no more memory. */
const OUT_OF_MEMORY =
  /^(?:(?:# )?Fatal (?:JavaScript|process) (?:invalid size error|out of memory)|memory allocation of \d+ bytes failed)/m;

/** What those say that abort for another reason; where there is no memory to say it in, they say nothing. */
const ABORTED = /^(?:# )?(?:Fatal error in|thread '.*' panicked at|.*\bassertion\b)/im;

/** What V8 says when it cannot even start, since it may not have the addresses that it keeps for later. */
const OUT_OF_ADDRESSES = /^(?:# )?Fatal process out of memory: .*\breserv/mi;

/** What V8 says when there are not enough of them for a Worker, which has some for its code. */
const NO_CODE_RANGE = /^(?:# )?Fatal process out of memory: .*\bCodeRange\b/m;

/**
 * The error that ended a component on the execute side (the manual's section 6.6).
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
 * await inverted.remove();
 * ```
 */
export class ComponentError {
  /** The tag of the map. */
  readonly tag: string;
  /** The component's index. */
  readonly component: number;
  /** The version of the map that it ran with, counted from 1; see `HTMap.versions`. */
  readonly version: number;
  /** The class and the message of what was thrown, or how the component ended. */
  readonly exceptionMessage: string;
  /** Where it was thrown, innermost call first; empty if that is not known. */
  readonly stack: readonly StackFrame[];
  /** The machine it ran on, if it could still say. */
  readonly nodeInfo: ErrorReport["node"] | undefined;
  /** The runtime it ran with, if it could still say. */
  readonly runtimeInfo: ErrorReport["runtime"] | undefined;
  /** What was in its scratch directory. */
  readonly scratchDirContents: readonly string[];
  /** What it may have had to do with other components, if it could still say. */
  readonly #others: readonly string[];
  /** Which version it ran with, if there are several. */
  readonly #versionLine: string | undefined;
  readonly #text: string;

  private constructor(
    { tag, component, version = { number: 1, of: 1 } }: ErrorOf,
    what: { message: string; text: string },
    report?: ErrorReport,
  ) {
    this.tag = tag;
    this.component = component;
    this.version = version.number;
    this.exceptionMessage = what.message;
    this.#text = what.text;
    this.stack = report?.frames ?? [];
    this.nodeInfo = report?.node;
    this.runtimeInfo = report?.runtime;
    this.scratchDirContents = report?.scratch ?? [];
    this.#others = report ? othersIn(report) : [];
    if (version.of > 1) {
      this.#versionLine = `With version ${version.number} of ${version.of} of the map`;
    }
  }

  /**
   * Makes an error of the report that an executor wrote.
   *
   * @param of The map's tag and the component.
   * @param report What was read.
   * @param source What to call it in an error.
   * @returns The error.
   * @throws {CorruptData} If it is not a report.
   */
  static reported(
    of: ErrorOf,
    report: unknown,
    source: string,
  ): ComponentError {
    if (!isErrorReport(report)) {
      throw new CorruptData(source, "what should be an error report is none");
    }
    const { name, message, text } = report;
    return new ComponentError(of, { message: `${name}: ${message}`, text }, report);
  }

  /**
   * Describes a component that ended without an output.
   *
   * @param of The map's tag and the component.
   * @param end How its job ended, where it ran, and which of its components had finished by then.
   * @param stderr What it wrote to standard error.
   * @returns The error.
   */
  static died(
    of: ErrorOf,
    { host, before = [], ...end }: JobEnd & JobProgress,
    stderr: string,
  ): ComponentError {
    const message = whatEnded(end, stderr);
    // Of what V8 says when it gives up, the addresses of its own functions help nobody.
    const [said = ""] = stderr.split(/^=+ C stack trace =+$/m);
    const lines = said.trimEnd().split("\n").slice(-LAST_LINES);
    const words = said.trim() === ""
      ? "It wrote nothing to standard error"
      : `The last lines of its standard error:\n${lines.map((line) => `  ${line}`).join("\n")}`;
    const where = host ? `It ran on ${host}.\n` : "";
    const others = before.length > 0
      ? `${listed(before)} of the same job had finished before.\n`
      : "";
    return new ComponentError(of, { message, text: `${message}\n${where}${others}${words}` });
  }

  /**
   * Writes the error report.
   *
   * @returns Text of several lines, for people; control characters are written out, as `^[`.
   */
  report(): string {
    const title = `error report for component ${this.component} of map ${this.tag}`;
    const lines = [`===== Start ${title} =====`];
    if (this.nodeInfo) {
      lines.push(
        `Ran on ${this.nodeInfo.host} as ${this.nodeInfo.user}, from ${this.nodeInfo.started}`,
      );
    }
    if (this.runtimeInfo) {
      const { htmap, deno, v8, executable } = this.runtimeInfo;
      lines.push(`With htmap ${htmap} (Deno ${deno}, V8 ${v8}) from ${executable}`);
    }
    if (this.#versionLine !== undefined) lines.push(this.#versionLine);
    lines.push(...this.#others);
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

  /** Shows the report in a notebook. */
  [DISPLAY](): Record<string, string> {
    const report = this.report();
    return { "text/plain": report, "text/html": htmlText(report) };
  }
}

function othersIn({ before = [], earlier }: ErrorReport): string[] {
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

/** Says what ended a job that brought no output back, and what to do about it. */
function whatEnded(end: JobEnd, stderr: string): string {
  const how = howItEnded(end);
  if (end.memory && NO_CODE_RANGE.test(stderr)) {
    return ranOutOfMemory(memoryOf(end), "each Worker it starts takes 512 MB of addresses");
  }
  if (OUT_OF_ADDRESSES.test(stderr)) {
    return `the component's program could not start: ${how}. It takes little memory, but reserves some ` +
      "40 GB of addresses, which a limit there does not allow. Have that limit lifted: `ulimit -v` " +
      "shows it, and on a pool STARTER_RLIMIT_AS may set it";
  }
  if (OUT_OF_MEMORY.test(stderr) || seemsOutOfMemory(end, stderr)) {
    return ranOutOfMemory(memoryOf(end), how);
  }
  const kept = launchFailure(stderr);
  if (kept !== undefined) return `the component's program could not start: ${kept}`;
  return `the component's job ended without an output: ${how}`;
}

/** What the job had, if the log says so. HTCondor gives no less than was asked for; here, there may not be that much. */
function memoryOf({ memory }: JobEnd): JobMemory | undefined {
  return memory && { given: memory.given, isAll: memory.given < memory.asked };
}

/** Whether it was aborted without a word, as what finds no memory is, under a limit that is known. */
function seemsOutOfMemory(end: JobEnd, stderr: string): boolean {
  return end.signal === 6 && end.memory !== undefined && !ABORTED.test(stderr);
}

function howItEnded(end: JobEnd): string {
  if (end.signal !== undefined) {
    const had = end.memory ? `its job had ${end.memory.given} MB, ` : "";
    const hint = end.signal === 9
      ? `, perhaps because it used too much memory: ${had}see the map option request_memory`
      : "";
    return `signal ${end.signal} (${SIGNALS[end.signal] ?? "unknown"}) ended it${hint}`;
  }
  if (end.exitCode === undefined) return "it is not known how";
  const lost = end.exitCode === 0 ? ", so its output was lost on the way, or removed since" : "";
  return `it exited with code ${end.exitCode}${lost}`;
}

/** The signals that commonly end a process, by their numbers on Linux. */
const SIGNALS: Record<number, string> = {
  1: "SIGHUP",
  2: "SIGINT",
  4: "SIGILL",
  5: "SIGTRAP, as when memory runs out",
  6: "SIGABRT, as when memory runs out",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  15: "SIGTERM",
  24: "SIGXCPU",
};

function isErrorReport(value: unknown): value is ErrorReport {
  if (typeof value !== "object" || value === null) return false;
  const texts = ["name", "message", "text"].every((name) =>
    typeof Reflect.get(value, name) === "string"
  );
  const { before = [], earlier = "" }: { before?: unknown; earlier?: unknown } = value;
  if (!Array.isArray(before) || !before.every(Number.isSafeInteger)) return false;
  if (typeof earlier !== "string") return false;
  return texts && ["frames", "scratch"].every((name) => Array.isArray(Reflect.get(value, name))) &&
    ["node", "runtime"].every((name) => typeof Reflect.get(value, name) === "object");
}
