/**
 * A job, run as HTCondor runs it: by a process of its own, in a scratch directory of its own, with its
 * standard output and error in files there.
 *
 * @module
 */

import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDirectory } from "../../../lib/base/files.ts";
import { Capture } from "../../../lib/capture/capture.ts";
import { decode } from "../../../lib/codec/codec.ts";
import { ComponentError } from "../../../lib/map/component_error.ts";
import { MapState } from "../../../lib/map/state.ts";
import { readStream } from "../../../lib/map/stream_files.ts";
import { InputWriter } from "../../../lib/store/inputs.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { type OutputRecord, readOutputs } from "../../../lib/store/output_files.ts";
import { JOB_AD_FILE, jobAdText, JobAttribute } from "../../../lib/wire/job_ad.ts";
import {
  ALL_ATTEMPTS,
  attemptsDirectory,
  FUNCTION_FILE,
  inputFile,
  OUTPUT_DIRECTORY,
  type StreamName,
  VALUES_FILE,
} from "../../../lib/wire/names.ts";
import { PATIENCE } from "../../helpers/patience.ts";

const EXECUTOR = fileURLToPath(new URL("../../../executor/main.ts", import.meta.url));
/** Says that it lives, and becomes the executor. */
const START = 'exec "$@" </dev/null >_condor_stdout 2>_condor_stderr';

/** A job that runs all components of a map. */
export class TestJob implements AsyncDisposable {
  readonly paths: MapPaths;
  /** What its ad says; it has none unless this says something. */
  ad = "";
  /** What the shell does before that starts it. */
  before = "";
  /** What its runs have written to standard error, one after the other. */
  said = "";
  /** What its ad says of attempts and limits. */
  readonly limits: Record<string, number> = {};
  #scratches = 0;

  private constructor(readonly root: string, readonly length: number) {
    this.paths = new MapPaths(`${root}/map`, "");
  }

  /**
   * Makes a job.
   *
   * @param func The function.
   * @param inputs What it is called with, one a component.
   * @param head Code to be at the top of the user's module.
   */
  static async make<I>(
    func: (input: I) => unknown,
    inputs: readonly I[],
    head = "",
  ): Promise<TestJob> {
    const job = new TestJob(await Deno.makeTempDir({ prefix: "htmap-job-" }), inputs.length);
    const { paths } = job;
    for (const path of [paths.inputs, paths.outputs, paths.logs]) {
      await Deno.mkdir(path, { recursive: true });
    }
    const capture = await Capture.of(func);
    const writer = new InputWriter(paths, inputs.length, capture.classes);
    for (const input of inputs) await writer.add([input]);
    writer.finish();
    const { module, values } = await capture.finish();
    await Deno.writeTextFile(paths.function, `${module}\n${head}`);
    await Deno.writeFile(paths.values, values);
    await Deno.mkdir(job.scratch);
    await job.#fill();
    return job;
  }

  /** Where it runs. */
  get scratch(): string {
    return `${this.root}/scratch-${this.#scratches}`;
  }

  /** Starts it. */
  start(): Deno.ChildProcess {
    const ad = this.ad + jobAdText(this.limits);
    if (ad !== "") Deno.writeTextFileSync(`${this.scratch}/${JOB_AD_FILE}`, ad);
    const flags = ["run", "-A", "--no-check", "--quiet", EXECUTOR];
    return new Deno.Command("sh", {
      args: ["-c", this.before + START, "job", Deno.execPath(), ...flags, "0", "0"],
      cwd: this.scratch,
      env: { NO_COLOR: "1" },
    }).spawn();
  }

  /** Runs it to its end, and brings back what there is. */
  async run(): Promise<Deno.CommandStatus> {
    const status = await this.start().status;
    await this.bringBack();
    if (status.code === 1) throw new Error(await Deno.readTextFile(this.paths.stderr(0, 0)));
    return status;
  }

  /** Has it run again after its last attempt, as HTCondor does: with nothing but what is sent along. */
  async retry(): Promise<void> {
    const completions = this.limits[JobAttribute.COMPLETIONS] ?? 0;
    this.limits[JobAttribute.COMPLETIONS] = completions + 1;
    this.#scratches++;
    await Deno.mkdir(this.scratch);
    await this.#fill();
    const name = attemptsDirectory(0, 0);
    const kept = `${this.paths.outputs}/${ALL_ATTEMPTS}/${name}`;
    if (isDirectory(kept)) cpSync(kept, `${this.scratch}/${name}`, { recursive: true });
  }

  /** Takes it to another machine, with what travels there. */
  async moveOn(): Promise<void> {
    const before = this.scratch;
    this.#scratches++;
    await Deno.mkdir(this.scratch);
    await Deno.rename(`${before}/${OUTPUT_DIRECTORY}`, `${this.scratch}/${OUTPUT_DIRECTORY}`);
    await this.#fill();
  }

  /** What came of each component. */
  records(): readonly OutputRecord[] {
    return readOutputs(this.paths, 0, 0).records;
  }

  /** `"OK"` or `"ERR"` for each component that has ended, in the order of components. */
  statuses(): string[] {
    const records = this.records().toSorted((a, b) => a.component - b.component);
    return records.map(({ status }) => status);
  }

  /** What a component returned. */
  result(component: number): unknown {
    return decode(this.#record(component).content);
  }

  /** The error report of a component. */
  report(component: number): string {
    const report = decode(this.#record(component).content);
    return ComponentError.reported({ tag: "test", component }, report, "the test").report();
  }

  /** What a component printed, as it is found on the submit side. */
  async printed(name: StreamName, component: number): Promise<string | undefined> {
    const layout = { components: this.length, chunk: this.length };
    const state = new MapState({ paths: this.paths, layout, tag: "test" });
    return await readStream(state, name, component);
  }

  /** The files that a component has sent, with their content. */
  sent(component: number): Record<string, string> {
    return textsIn(this.paths.outputFiles(component, 0));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }

  async #fill(): Promise<void> {
    const { scratch, paths } = this;
    await Deno.copyFile(paths.function, `${scratch}/${FUNCTION_FILE}`);
    await Deno.copyFile(paths.values, `${scratch}/${VALUES_FILE}`);
    await Deno.copyFile(paths.input(0), `${scratch}/${inputFile(0)}`);
  }

  /** Brings back what there is, to what earlier attempts have brought back. */
  async bringBack(): Promise<void> {
    const { scratch, paths } = this;
    this.said += await Deno.readTextFile(`${scratch}/_condor_stderr`);
    await Deno.rename(`${scratch}/_condor_stdout`, paths.stdout(0, 0));
    await Deno.rename(`${scratch}/_condor_stderr`, paths.stderr(0, 0));
    cpSync(`${scratch}/${OUTPUT_DIRECTORY}`, paths.outputs, { recursive: true });
    await Deno.remove(`${scratch}/${OUTPUT_DIRECTORY}`, { recursive: true });
  }

  #record(component: number): OutputRecord {
    const record = this.records().find((record) => record.component === component);
    if (!record) throw new Error(`Component ${component} has no outcome`);
    return record;
  }
}

/** The files in a directory and those within, by their paths in it; of a link, where it points. */
export function textsIn(directory: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { name, isDirectory, isSymlink } of Deno.readDirSync(directory)) {
    const path = `${directory}/${name}`;
    if (isSymlink) texts[name] = `to ${Deno.readLinkSync(path)}`;
    else if (!isDirectory) texts[name] = Deno.readTextFileSync(path);
    else {
      texts[`${name}/`] = "";
      for (const [inner, text] of Object.entries(textsIn(path))) texts[`${name}/${inner}`] = text;
    }
  }
  return texts;
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
