/**
 * One run of a local job, from its scratch directory to how it ended.
 *
 * @module
 */

import { removeTreeSync } from "../../base/files.ts";
import { signalGroup } from "../../base/process_group.ts";
import { inputsOf } from "../../submission/job_groups.ts";
import { type WhatRuns, whatRunsText } from "../../wire/layout.ts";
import type { StreamName } from "../../wire/names.ts";
import type { MapPaths } from "../../store/map_paths.ts";
import { JOB_AD_FILE, jobAdText, JobAttribute } from "../../wire/job_ad.ts";
import { fillGivenMemory, MACHINE_AD_FILE, machineAdText } from "../../wire/memory.ts";
import type { JobId, ProcessEnd, ProcessorTime } from "../../events/writer.ts";
import { slotEnvironment } from "./environment.ts";
import { checkExecutable } from "./executable.ts";
import { limitedProgram } from "./limited_program.ts";
import { identify, killProcesses, measure, statOf } from "./process.ts";
import { HoldCode, JobHold } from "./hold.ts";
import { clearScratch, fillScratch, removeScratch, takeOutputs } from "./scratch.ts";
import { functionFilesIn, type JobRemaps, type LocalSubmission, valueFor } from "./cluster.ts";
import { takeRemapped } from "./remapped.ts";
import { type SeenTime, takeProcessorTime } from "./processor_time.ts";

/** How a run ended. */
export type RunEnd =
  | { readonly kind: "ended"; readonly end: ProcessEnd }
  | { readonly kind: "held"; readonly hold: JobHold }
  | { readonly kind: "stopped" };

/** What to run. */
export interface RunPlan extends JobId {
  readonly paths: MapPaths;
  readonly submission: LocalSubmission;
  /** How many of its attempts have failed. */
  readonly failed: number;
  /** What it runs, one after the other: jobs of the map, or some of their components. */
  readonly what: WhatRuns;
  readonly cpus: number;
  /** The memory it has, in MB. */
  readonly memory: number;
  /** The memory there is for jobs on this machine, in MB. */
  readonly machineMemory: number;
  /** The name of the slot. */
  readonly slot: string;
}

/** What a run tells while it goes on. */
export interface RunListener {
  /** Its process is there, and is about to become the job. */
  onStart(): void;
  /** It has taken notably more memory than before. */
  onGrowth(): void;
}

/**
 * Waits for a line on its standard input and then becomes the job. If the scheduler dies first there
 * is no line, and no job: so none can run that is not on record.
 */
const GATE = 'out=$1 err=$2; shift 2; read -r go || exit; exec "$@" </dev/null >"$out" 2>"$err"';

/** How long a job has between being asked to stop and being killed, in milliseconds. */
const GRACE = 3000;

/** Growth of memory is told of no more often than this, in milliseconds. */
const GROWTH_PAUSE = 5000;

/** One run of a job. */
export class LocalRun {
  /** The scratch directory. */
  readonly scratch: string;
  /** The processor time it took, once it has ended. */
  time: ProcessorTime = { user: 0, system: 0 };
  /** The most memory it was seen to take, in bytes. */
  memory = 0;
  /** Whether its process was let in. */
  hasStarted = false;
  /** Resolves when its process was let in, or never will be. */
  readonly started: Promise<void>;
  #settleStarted: () => void;
  #plan: RunPlan;
  #pid: number | undefined;
  #isStopping = false;
  /** Ends transfers when it is stopped. */
  readonly #abort = new AbortController();
  /** Whether output files are under way to where they go instead of the map's directory. */
  #isSending = false;
  #hasEnded = false;
  #seen: SeenTime | undefined;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  /** @param plan What to run. */
  constructor(plan: RunPlan) {
    this.#plan = plan;
    ({ promise: this.started, resolve: this.#settleStarted } = Promise.withResolvers<void>());
    this.scratch = plan.paths.localScratchOf(plan.cluster, plan.proc);
  }

  /**
   * Runs the job.
   *
   * @param listener Told what happens meanwhile.
   * @returns How it ended; its outputs are in place then, and none of its processes is left.
   */
  async run(listener: RunListener): Promise<RunEnd> {
    try {
      const program = await this.#prepare();
      if (this.#isStopping) return { kind: "stopped" };
      const end = await this.#execute(program, listener);
      if (this.#isStopping) return { kind: "stopped" };
      await this.#sendElsewhere();
      if (this.#isStopping) return { kind: "stopped" };
      await takeOutputs(this.scratch, this.#plan.paths.outputs);
      return { kind: "ended", end };
    } catch (error) {
      if (this.#isStopping) return { kind: "stopped" };
      return { kind: "held", hold: asHold(error) };
    } finally {
      this.#settleStarted();
      for (const timer of this.#timers) clearTimeout(timer);
    }
  }

  /**
   * Forgets the run, after it has been noted how it ended.
   *
   * @param runsAgain Whether the job may run again, with what it has saved.
   */
  cleanUp(runsAgain: boolean): void {
    const { paths, cluster, proc } = this.#plan;
    try {
      removeTreeSync(paths.localProcess(cluster, proc));
      (runsAgain ? clearScratch : removeScratch)(this.scratch);
    } catch (error) {
      console.error(`What is left of job ${cluster}.${proc} could not be removed: ${error}`);
    }
  }

  /**
   * Stops the job, unless it has ended: it is asked to end, and killed if it does not.
   *
   * @param grace How long it has in between, in milliseconds.
   */
  stop(grace = GRACE): void {
    if ((this.#hasEnded && !this.#isSending) || (this.#isStopping && grace > 0)) return;
    this.#isStopping = true;
    this.#abort.abort();
    if (this.#pid === undefined) return; // it is not started yet, and will not be
    if (grace > 0) this.#signal("SIGTERM");
    this.#signal("SIGCONT"); // a suspended process would not notice
    this.#after(grace, () => this.#signal("SIGKILL"));
  }

  /**
   * Suspends the job.
   *
   * @returns How many processes that stopped; 0 if it was not running.
   */
  suspend(): number {
    if (this.#pid === undefined || !this.hasStarted) return 0;
    this.#signal("SIGSTOP");
    return Math.max(1, measure(this.#pid).processes);
  }

  /** Lets a suspended job go on. */
  resume(): void {
    this.#signal("SIGCONT");
  }

  /** Fills the scratch directory, and gives the program to run. */
  async #prepare(): Promise<string> {
    const { paths, submission, what, proc, memory, machineMemory } = this.#plan;
    const copies = [...submission.copies, ...valueFor(submission.jobCopies, proc) ?? []]
      .map((file) => paths.sentFile(file));
    const inputs = inputsOf(submission.inputStarts, what.jobs).map((start) => paths.input(start));
    // The map's own are named by where it is now: its directory may have been moved.
    const own = functionFilesIn(paths, submission);
    const links = new Set([...own, ...inputs, ...submission.links]);
    await fillScratch(this.scratch, [...links], copies, this.#abort.signal);
    Deno.writeTextFileSync(
      `${this.scratch}/${MACHINE_AD_FILE}`,
      machineAdText(memory, machineMemory),
    );
    Deno.writeTextFileSync(`${this.scratch}/${JOB_AD_FILE}`, this.#jobAd());
    const { executable } = submission;
    const path = executable.startsWith("/") ? executable : `${this.scratch}/${executable}`;
    const program = limitedProgram(path, memory, paths);
    checkExecutable(program);
    emptyFile(this.#stream("stdout"));
    emptyFile(this.#stream("stderr"));
    return program;
  }

  #jobAd(): string {
    const { submission: { retries, timeLimit, captureLocals }, cluster, proc, failed } = this.#plan;
    return jobAdText({
      [JobAttribute.CLUSTER]: cluster,
      [JobAttribute.PROC]: proc,
      [JobAttribute.COMPLETIONS]: failed,
      [JobAttribute.RETRIES]: retries,
      [JobAttribute.TIME_LIMIT]: timeLimit,
      [JobAttribute.CAPTURE_LOCALS]: captureLocals ? 1 : undefined,
    });
  }

  async #execute(program: string, listener: RunListener): Promise<ProcessEnd> {
    const { paths, submission, what, cluster, proc, slot, cpus, memory } = this.#plan;
    const command = new Deno.Command("/bin/sh", {
      args: [
        "-c",
        GATE,
        "htmap",
        this.#stream("stdout"),
        this.#stream("stderr"),
        program,
        ...submission.arguments.map((arg) => fillGivenMemory(arg, memory)),
        whatRunsText(what),
        String(submission.index),
        ...this.#remaps ? [this.#remaps.argument] : [],
      ],
      cwd: this.scratch,
      clearEnv: true,
      env: {
        ...submission.baseEnvironment,
        ...slotEnvironment(this.scratch, slot, cpus),
        ...valueFor(submission.environment, proc),
      },
      detached: true, // a session and process group of its own, by which its children are found
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    });
    const child = command.spawn();
    this.#pid = child.pid;
    try {
      Deno.writeTextFileSync(
        paths.localProcess(cluster, proc),
        JSON.stringify(identify(child.pid)),
      );
      this.hasStarted = true;
      listener.onStart();
      await openGate(child.stdin);
      this.#settleStarted();
    } catch (error) {
      this.#signal("SIGKILL");
      await child.status;
      throw error;
    }
    this.#watch(child.pid, Date.now(), listener);
    return await this.#end(child);
  }

  get #remaps(): JobRemaps | undefined {
    const { submission, proc } = this.#plan;
    return submission.remaps && valueFor(submission.remaps, proc);
  }

  async #sendElsewhere(): Promise<void> {
    const places = this.#remaps?.places ?? [];
    if (places.length === 0) return;
    this.#isSending = true;
    await takeRemapped(this.scratch, places, this.#abort.signal);
    this.#isSending = false;
  }

  #stream(name: StreamName): string {
    const { paths, submission, what: { jobs: [head = 0] } } = this.#plan;
    return paths[name](head, submission.index);
  }

  async #end(child: Deno.ChildProcess): Promise<ProcessEnd> {
    const { code, signal } = await child.status;
    this.time = takeProcessorTime(this.#seen);
    this.#pid = undefined;
    this.#hasEnded = !this.#isStopping;
    if (this.#isStopping) {
      // The next run, or the map's removal, must not meet any that were left behind.
      await killProcesses(this.scratch, child.pid);
    } else signalGroup(child.pid, "SIGKILL"); // as HTCondor does with what a job leaves behind
    return signal === null ? { exitCode: code } : { signal: code - 128 };
  }

  /** What a process took can only be read while it is there: often at first, then rarely. */
  #watch(pid: number, start: number, listener: RunListener, told = { memory: 0, at: start }): void {
    const now = Date.now();
    if (this.memory > 1.1 * told.memory && now - told.at >= GROWTH_PAUSE) {
      told = { memory: this.memory, at: now };
      listener.onGrowth();
    }
    this.#after(Math.min(2000, Math.max(10, (now - start) / 4)), () => {
      if (this.#pid === undefined) return;
      this.memory = Math.max(this.memory, measure(pid).memory);
      const stat = statOf(pid);
      if (stat) this.#seen = { ...stat, at: Date.now() };
      this.#watch(pid, start, listener, told);
    });
  }

  #after(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #signal(signal: Deno.Signal): void {
    if (this.#pid !== undefined) signalGroup(this.#pid, signal);
  }
}

/** The shell that redirects to it would have nowhere to say that it cannot. */
function emptyFile(path: string): void {
  try {
    Deno.writeTextFileSync(path, "", { mode: 0o600 });
  } catch (error) {
    throw JobHold.because(HoldCode.OUTPUT_TRANSFER, `${path} could not be made`, error);
  }
}

async function openGate(stdin: WritableStream<Uint8Array>): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode("go\n"));
    await writer.close();
  } catch {
    // The process was killed before it was let in; how it ended will tell.
  }
}

function asHold(error: unknown): JobHold {
  return error instanceof JobHold
    ? error
    : JobHold.because(HoldCode.FAILED_TO_START, "Error from this machine", error);
}
