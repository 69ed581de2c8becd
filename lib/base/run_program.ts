/**
 * Running a program to its end, whatever it does.
 *
 * @module
 */

import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./process_group.ts";

/** How much of standard output there may be, in bytes: a list of millions of jobs. */
const MOST_OUTPUT = 256 * 1024 * 1024;
/** How much is kept of the end of standard error, in bytes. */
const KEPT_ERROR = 64 * 1024;
/**
 * How often is looked after the program's end whether more has come, until nothing has so many times in a row,
 * and how long that is apart, in milliseconds: it is several times, as this process may have been asleep for one,
 * with what came unread.
 */
const LOOKS = 5;
const LINGER = 100;

/** How long to wait for a program that was killed to be gone, in milliseconds. */
const DYING = 2000;

/** Options of {@linkcode runProgram}. */
export interface RunOptions {
  /** How long it may take, in milliseconds. */
  readonly timeout: number;
  /** Ends it, and what it has started. */
  readonly signal?: AbortSignal | undefined;
}

/** What a program came to. */
export interface ProgramEnd {
  /** Standard output; nothing of it if it is too much. */
  readonly stdout: string;
  /** Standard error; only the end of it if it is long. */
  readonly stderr: string;
  /** How it ended: by itself, or since it took too long or wrote too much. */
  readonly end:
    | { readonly code: number; readonly signal: Deno.Signal | null }
    | "time is over"
    | "too much output";
}

/**
 * Runs a program in a process group of its own, so that what it has started can be ended with it: it
 * may be a script that waits for a child, or that leaves one behind.
 *
 * A key pressed in a terminal does not reach that group: `signal` has to be aborted then, or
 * {@linkcode endPrograms} be called. If this process is killed, the program goes on to its own end.
 *
 * @param program Its path, or its name on PATH.
 * @param args Its arguments, as they are: no shell sees them.
 * @param options How long it may take, and a signal to end it.
 * @returns What it came to, once it has ended and what it wrote has been read. What other processes may
 *   yet write to its output is not waited for.
 * @throws The signal's reason, at once; and the system's error if the program cannot be started.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { timeout, signal }: RunOptions,
): Promise<ProgramEnd> {
  signal?.throwIfAborted();
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn(); // not output(), which leaves `detached` out in some versions of Deno
  running.add(child.pid);
  const cut = Promise.withResolvers<"time is over" | "too much output">();
  const onAbort = (): void => cut.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => cut.resolve("time is over"), timeout);
  const stdout = new Pieces(child.stdout, ({ total }) => {
    if (total > MOST_OUTPUT) cut.resolve("too much output");
  });
  const stderr = new Pieces(child.stderr, (pieces) => pieces.keepEnd(KEPT_ERROR));
  let hasEnded = false;
  try {
    let end: ProgramEnd["end"] = await Promise.race([child.status, cut.promise]);
    if (typeof end === "object") {
      hasEnded = true;
      const { code, signal } = end;
      end = await Promise.race([untilQuiet(stdout, stderr), cut.promise]) ?? { code, signal };
    }
    return {
      stdout: end === "too much output" ? "" : stdout.text(),
      stderr: stderr.text(),
      end,
    };
  } finally {
    running.delete(child.pid);
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    if (!hasEnded) {
      signalGroup(child.pid, "SIGKILL"); // which one that was stopped obeys, too
      // One that waits for a network file system may take its time, and gets little of it.
      const patience = new AbortController();
      const little = sleep(DYING, undefined, patience).catch(() => {});
      await Promise.race([child.status, little]);
      patience.abort();
      child.unref();
    }
    stdout.close();
    stderr.close();
  }
}

/** The programs that run, by the numbers of their groups. */
const running = new Set<number>();

/** Ends all programs that run, with what they have started, since this process is about to end. */
export function endPrograms(): void {
  for (const group of running) signalGroup(group, "SIGKILL");
}

/** Waits until all has been read that the program wrote before its end. */
async function untilQuiet(...all: readonly Pieces[]): Promise<undefined> {
  const timer = new AbortController();
  const ended = Promise.all(all.map(({ ended }) => ended)).then(() => true);
  const total = (): number => all.reduce((sum, { total }) => sum + total, 0);
  try {
    for (let quiet = 0, before = total(); quiet < LOOKS; before = total()) {
      const pause = sleep(LINGER, false, { signal: timer.signal }).catch(() => false);
      if (await Promise.race([ended, pause])) return;
      quiet = total() === before ? quiet + 1 : 0;
    } // What still has the pipe is another process, which the program has left behind.
  } finally {
    timer.abort();
  }
}

/** What comes out of a pipe. */
class Pieces {
  /** How many bytes have come. */
  total = 0;
  /** Resolves when no more can come. */
  readonly ended: Promise<void>;
  #kept: Uint8Array[] = [];
  #size = 0;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  /**
   * @param pipe The end to read from.
   * @param onPiece Called after each piece.
   */
  constructor(pipe: ReadableStream<Uint8Array>, onPiece: (pieces: Pieces) => void) {
    this.#reader = pipe.getReader();
    this.ended = this.#read(onPiece);
  }

  async #read(onPiece: (pieces: Pieces) => void): Promise<void> {
    while (true) {
      const { value } = await this.#reader.read();
      if (!value) return;
      this.#kept.push(value);
      this.#size += value.length;
      this.total += value.length;
      onPiece(this);
    }
  }

  /** Forgets what came before the last so many bytes. */
  keepEnd(bytes: number): void {
    for (let first; (first = this.#kept[0]) && this.#size - first.length >= bytes;) {
      this.#kept.shift();
      this.#size -= first.length;
    }
  }

  text(): string {
    const decoder = new TextDecoder();
    const parts = this.#kept.map((piece) => decoder.decode(piece, { stream: true }));
    const kept = parts.join("") + decoder.decode();
    return this.#size < this.total ? `…${kept}` : kept;
  }

  /** Reads no further. */
  close(): void {
    this.#reader.cancel().catch(() => {}); // a pipe that has failed is closed already
  }
}
