/**
 * A home and an htmap directory of their own, and calls of the binary there. A call that does not
 * end is lost, like a map that is.
 *
 * @module
 */

import type { BackendName } from "../../lib/backend/backend.ts";
import { isThere, readTextIfThere, removeTree, TEMPORARY_MARK } from "../../lib/base/files.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import { findMarked, kill, killGroup } from "./processes.ts";

/** Something that must survive a fault did not. */
export class Lost extends Error {
  override name = "Lost";
}

/** HTCondor says nothing of its queue just now. */
class NoAnswer extends Error {}

/**
 * How long a call may take, in milliseconds: most take a tenth of a second, and htmap gives up a minute
 * after what it asks for is not done.
 */
const CALL_LIMIT = 120_000;
/** How long what is on its way may take, in milliseconds, such as a job that leaves the queue. */
const SETTLING_LIMIT = 120_000;

/** What the maps are made of: every component doubles its number. */
const FILES = {
  "double.ts":
    "export default (x: number): number => { console.log(`was ${x}`); return 2 * x; };\n",
  "gated.ts": `export default async (x: number): Promise<number> => {
    while (true) {
      const isOpen = await Deno.stat(GATE).then(() => true, () => false);
      if (isOpen) return 2 * x;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  `,
};
/** The inputs of every map. */
export const INPUTS = ["--range", "0:3"] as const;
/** What \`htmap results\` prints of every map that has finished. */
export const RESULTS = "0\n2\n4\n";

/** What a call came to. */
export interface Ended {
  readonly argv: readonly string[];
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a call is made. */
export interface CallOptions {
  /** The program that runs it, with its arguments, such as \`strace\`. */
  under?: readonly string[];
  /** How long it may take, in milliseconds. @default {120_000} */
  limit?: number;
}

/** A call that goes on. */
export interface Call {
  readonly pid: number;
  /** What it comes to. Rejects with {@linkcode Lost} if it does not end. */
  readonly ended: Promise<Ended>;
}

/** What a world is made with. */
export interface WorldOptions {
  readonly backend: BackendName;
  /** The path of the binary. */
  readonly binary: string;
  /** Where the htmap directory is. @default in the world's own directory */
  readonly htmap?: string;
  /** The configuration of the pool. */
  readonly condorConfig?: string;
}

/** A home and an htmap directory. */
export class World implements AsyncDisposable {
  readonly directory: HTMapDirectory;
  #env: Record<string, string>;
  #running = new Set<number>();
  #history: string[] = [];
  #calls = 0;

  private constructor(readonly root: string, readonly options: WorldOptions) {
    this.directory = new HTMapDirectory(options.htmap ?? `${root}/htmap`);
    const { backend, condorConfig } = options;
    this.#env = {
      PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      HOME: `${root}/home`,
      HTMAP_DIR: this.directory.root,
      HTMAP_BACKEND: backend,
      HTMAP_DELIVERY: "shared",
      NO_COLOR: "1",
      ...(condorConfig === undefined ? {} : { CONDOR_CONFIG: condorConfig }),
    };
  }

  /** Makes a world that has no maps yet. */
  static async make(options: WorldOptions): Promise<World> {
    const root = await Deno.makeTempDir({ prefix: "htmap-faults-" });
    for (const name of ["home", "calls"]) await Deno.mkdir(`${root}/${name}`);
    const gate = JSON.stringify(`${root}/gate`);
    for (const [name, text] of Object.entries(FILES)) {
      await Deno.writeTextFile(`${root}/${name}`, text.replace("GATE", gate));
    }
    return new World(root, options);
  }

  /** Starts htmap with some arguments. */
  start(args: readonly string[], options: CallOptions = {}): Call {
    return this.#start([this.options.binary, ...args], options);
  }

  /** Runs htmap to its end. */
  async call(args: readonly string[], options?: CallOptions): Promise<Ended> {
    return await this.start(args, options).ended;
  }

  /** Runs htmap, which must succeed, and gives what it printed. */
  async ok(args: readonly string[], options?: CallOptions): Promise<string> {
    const ended = await this.call(args, options);
    if (ended.code !== 0) throw new Lost(`${shown(ended)} fails`);
    return ended.stdout;
  }

  /** Runs a tool of HTCondor's, which must succeed, and gives what it printed. */
  async tool(argv: readonly string[]): Promise<string> {
    const ended = await this.#start(argv, {}).ended;
    if (ended.code !== 0) throw new Error(`${shown(ended)} fails`);
    return ended.stdout;
  }

  #start(argv: readonly string[], { under = [], limit = CALL_LIMIT }: CallOptions): Call {
    const output = `${this.root}/calls/${this.#calls++}`;
    // To files and not pipes: what a call leaves behind would hold a pipe open.
    const script = 'exec "$@" >"$0.out" 2>"$0.err"';
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", script, output, ...under, ...argv],
      cwd: this.root,
      clearEnv: true,
      env: this.#env,
      detached: true, // a group of its own, that can be killed as one
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#running.add(child.pid);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child.pid);
    }, limit);
    const ended = child.status.then(async ({ code, signal }): Promise<Ended> => {
      clearTimeout(timer);
      this.#running.delete(child.pid);
      const [stdout, stderr] = await Promise.all(
        // It may have been killed before it had any.
        ["out", "err"].map((name) => readTextIfThere(`${output}.${name}`)),
      );
      const what = { argv, code, signal, stdout: stdout ?? "", stderr: stderr ?? "" };
      this.#history.push(shown(what));
      if (late) throw new Lost(`${shown(what)} had not ended after ${limit / 1000} s`);
      return what;
    });
    ended.catch(() => {}); // whoever waits for it hears of it, however late
    return { pid: child.pid, ended };
  }

  /** The tags on disk, and the map of each. */
  tags(): Map<string, string> {
    const names = namesIn(this.directory.tags).filter((name) => !name.startsWith(TEMPORARY_MARK));
    return new Map(names.map((name) => {
      return [name, Deno.readTextFileSync(this.directory.tag(name)).trim()];
    }));
  }

  /** The maps on disk. */
  maps(): string[] {
    return namesIn(this.directory.maps).filter((name) => !name.startsWith(TEMPORARY_MARK));
  }

  /** What was called since the maps were restored, but for what only looks at the queue. */
  history(): string {
    const acts = this.#history.filter((line) => !/^`condor_/.test(line));
    return acts.map((line) => line.length > 500 ? `${line.slice(0, 500)}…` : line).join("\n");
  }

  /** Whatever there is on disk of maps and tags, by its path. */
  leftovers(): string[] {
    const { maps, tags } = this.directory;
    return [maps, tags].flatMap((path) => namesIn(path).map((name) => `${path}/${name}`));
  }

  /** Lets the components of \`gated.ts\` end. */
  async openGate(): Promise<void> {
    await Deno.writeTextFile(`${this.root}/gate`, "");
  }

  /** Makes what killed processes left under temporary names as old as it is to be cleaned up. */
  async ageTemporaryFiles(): Promise<void> {
    const longAgo = new Date(Date.now() - 24 * 3_600_000);
    for (const path of this.leftovers()) {
      if (path.includes(TEMPORARY_MARK)) await Deno.utime(path, longAgo, longAgo);
    }
  }

  /** The maps that jobs in the queue, or processes on this machine, belong to. */
  async busyMaps(): Promise<Set<string>> {
    if (this.options.backend === "htcondor") {
      const list = ["condor_q", "-allusers", "-af", "HTMapUUID"];
      const ended = await this.#start(list, {}).ended;
      if (ended.code !== 0) throw new NoAnswer(`${shown(ended)} fails`);
      return new Set(ended.stdout.split("\n").filter((line) => line !== ""));
    }
    return new Set(findMarked(`${this.directory.maps}/`).map(({ rest }) => rest.slice(0, 36)));
  }

  /** Ends everything, and deletes all maps. */
  async clear(): Promise<void> {
    for (const pid of this.#running) killGroup(pid);
    for (const { pid } of findMarked(this.directory.root)) kill(pid);
    if (this.options.backend === "htcondor") {
      for (const more of [[], ["-forcex"]]) {
        // It fails where there are no jobs, and where there is no schedd just then.
        await this.tool(["condor_rm", "-all", ...more]).catch(() => {});
      }
    }
    await until(
      () => findMarked(this.directory.root).length === 0,
      () => `processes of ${this.directory.root} cannot be killed`,
    );
    for (const path of [this.directory.root, `${this.root}/gate`]) await removeTree(path);
  }

  /** Keeps the maps as they are now. */
  async save(): Promise<void> {
    await copyTree(this.directory.root, `${this.root}/saved`);
  }

  /** Clears the world, and gives it the maps that were kept, if any were. */
  async restore(): Promise<void> {
    await this.clear();
    this.#history = [];
    const saved = `${this.root}/saved`;
    if (isThere(saved)) await copyTree(saved, this.directory.root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear();
    await removeTree(this.root);
  }
}

/** A call, as a person would have typed it, and what it came to. */
export function shown({ argv, code, signal, stdout, stderr }: Ended): string {
  const [program = "", ...args] = argv;
  const how = signal === null ? `exit code ${code}` : signal;
  const said = [stdout, stderr].map((text) => text.trim()).filter((text) => text !== "").join("\n");
  const command = [program.replace(/^.*\//, ""), ...args].join(" ");
  return `\`${command}\` (${how}${said === "" ? "" : `: ${said}`})`;
}

/** Waits until something is so. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  otherwise: () => string,
): Promise<void> {
  const deadline = Date.now() + SETTLING_LIMIT;
  while (true) {
    try {
      if (await isSo()) return;
      if (Date.now() > deadline) throw new Lost(otherwise());
    } catch (error) {
      // A schedd that was killed is started again after a while.
      if (!(error instanceof NoAnswer) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function namesIn(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Copies a directory as it is, links, modes and times too. */
async function copyTree(from: string, to: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("cp", { args: ["-aT", from, to] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
