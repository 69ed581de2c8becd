/**
 * Running a job: its components, one after the other, each with an outcome that travels back
 * whatever the function does.
 *
 * @module
 */

import process from "node:process";
import { type Encoded, encodeNoting } from "../lib/codec/codec.ts";
import { HTMapError } from "../lib/base/errors.ts";
import { argumentsOf, type StoredCall } from "../lib/store/inputs.ts";
import { removeTreeSync } from "../lib/base/files.ts";
import { ArrivedFiles } from "./arrived_files.ts";
import { capturesLocals, jobLimits, RUN_AGAIN } from "./attempt.ts";
import { AttemptOutputs } from "./attempt_outputs.ts";
import { callsOf } from "./calls.ts";
import { forgetCheckpoint, forgetCheckpoints, restoreCheckpoint } from "./checkpoints.ts";
import { errorText } from "../lib/base/error_text.ts";
import { Grace } from "./grace.ts";
import { type LoadedFunction, loadFunction } from "./load.ts";
import { timeLimitError } from "./late_run.ts";
import { LocalVariables } from "./local_variables.ts";
import { allowMemory, givenMemory, limitMemory } from "./memory.ts";
import { OutputWriter } from "./output_writer.ts";
import { KeptStreams, printedSince, type PrintedSize, printedSoFar } from "./printed.ts";
import { reportOn } from "./describe_error.ts";
import { beginRemaps } from "./remapped.ts";
import { RunClock } from "./run_clock.ts";
import { type Handover, Succession } from "./succession.ts";
import { Surroundings } from "./surroundings.ts";
import { TimeLimit } from "./time_limit.ts";
import { Unawaited, UnawaitedFailures } from "./unawaited.ts";
import { parseWhatRuns, type WhatRuns } from "../lib/wire/layout.ts";
import type { JobMemory } from "../lib/wire/memory.ts";
import { parseRemaps, type RemappedNames, remapsOf } from "../lib/wire/remaps.ts";
import {
  COMPONENT_VARIABLE,
  FUNCTION_FILE,
  ON_EXECUTE_VARIABLE,
  OUTPUT_FILES_VARIABLE,
  outputFilesDirectory,
  VALUES_FILE,
} from "../lib/wire/names.ts";

/** Where programs are on about every machine. */
const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/** The true ones, whatever the function does to the globals. */
const printError = console.error;

/** The component that runs now. */
interface Current {
  readonly component: number;
  readonly clock: RunClock;
  readonly start: PrintedSize;
  /** Gives what it was called with, once it was. */
  args?: () => readonly unknown[];
}

/**
 * Runs a job in the working directory, its scratch directory.
 *
 * @param what The numbers of the map's jobs that it runs, in order, and of which of their components. What
 *   comes of all is named after the first job.
 * @param submission Which submission of the map it belongs to, counted from 0.
 * @param remapped Which output files go elsewhere.
 * @returns The exit code of the process: 0, or another if the job is to be run again.
 * @throws Only if the outcome cannot be written.
 */
export async function execute(
  what: WhatRuns,
  submission: number,
  remapped: RemappedNames = [],
): Promise<number> {
  const memory = givenMemory();
  allowMemory(memory);
  const succession = new Succession();
  const timeLimit = await TimeLimit.start(jobLimits().timeLimit, succession.successor);
  const locals = capturesLocals() ? await LocalVariables.watch() : undefined;
  limitMemory(memory);
  const means = { memory, succession, timeLimit, locals, remapped };
  return await new JobRun(what, submission, means).run();
}

/** What a job's process has to run it with. */
interface JobMeans {
  readonly memory: JobMemory | undefined;
  readonly succession: Succession;
  readonly timeLimit: TimeLimit;
  /** What is known of local variables, if they are asked for. */
  readonly locals: LocalVariables | undefined;
  /** Which output files go elsewhere. */
  readonly remapped: RemappedNames;
}

class JobRun {
  /** The true one; see #guard. */
  readonly #exit: (code: number) => never = Deno.exit.bind(Deno);
  readonly #scratch = Deno.cwd();
  readonly #host = Deno.hostname();
  readonly #module = `${this.#scratch}/${FUNCTION_FILE}`;
  readonly #files = new ArrivedFiles(this.#scratch);
  readonly #succession: Succession;
  readonly #timeLimit: TimeLimit;
  readonly #outputs: AttemptOutputs;
  readonly #failures = new UnawaitedFailures();
  readonly #grace = new Grace();
  readonly #writer: OutputWriter;
  readonly #kept: KeptStreams;
  #waiting: StoredCall[] = [];
  #current: Current | undefined;
  /** The components that this process has run. */
  #before: number[] = [];
  /** What the first of them found, if there are more. */
  #surroundings: Surroundings | undefined;

  constructor(
    readonly what: WhatRuns,
    readonly submission: number,
    readonly means: JobMeans,
  ) {
    const [head = 0] = what.jobs;
    this.#succession = means.succession;
    this.#timeLimit = means.timeLimit;
    this.#outputs = new AttemptOutputs(head, submission, jobLimits());
    const { directory, records } = this.#outputs;
    const sameStreams = this.#succession.isSuccessor;
    this.#writer = new OutputWriter(head, submission, { directory, sameStreams, records });
    this.#kept = new KeptStreams(directory, submission);
  }

  async run(): Promise<number> {
    Deno.env.set(ON_EXECUTE_VARIABLE, "1");
    completePath();
    this.#files.nameAgain();
    const finished = this.#writer.finished.union(this.#outputs.finished);
    this.#waiting = callsOf(this.what).filter(({ component }) => !finished.has(component));
    if (this.#succession.handover?.runsAgain === false) this.#reportLost(this.#succession.handover);
    const [first] = this.#waiting;
    if (!first) return this.#end(); // it was taken off its machine when all was done
    this.#guard();
    let loaded: LoadedFunction | { thrown: unknown };
    try {
      // Code at the top of the user's modules runs here: what it does counts for the first component.
      this.#timeLimit.begin(this.#begin(first.component), true);
      loaded = await this.#failures.until(
        loadFunction(this.#module, `${this.#scratch}/${VALUES_FILE}`, this.#files),
      );
      await this.#failures.settle();
      if (this.#waiting.length > 1) this.#surroundings = new Surroundings();
    } catch (thrown) {
      loaded = { thrown: thrown instanceof Unawaited ? thrown.thrown : thrown };
    }
    try {
      for (let call; (call = this.#waiting.shift());) await this.#runComponent(call, loaded);
    } catch (error) {
      this.#lose(error);
    }
    return this.#end();
  }

  async #runComponent(
    call: StoredCall,
    loaded: LoadedFunction | { thrown: unknown },
  ): Promise<void> {
    try {
      const current = this.#current ??= this.#begin(call.component);
      if ("thrown" in loaded) throw loaded.thrown;
      current.clock.restart(); // loading the function takes its time once a job, whatever a component takes
      this.#timeLimit.begin(current, false);
      const args = argumentsOf(call, loaded.inputClasses, this.#files);
      // For a report, as they were given: the function may change its own.
      current.args = () => argumentsOf(call, loaded.inputClasses);
      const result = await this.#failures.until(loaded.call(args));
      await this.#failures.settle();
      const how = { classes: loaded.classes, path: ["the result"] };
      this.#finish("OK", encodeNoting(result, how));
    } catch (thrown) {
      const isUnawaited = thrown instanceof Unawaited;
      const error = isUnawaited ? thrown.thrown : thrown;
      if (isUnawaited || this.#surroundings?.areChanged) this.#goOnIfNotFirst(error);
      this.#finishWithError(error, "thrown" in loaded ? [] : this.#before);
    }
  }

  #begin(component: number): Current {
    const current = { component, clock: new RunClock(), start: printedSoFar() };
    this.#current = current;
    if (this.#surroundings?.restore() === false) this.#goOn();
    Deno.env.set(COMPONENT_VARIABLE, String(component));
    const { directory } = this.#outputs;
    const filesDirectory = `${directory}/${outputFilesDirectory(component, this.submission)}`;
    Deno.env.set(OUTPUT_FILES_VARIABLE, filesDirectory);
    this.#kept.forget(component);
    // What an earlier run of it has sent counts only together with its checkpoint.
    const isBegun = restoreCheckpoint(this.#scratch, directory, component);
    if (!isBegun) removeTreeSync(filesDirectory);
    const remapped = remapsOf(this.means.remapped, component);
    beginRemaps({ directory: filesDirectory, isBegun }, remapped);
    return current;
  }

  #finish(status: "OK" | "ERR", { bytes, usesClasses }: Encoded): void {
    if (!this.#current) return;
    this.#timeLimit.end();
    const { component, start, clock: { taken, started } } = this.#current;
    const printed = printedSince(start);
    // If the job is taken off its machine now, the next one knows this component to be finished.
    const isOver = this.#waiting.length === 0 && this.#outputs.isLast && !this.#grace.isUsed;
    if (!isOver) this.#kept.keep(component, printed);
    const run = { component, status, usesClasses, ...taken, started: +started, host: this.#host };
    this.#writer.add({ ...run, ...printed }, bytes);
    this.#current = undefined;
    this.#before.push(component);
    forgetCheckpoint(this.#outputs.directory, component);
  }

  /** Reports the current component as failed, after others that its process has run. */
  #finishWithError(thrown: unknown, before: readonly number[]): void {
    if (!this.#current) return;
    const { component, clock } = this.#current;
    clock.stop(); // what the report takes is not the function's
    const { started, taken: { seconds } } = clock;
    const { handover } = this.#succession;
    const earlier = handover?.component === component && handover.runsAgain
      ? handover.reason
      : undefined;
    const { memory, locals } = this.means;
    const run = { before, started, seconds, earlier, scratch: this.#scratch, memory, locals };
    const report = reportOn(thrown, { ...run, args: this.#arguments() });
    // The manual's version 0.5.0: the error is also written to the component's standard error.
    printError(report.text);
    this.#finish("ERR", encodeNoting(report));
  }

  /** What the current component was called with. */
  #arguments(): readonly unknown[] | undefined {
    try {
      return this.#current?.args?.();
    } catch {
      return undefined; // the report says why, since that is what it is of
    }
  }

  /** Keeps the function from taking its outcome, and those of later components, with it. */
  #guard(): void {
    const exit = (code: number = 0): never =>
      this.#endEarly(new Error(`the function called exit(${code}), which ends the process`));
    const descriptor = { value: exit, configurable: true, writable: true };
    Object.defineProperty(Deno, "exit", descriptor);
    Object.defineProperty(process, "exit", descriptor);
    Object.defineProperty(process, "reallyExit", descriptor);
    globalThis.addEventListener("unload", () => {
      if (this.#current) {
        const error = new Error(
          "the function's promise was never settled, and nothing was left to wait for",
        );
        error.stack = ""; // it is noticed here, and happened nowhere
        this.#endEarly(error);
      }
    });
  }

  /** Reports the current component as failed, has another process run the rest, and ends this one. */
  #endEarly(error: Error): never {
    this.#goOnIfNotFirst(error);
    this.#finishWithError(error, []);
    if (this.#waiting.length > 0) this.#goOn();
    return this.#exit(this.#end());
  }

  /**
   * Has the current component run again, as the first of another process, if this one has run others:
   * what ended it may be what they left behind, and there it is its own.
   */
  #goOnIfNotFirst(error: unknown): void {
    if (!this.#current || this.#before.length === 0) return;
    const { component } = this.#current;
    const reason = wordsFor(error);
    printError(
      `Component ${component} begins again, alone, since others had run before it. It was ended by ${reason}`,
    );
    this.#goOn({ component, runsAgain: true, reason });
  }

  /** Has other processes run what is not finished, and ends this one. */
  #goOn(handover?: Handover): never {
    this.#timeLimit.end();
    this.#writer.close();
    return this.#succession.goOn(this.#waiting.length + 1, handover);
  }

  /**
   * Has another process report the current component, since this one cannot: the function has changed
   * what htmap itself needs, or there is no room. One that was not the first runs again.
   */
  #lose(error: unknown): void {
    if (!this.#current) throw error;
    this.#goOnIfNotFirst(error);
    const { component } = this.#current;
    this.#goOn({ component, runsAgain: false, reason: wordsFor(error) });
  }

  #reportLost({ component, reason, late }: Handover): void {
    const call = this.#waiting.find((call) => call.component === component);
    this.#waiting = this.#waiting.filter((other) => other !== call);
    const clock = late ? RunClock.since(late) : new RunClock();
    this.#current = { component, clock, start: late?.start ?? printedSoFar() };
    // Without the user's classes, whose modules may be what it is about.
    if (call) this.#current.args = () => argumentsOf(call, undefined);
    const error = late ? timeLimitError(late) : new HTMapError(
      `what came of the component could not be written where it ran: ${reason}. See that the function ` +
        "leaves JavaScript's own objects as they are, and that there is room on the disk",
    );
    this.#finishWithError(error, []);
    this.#before = []; // it is not here that it ran
  }

  /** Leaves what travels back as it should, and gives the exit code of the process. */
  #end(): number {
    const { failed, printed } = this.#writer;
    const runsAgain = failed.size > 0 && !this.#outputs.isLast;
    this.#writer.close();
    if (!this.#grace.isUsed && !runsAgain) {
      // It is in the job's own streams, and need not travel twice.
      for (const component of printed) this.#kept.forget(component);
      this.#kept.close();
    }
    forgetCheckpoints(this.#outputs.directory);
    return this.#outputs.end(failed) ? RUN_AGAIN : 0;
  }
}

function wordsFor(error: unknown): string {
  try {
    const { name, message } = errorText(error);
    return `${name}: ${message}`;
  } catch {
    return "an error that cannot be looked at"; // what is needed for that is not as it should be
  }
}

/**
 * HTCondor starts jobs with hardly any environment; programs are still to be found by their names.
 * Where PATH is not set, some versions of Deno set it, to a directory of their own.
 */
function completePath(): void {
  const path = Deno.env.get("PATH") ?? "";
  const usual = DEFAULT_PATH.split(":");
  if (path.split(":").some((directory) => usual.includes(directory))) return;
  Deno.env.set("PATH", path === "" ? DEFAULT_PATH : `${path}:${DEFAULT_PATH}`);
}

/**
 * Runs the job that the command line names and ends the process: with 0 if there is an outcome to
 * bring back, or with what has HTCondor run it again; else saying on standard error why there is none.
 *
 * Do not await it at the top of a module: if the function's promise never settles, neither does
 * this one, and the process must then come to its end by itself, where that is reported.
 *
 * @param args The arguments of `htmap execute`.
 */
export async function executeMain(args: readonly string[]): Promise<void> {
  const exit = Deno.exit.bind(Deno); // the function's own calls of it are guarded against
  const [numbers = "", index = "", names] = args;
  const what = parseWhatRuns(numbers);
  const submission = Number(index);
  const remapped = parseRemaps(names);
  if (args.length > 3 || !what || !remapped || !/^\d{1,9}$/.test(index)) {
    console.error(
      "htmap execute takes the numbers of jobs and of their submission, and the names of output files that go " +
        "elsewhere. It is run by HTCondor, not by hand",
    );
    return exit(2);
  }
  try {
    exit(await execute(what, submission, remapped));
  } catch (error) {
    const { name, message } = errorText(error);
    console.error(`htmap could not run job ${numbers}: ${name}: ${message}`);
    exit(1);
  }
}
