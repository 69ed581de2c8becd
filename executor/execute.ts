/**
 * Running a job: its components, one after the other, each with an outcome that travels back
 * whatever the function does.
 *
 * @module
 */

import { fstatSync } from "node:fs";
import process from "node:process";
import { encode } from "../lib/codec/codec.ts";
import { CorruptData } from "../lib/base/errors.ts";
import { argumentsOf, readCalls, type StoredCall } from "../lib/store/inputs.ts";
import { removeTreeSync } from "../lib/base/files.ts";
import { forgetCheckpoints, restoreCheckpoint } from "./checkpoints.ts";
import { errorText } from "../lib/base/error_text.ts";
import { type LoadedFunction, loadFunction } from "./load.ts";
import { OutputWriter } from "./output_writer.ts";
import { reportOn } from "./describe_error.ts";
import {
  COMPONENT_VARIABLE,
  FUNCTION_FILE,
  INPUT_FILE,
  ON_EXECUTE_VARIABLE,
  OUTPUT_DIRECTORY,
  OUTPUT_FILES_VARIABLE,
  outputFilesDirectory,
  VALUES_FILE,
} from "../lib/wire/names.ts";

/** Tells a process that it goes on for an earlier one of the same job, whose output it shares. */
const CONTINUES = "HTMAP_CONTINUES";

/** Where programs are on about every machine. */
const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/** The true one, whatever the function does to the global. */
const later = setTimeout;

/** The component that runs now. */
interface Current {
  component: number;
  started: Date;
  stdout: number | undefined;
  stderr: number | undefined;
}

/**
 * Runs a job in the working directory, its scratch directory.
 *
 * @param job The job's number.
 * @param submission Which submission of the map it belongs to, counted from 0.
 * @throws Only if the outcome cannot be written.
 */
export async function execute(job: number, submission: number): Promise<void> {
  await new JobRun(job, submission).run();
}

class JobRun {
  /** The true one; see #guard. */
  readonly #exit: (code: number) => never = Deno.exit.bind(Deno);
  readonly #scratch = Deno.cwd();
  readonly #module = `${this.#scratch}/${FUNCTION_FILE}`;
  #writer: OutputWriter;
  #waiting: StoredCall[] = [];
  #current: Current | undefined;
  #fail: (thrown: unknown) => void = () => {};

  constructor(readonly job: number, readonly submission: number) {
    this.#writer = new OutputWriter(job, submission, Deno.env.has(CONTINUES));
  }

  async run(): Promise<void> {
    Deno.env.set(ON_EXECUTE_VARIABLE, "1");
    completePath();
    Deno.env.delete(CONTINUES);
    const { finished } = this.#writer;
    this.#waiting = callsOf(this.job).filter(({ component }) => !finished.has(component));
    this.#guard();
    let loaded: LoadedFunction | { thrown: unknown };
    // Code at the top of the user's modules runs here: what it does counts for the first component.
    if (this.#waiting[0]) this.#begin(this.#waiting[0].component);
    try {
      loaded = await this.#untilFailure(
        loadFunction(this.#module, `${this.#scratch}/${VALUES_FILE}`),
      );
    } catch (thrown) {
      loaded = { thrown };
    }
    for (let call; (call = this.#waiting.shift());) await this.#runComponent(call, loaded);
    this.#writer.close();
    forgetCheckpoints(this.#scratch);
  }

  async #runComponent(
    call: StoredCall,
    loaded: LoadedFunction | { thrown: unknown },
  ): Promise<void> {
    const { component } = call;
    if (this.#current?.component !== component) this.#begin(component);
    try {
      if ("thrown" in loaded) throw loaded.thrown;
      const args = argumentsOf(call, loaded.classes);
      const result = await this.#untilFailure(loaded.call(args));
      // A rejection that nobody handles is told of only once the event loop has gone round.
      await this.#untilFailure(new Promise((resolve) => later(resolve, 0)));
      const encoded = encode(result, { classes: loaded.classes, path: ["the result"] });
      this.#finish("OK", encoded);
    } catch (thrown) {
      this.#finishWithError(thrown);
    }
  }

  /** Settles as the promise does, or rejects as soon as something fails that nobody awaited. */
  #untilFailure<T>(promise: Promise<T>): Promise<T> {
    const { promise: failure, reject } = Promise.withResolvers<never>();
    this.#fail = reject;
    return Promise.race([promise, failure]);
  }

  #begin(component: number): void {
    Deno.env.set(COMPONENT_VARIABLE, String(component));
    const files = outputFilesDirectory(component, this.submission);
    const filesDirectory = `${this.#scratch}/${OUTPUT_DIRECTORY}/${files}`;
    Deno.env.set(OUTPUT_FILES_VARIABLE, filesDirectory);
    // What an earlier run of it has sent counts only together with its checkpoint.
    if (!restoreCheckpoint(this.#scratch, component)) removeTreeSync(filesDirectory);
    this.#current = { component, started: new Date(), stdout: writtenTo(1), stderr: writtenTo(2) };
  }

  #finish(status: "OK" | "ERR", content: Uint8Array): void {
    const current = this.#current;
    if (!current) return;
    const range = (start: number | undefined, fd: number): [number, number] | undefined => {
      const end = writtenTo(fd);
      return start === undefined || end === undefined ? undefined : [start, end];
    };
    this.#writer.add({
      component: current.component,
      status,
      stdout: range(current.stdout, 1),
      stderr: range(current.stderr, 2),
    }, content);
    this.#current = undefined;
  }

  #finishWithError(thrown: unknown): void {
    if (!this.#current) return;
    const report = reportOn(thrown, this.#current.started, this.#scratch);
    // The manual's version 0.5.0: the error is also written to the component's standard error.
    console.error(report.text);
    this.#finish("ERR", encode(report));
  }

  /** Keeps the function from taking its outcome, and those of later components, with it. */
  #guard(): void {
    const exit = (code: number = 0): never =>
      this.#endEarly(new Error(`the function called exit(${code}), which ends the process`));
    Object.defineProperty(Deno, "exit", { value: exit, configurable: true, writable: true });
    Object.defineProperty(process, "exit", { value: exit, configurable: true, writable: true });
    Object.defineProperty(process, "reallyExit", {
      value: exit,
      configurable: true,
      writable: true,
    });
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.#fail(event.reason);
    });
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.error ?? new Error(event.message));
    });
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
    this.#finishWithError(error);
    this.#writer.close();
    if (this.#waiting.length > 0) {
      const { code } = new Deno.Command(Deno.execPath(), {
        args: commandLine(),
        cwd: this.#scratch,
        env: { [CONTINUES]: "1" },
        stdin: "null",
        stdout: "inherit",
        stderr: "inherit",
      }).outputSync();
      return this.#exit(code);
    }
    return this.#exit(0);
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

/** The arguments this process was started with, those of Deno included. */
function commandLine(): string[] {
  const [, ...args] = Deno.readTextFileSync("/proc/self/cmdline").split("\0").slice(0, -1);
  return args;
}

/** How much has been written to standard output or error, if that is a file. */
function writtenTo(fd: number): number | undefined {
  try {
    const status = fstatSync(fd);
    return status.isFile() ? status.size : undefined;
  } catch {
    return undefined; // closed by the function: its output cannot be told apart, and is not lost
  }
}

/** The calls of a job; those of other jobs in the same file are passed over. */
function callsOf(job: number): StoredCall[] {
  const source = [...Deno.readDirSync(".")].find(({ name }) => INPUT_FILE.test(name))?.name;
  if (source === undefined) throw new CorruptData("the scratch directory", "it has no input file");
  const calls = [...readCalls(Deno.readFileSync(source), source)].filter((one) => one.job === job);
  if (calls.length === 0) throw new CorruptData(source, `it has no inputs of job ${job}`);
  return calls;
}

/**
 * Runs the job that the command line names and ends the process: with 0 if there is an outcome to
 * bring back, else saying on standard error why there is none.
 *
 * Do not await it at the top of a module: if the function's promise never settles, neither does
 * this one, and the process must then come to its end by itself, where that is reported.
 *
 * @param args The arguments of `htmap execute`.
 */
export async function executeMain(args: readonly string[]): Promise<void> {
  const exit = Deno.exit.bind(Deno); // the function's own calls of it are guarded against
  const [job = NaN, submission = NaN] = args.map(Number);
  if (args.length !== 2 || ![job, submission].every(isCount)) {
    console.error(
      "htmap execute takes the numbers of a job and of its submission. It is run by HTCondor, not by hand",
    );
    exit(2);
  }
  try {
    await execute(job, submission);
  } catch (error) {
    const { name, message } = errorText(error);
    console.error(`htmap could not run job ${job}: ${name}: ${message}`);
    exit(1);
  }
  exit(0);
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}
