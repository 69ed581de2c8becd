/**
 * Running the command line, from its source or as the binary, in a place of its own.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { isThere } from "../../lib/base/files.ts";
import { PATIENCE } from "./patience.ts";
import { removePlace } from "./sandbox.ts";

/** How htmap is run. */
export interface Program {
  /** The program and its first arguments. */
  readonly command: readonly [string, ...string[]];
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What a script imports htmap by. */
  readonly htmap: string;
}

/** The path of a file of the checkout. */
const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** htmap, run from its source. */
export const FROM_SOURCE: Program = {
  command: [
    Deno.execPath(),
    "run",
    "--allow-all",
    "--no-check",
    "--no-lock",
    "--quiet",
    pathOf("cli.ts"),
  ],
  env: { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno` },
  htmap: pathOf("mod.ts"),
};

const binary = Deno.env.get("HTMAP_TEST_BINARY");

/** htmap, run as the binary; `undefined` if the tests have none. */
export const AS_BINARY: Program | undefined = binary === undefined
  ? undefined
  : { command: [binary], env: {}, htmap: "htmap" };

/** What a run of htmap came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with its own home and htmap directory. */
export class Place implements AsyncDisposable {
  private constructor(readonly root: string, readonly program: Program) {}

  static async make(program: Program): Promise<Place> {
    const root = await Deno.makeTempDir({ prefix: "htmap-cli-" });
    for (const name of ["home", "bin"]) await Deno.mkdir(`${root}/${name}`);
    return new Place(root, program);
  }

  /** The environment that htmap runs in, in which there is nothing on PATH. */
  get env(): Record<string, string> {
    return {
      PATH: `${this.root}/bin`,
      HOME: `${this.root}/home`,
      HTMAP_DIR: `${this.root}/htmap`,
      HTMAP_BACKEND: "local",
      NO_COLOR: "1",
      ...this.program.env,
    };
  }

  /** Writes a file, and gives its path. */
  async write(name: string, text: string): Promise<string> {
    const path = `${this.root}/${name}`;
    await Deno.writeTextFile(path, text);
    return path;
  }

  /** Starts htmap. */
  start(args: readonly string[], stdin: "null" | "piped" = "null"): Deno.ChildProcess {
    const [program, ...first] = this.program.command;
    return this.launch(program, [...first, ...args], stdin);
  }

  /** Starts a program as htmap is started, such as one that starts htmap. */
  launch(
    program: string,
    args: readonly string[],
    stdin: "null" | "piped" = "null",
  ): Deno.ChildProcess {
    return new Deno.Command(program, {
      args: [...args],
      cwd: this.root,
      clearEnv: true,
      env: this.env,
      stdin,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs htmap, with text or bytes on standard input if any are given. */
  async run(args: readonly string[], input?: string | Uint8Array): Promise<Outcome> {
    const child = this.start(args, input === undefined ? "null" : "piped");
    if (input !== undefined) {
      const writer = child.stdin.getWriter();
      // What ends without reading its input has closed it.
      const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
      await writer.write(bytes).catch(() => {});
      await writer.close().catch(() => {});
    }
    return await outcome(child);
  }

  /** Runs htmap, which must succeed, and gives what it printed. */
  async ok(args: readonly string[], input?: string | Uint8Array): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, input);
    if (code !== 0) throw new Error(`htmap ${args.join(" ")} exited with ${code}:\n${stderr}`);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeMaps(this);
    await removePlace(this.root);
  }
}

/** Waits for the end of a process, and gives what it came to. */
export async function outcome(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Declares a test of a promise that the command line makes. */
export type DeclareTest = (promise: string, body: (place: Place) => Promise<void>) => void;

/**
 * Declares tests, each in a place of its own.
 *
 * @param program How htmap is run; without a program the tests are ignored.
 * @returns What declares a test.
 */
export function testsOfCli(program: Program | undefined): DeclareTest {
  return (promise, body) =>
    Deno.test({
      name: `htmap ${promise}`,
      ignore: program === undefined,
      fn: async () => {
        await using place = await Place.make(program ?? FROM_SOURCE);
        await body(place);
      },
    });
}

/** What is in the directory of all maps. */
export async function mapsOf(place: Place): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(`${place.env["HTMAP_DIR"]}/maps`))).map(({ name }) =>
      name
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Finds the processes that run the jobs of a place's maps on this machine, or are about to look whether
 * there is anything to run: of one map there may be several.
 *
 * @param place The place.
 * @returns Their numbers, and the directory of the map that each has among its arguments.
 */
export function schedulersOf(place: Place): { readonly pid: number; readonly map: string }[] {
  const maps = `${place.env["HTMAP_DIR"]}/maps/`;
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) return [];
    const map = argumentsOf(name).find((word) =>
      word.startsWith(maps) && !word.slice(maps.length).includes("/")
    );
    return map === undefined ? [] : [{ pid: Number(name), map }];
  });
}

function argumentsOf(pid: string): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0");
  } catch {
    return []; // it has ended
  }
}

/**
 * Waits until nothing changes any more in the directories of a place's maps, all of which are over: what has
 * run them tidies up after the end of their last component.
 *
 * @param place The place.
 */
export async function untilAtRest(place: Place): Promise<void> {
  while (schedulersOf(place).length > 0) await pause(20);
}

/**
 * Removes the maps of a place, and waits until what has run them is gone, too.
 *
 * @param place The place.
 */
export async function removeMaps(place: Place): Promise<void> {
  // What a map has running ends with it, also where that takes longer than a user is to wait for.
  if ((await mapsOf(place)).length > 0) await place.run(["remove", "--all", "--force"]);
  while (schedulersOf(place).some(({ map }) => !isThere(map))) await pause(20);
}

/** Sends SIGINT to a process. */
export async function interrupted(child: Deno.ChildProcess): Promise<Outcome> {
  child.kill("SIGINT");
  return await outcome(child);
}

/**
 * Sends SIGINT to a process that is at what it was started for. One that was not yet is started again, and
 * has twice the time.
 *
 * @param start Starts it.
 * @param hasBegun Tells by its outcome whether it had come that far. @default it said something to people
 */
export async function interruptedAtWork(
  start: () => Deno.ChildProcess,
  hasBegun = ({ stderr }: Outcome): boolean => stderr !== "",
): Promise<Outcome> {
  for (let after = 1500;; after *= 2) {
    const child = start();
    await pause(after);
    const found = await interrupted(child);
    if (hasBegun(found) || after > PATIENCE) return found;
  }
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
