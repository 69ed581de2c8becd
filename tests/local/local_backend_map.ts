/** Maps for tests of the local backend: their jobs run a shell script in place of the executor. */

import { HTMapError } from "../../lib/base/errors.ts";
import { isThere } from "../../lib/base/files.ts";
import { signalProcess } from "../../lib/base/process_group.ts";
import { LocalBackend } from "../../lib/backend/local/local.ts";
import { EventType, type JobEvent, parseEvents } from "../../lib/events/log.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import type { ResolvedOptions } from "../../lib/submission/options.ts";
import { readLock } from "../../lib/backend/local/lock.ts";
import { findProcesses } from "../../lib/backend/local/process.ts";
import { PATIENCE } from "../helpers/patience.ts";

/** What a test map is made with. */
export interface TestMapOptions {
  /** The script each job runs; `$1` is the job. */
  script?: string;
  jobs?: number;
  options?: Partial<ResolvedOptions>;
  executable?: string;
}

/** A map whose jobs run a shell script. */
export class TestMap implements AsyncDisposable {
  readonly backend = new LocalBackend();
  readonly paths: MapPaths;
  #submissions = 0;

  private constructor(readonly directory: string) {
    const uuid = crypto.randomUUID();
    this.paths = new MapPaths(`${directory}/maps/${uuid}`, uuid);
  }

  /** Makes a map's directory, as the layers above the backend do. */
  static async make(): Promise<TestMap> {
    const map = new TestMap(await Deno.makeTempDir({ prefix: "htmap-local-" }));
    const { paths } = map;
    for (const path of [paths.root, paths.inputs, paths.outputs, paths.logs]) {
      await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    }
    await Deno.writeTextFile(paths.function, "");
    await Deno.writeTextFile(paths.values, "");
    return map;
  }

  /** Makes a map and submits its jobs. */
  static async submit(options: TestMapOptions): Promise<TestMap> {
    const map = await TestMap.make();
    try {
      await map.submit(options);
    } catch (error) {
      await Deno.remove(map.directory, { recursive: true });
      throw error;
    }
    return map;
  }

  async submit(
    { script = "", jobs = 1, options = {}, executable }: TestMapOptions,
  ): Promise<number> {
    const file = `${this.directory}/script-${this.#submissions}.sh`;
    await Deno.writeTextFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    for (let job = 0; job < jobs; job++) {
      await Deno.writeTextFile(this.paths.input(job), `input ${job}`);
    }
    return await this.backend.submit({
      tag: "test",
      paths: this.paths,
      layout: { components: jobs, chunk: 1 },
      inputStarts: Array.from({ length: jobs }, (_, job) => job),
      options: {
        fixed: new Map(),
        variadic: new Map(),
        fixedInputFiles: [],
        inputFiles: undefined,
        chunk: 1,
        ...options,
      },
      delivery: {
        descriptors: { executable: executable ?? file, transfer_executable: "True" },
        arguments: [],
        inputFiles: [],
      },
      jobs: Array.from({ length: jobs }, (_, job) => job),
      index: this.#submissions++,
    });
  }

  /** All events of the map so far. */
  events(): JobEvent[] {
    try {
      return parseEvents(Deno.readFileSync(this.paths.events)).events;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  /** The types of the events of a job, image sizes left out: they come when they come. */
  types(proc: number, cluster = 1): number[] {
    return this.events().filter((event) =>
      event.proc === proc && event.cluster === cluster && event.type !== EventType.IMAGE_SIZE
    ).map(({ type }) => type);
  }

  /** The event of a type that came last. */
  last(type: number): JobEvent {
    const event = this.events().findLast((event) => event.type === type);
    if (!event) throw new Error(`There is no event ${type} in the log`);
    return event;
  }

  /** Waits until a number of events of a type are in the log. */
  async waitForEvents(type: number, count: number): Promise<void> {
    await until(
      () => this.events().filter((event) => event.type === type).length >= count,
      () => `${count} events ${type}; the log:\n${Deno.readTextFileSync(this.paths.events)}`,
    );
  }

  /** Waits until a file is there, one that a job makes; its path is relative to the test's directory. */
  async waitForFile(name: string): Promise<void> {
    await until(() => isThere(`${this.directory}/${name}`), () => `the file ${name}`);
  }

  async output(job: number): Promise<string> {
    return await Deno.readTextFile(this.paths.output(job, 0));
  }

  /** The scheduler's process, if there is one. */
  get scheduler(): number | undefined {
    return readLock(this.paths).holder?.pid;
  }

  /** Waits until the scheduler has ended, and another can take its place at once. */
  async waitForScheduler(): Promise<void> {
    await until(() => !hasScheduler(this.paths), () => "the end of the scheduler");
  }

  /** Kills the scheduler, without a chance for it to do anything. */
  async killScheduler(): Promise<void> {
    if (this.scheduler === undefined) throw new Error("There is no scheduler to kill");
    await until(() => {
      // One that was started beside it, and was slow to come, takes its place.
      if (this.scheduler !== undefined) signalProcess(this.scheduler, "SIGKILL");
      return !hasScheduler(this.paths);
    }, () => "the end of the scheduler");
  }

  /** The processes of the map's jobs. */
  processes(): number[] {
    return this.events().filter(({ type }) => type === EventType.EXECUTE).flatMap((
      { cluster, proc },
    ) => findProcesses(this.paths.localScratchOf(cluster, proc)));
  }

  /** Kills the processes of the map's jobs. */
  killJobs(): void {
    for (const pid of this.processes()) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch (error) {
        // It was one of a shell's, which ended since it was listed.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }

  /** Removes the jobs. A scheduler that takes longer than the backend waits for it is asked again. */
  async #removeJobs(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE;;) {
      try {
        return await this.backend.act("remove", this.paths);
      } catch (error) {
        if (!(error instanceof HTMapError) || Date.now() > deadline) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (isThere(this.paths.events)) await this.#removeJobs();
    // As a map is removed: a scheduler that comes late finds nothing where it was.
    await Deno.rename(this.paths.root, `${this.directory}/removed`).catch(() => {}); // it was moved
    await Deno.remove(this.directory, { recursive: true });
  }
}

/**
 * Tells whether a map has a scheduler, or one that is just ending: it says so before its lock goes, and that
 * of one that was killed goes with the last of its threads. A scheduler that is started meanwhile waits for
 * the lock, but not for as long as a busy machine may take.
 */
export function hasScheduler(paths: MapPaths): boolean {
  if (readLock(paths).holder !== undefined) return true;
  try {
    using file = Deno.openSync(paths.localLock);
    return !file.tryLockSync(false);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Waits until jobs of a map have their outputs and its scheduler has ended. The map is not looked at for
 * that: whoever waits for a map starts another scheduler where the first is slow to come, and the other may
 * come when all is over.
 *
 * @param paths The map.
 * @param run Which jobs, and of which submission of the map.
 */
export async function untilOver(
  paths: MapPaths,
  { jobs = [0], submission = 0 }: { jobs?: readonly number[]; submission?: number } = {},
): Promise<void> {
  await until(
    () => jobs.every((job) => isThere(paths.output(job, submission))) && !hasScheduler(paths),
    () => `the end of ${paths.root}`,
  );
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
