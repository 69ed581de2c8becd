/**
 * Runs programs for the toolchain: output kept and shown only on failure, a bounded time, and
 * nothing left running when this process is told to stop.
 *
 * @module
 */

import { onLauncherGone } from "./launcher.ts";

/** How {@linkcode run} runs a program. */
export interface RunOptions {
  /** The directory to run it in. */
  cwd?: string;
  /** Variables added to this process's environment. */
  env?: Record<string, string>;
  /** How long it may take, in milliseconds. @default no limit */
  timeout?: number;
  /** How often it is run at most until it succeeds: what is downloaded may not come at once. @default once */
  tries?: number;
}

/** A program of the toolchain failed, or was not there. */
export class ToolFailed extends Error {
  override name = "ToolFailed";

  /**
   * @param program The program with its arguments.
   * @param reason How it ended.
   * @param output What it printed, both streams.
   */
  constructor(readonly program: string, reason: string, readonly output: string) {
    const shown = tail(output, 25);
    super(`${program} ${reason}${shown === "" ? "" : `:\n${shown.replace(/^/gm, "    ")}`}`);
  }
}

/** The last lines of a text, for error messages. */
export function tail(text: string, lines: number): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Runs a program to its end and gives what it printed on standard output.
 *
 * @param argv The program and its arguments, passed on as they are.
 * @throws {ToolFailed} when it is not there, ends with another code than 0, or takes too long.
 * @returns Its standard output.
 */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  for (let left = options.tries ?? 1;; left--) {
    try {
      return await runOnce(argv, options);
    } catch (error) {
      if (!(error instanceof ToolFailed) || left <= 1) throw error;
      say(`once more, because ${error.message}`);
    }
  }
}

async function runOnce(argv: readonly string[], options: RunOptions): Promise<string> {
  const [program, ...args] = argv;
  if (program === undefined) throw new TypeError("No program was given to run");
  const signal = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      cwd: options.cwd,
      env: options.env,
      // Nothing is written there: its end tells the program that this process has died.
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      signal,
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ToolFailed(program, "is not on this machine", "");
  }
  const output = await child.output();
  await child.stdin.close().catch(() => {});
  const decoder = new TextDecoder();
  const stdout = decoder.decode(output.stdout);
  if (output.success) return stdout;
  const how = signal?.aborted
    ? `was not finished within ${(options.timeout ?? 0) / 1000} s`
    : `ended with code ${output.code}`;
  throw new ToolFailed(abridged(argv), how, stdout + decoder.decode(output.stderr));
}

/** A command for an error message: a long one loses its end. */
function abridged(argv: readonly string[]): string {
  return argv.slice(0, 8).join(" ") + (argv.length > 8 ? " …" : "");
}

/** Whether a program of this name is on PATH. */
export function onPath(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((directory) => {
    try {
      return Deno.statSync(`${directory}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

/** A line of progress, on standard error so that standard output stays a program's own. */
export function say(line: string): void {
  console.error(`# ${line}`);
}

/**
 * Does one step of the preparation and says so, with the time it took when that was noticeable.
 *
 * @param title What is done, as a person would say it.
 */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  say(`${title} …`);
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  if (seconds >= 1) say(`${title}: done in ${seconds.toFixed(0)} s`);
  return result;
}

/** This process was told to stop. What it had started has ended. */
export class Interrupted extends Error {
  override name = "Interrupted";

  /** @param signal The signal that told it. */
  constructor(readonly signal: Deno.Signal) {
    super(`stopped by ${signal}`);
  }
}

/** How {@linkcode runInForeground} runs a program. */
export interface ForegroundOptions {
  /** Variables added to this process's environment. */
  env?: Record<string, string>;
  /**
   * The signal that ends the program when this process is told to stop.
   *
   * @default the one that this process got
   */
  stopWith?: Deno.Signal;
}

/**
 * Runs a program in the foreground: its streams are this process's own, and it is stopped when
 * this process is told to stop.
 *
 * @throws {Interrupted} when this process was told to stop, after the program has ended.
 * @returns Its exit code.
 */
export async function runInForeground(
  argv: readonly string[],
  { env, stopWith }: ForegroundOptions = {},
): Promise<number> {
  const [program, ...args] = argv;
  if (program === undefined) throw new TypeError("No program was given to run");
  const child = new Deno.Command(program, {
    args,
    env,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  let told: Deno.Signal | undefined;
  const listeners = onStopSignal((signal) => {
    told ??= signal;
    try {
      child.kill(stopWith ?? signal);
    } catch {
      // It has ended already; its status is on the way.
    }
  });
  const { code } = await child.status;
  // The listeners stay then: a second signal must not end this process before it has tidied up.
  if (told !== undefined) throw new Interrupted(told);
  listeners[Symbol.dispose]();
  return code;
}

/**
 * Calls back on each signal that means "stop", which then does not end this process by itself, and
 * when the `npx` that started this task has gone, which counts as a SIGHUP.
 */
export function onStopSignal(callback: (signal: Deno.Signal) => void): Disposable {
  const signals: Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  const listeners = signals.map((signal) => ({ signal, listener: () => callback(signal) }));
  for (const { signal, listener } of listeners) Deno.addSignalListener(signal, listener);
  const watch = onLauncherGone(() => callback("SIGHUP"));
  return {
    [Symbol.dispose](): void {
      for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
      watch[Symbol.dispose]();
    },
  };
}
