/**
 * A terminal as a screen: drawn in place, line by line where something has changed, with keys. However it ends,
 * the terminal is as it was.
 *
 * @module
 */

import { setFoot } from "../../text/terminal_foot.ts";
import { terminalSize } from "../live_frames.ts";
import { type Key, KeyReader } from "./keys.ts";
import type { ScreenSize } from "./shown.ts";

/** A screen of its own, with no cursor on it, where lines that are too long are cut off. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
const LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
/** How long the Escape key is waited for to be the beginning of another, in milliseconds. */
const ESCAPE = 50;
/** The smallest size that anything is drawn for. */
const LEAST = { columns: 10, rows: 3 } as const;

/** What a screen tells of. */
export interface ScreenListener {
  /** Keys were pressed. */
  onKey(key: Key): void;
  /** All is to be drawn again: it has another size, or was away. */
  onRedraw(): void;
  /** Nobody is there any more: the terminal was closed. */
  onClosed(): void;
}

/** The terminal that keys come from: standard input or, if that is none, the one that the process has. */
interface Keyboard {
  read(into: Uint8Array): Promise<number | null>;
  setRaw(isRaw: boolean, options?: Deno.SetRawOptions): void;
}

/** A terminal that is drawn on. */
export class Screen implements Disposable {
  readonly #keyboard: Keyboard | undefined;
  readonly #listener: ScreenListener;
  #drawn: readonly string[] = [];
  #isOpen = false;
  #isOver = false;
  readonly #onResize = (): void => this.#redraw();
  readonly #onStop = (): void => this.#suspend();
  readonly #onContinue = (): void => {
    // Where it was stopped by another signal, the shell has taken the terminal back meanwhile.
    this.#leave();
    this.#redraw();
  };
  readonly #onEnd = (): void => this.#leave();

  /** @param listener Told of what happens. */
  constructor(listener: ScreenListener) {
    this.#listener = listener;
    this.#keyboard = keyboard();
    Deno.addSignalListener("SIGWINCH", this.#onResize);
    Deno.addSignalListener("SIGTSTP", this.#onStop);
    Deno.addSignalListener("SIGCONT", this.#onContinue);
    for (const event of ENDS) globalThis.addEventListener(event, this.#onEnd);
    // What else is said stands on the terminal itself, and is there afterwards.
    setFoot({ clear: () => this.#leave(), draw: () => this.#redraw() });
    this.#enter();
    this.#listen();
  }

  /** Whether keys can be pressed. */
  get hasKeys(): boolean {
    return this.#keyboard !== undefined;
  }

  /** How large it is now. */
  get size(): ScreenSize {
    const { columns, rows } = terminalSize() ?? { columns: 80, rows: 24 };
    return { columns: Math.max(LEAST.columns, columns), rows: Math.max(LEAST.rows, rows) };
  }

  /**
   * Shows lines in place of those that were shown; only those are written that are others.
   *
   * @param lines The lines, from the top, as a terminal takes them.
   */
  show(lines: readonly string[]): void {
    if (this.#isOver || !this.#isOpen) return;
    let text = "";
    const height = Math.max(lines.length, this.#drawn.length);
    for (let row = 0; row < height; row++) {
      const line = lines[row] ?? "";
      // First cleared: behind the last column, that would take what stands there.
      if (line !== this.#drawn[row]) text += `\x1b[${row + 1};1H\x1b[0m\x1b[K${line}\x1b[0m`;
    }
    this.#drawn = lines;
    if (text !== "" && !write(text)) this.#listener.onClosed();
  }

  /** Stops the process as Ctrl-Z does, until the shell lets it go on. */
  suspend(): void {
    this.#suspend();
  }

  /** Draws all of it again, as after something else has written to the terminal. */
  redraw(): void {
    this.#redraw();
  }

  /** Gives the terminal back. */
  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#leave();
    this.#isOver = true;
    setFoot(undefined);
    Deno.removeSignalListener("SIGWINCH", this.#onResize);
    Deno.removeSignalListener("SIGTSTP", this.#onStop);
    Deno.removeSignalListener("SIGCONT", this.#onContinue);
    for (const event of ENDS) globalThis.removeEventListener(event, this.#onEnd);
  }

  #suspend(): void {
    this.#leave();
    Deno.kill(Deno.pid, "SIGSTOP");
    // It goes on here, and is told so by a signal.
  }

  #redraw(): void {
    if (this.#isOver) return;
    if (this.#isOpen) {
      this.#drawn = [];
      write("\x1b[0m\x1b[2J");
    } else this.#enter();
    this.#listener.onRedraw();
  }

  #enter(): void {
    if (this.#isOver) return;
    try {
      // Ctrl-C and Ctrl-Z stay signals.
      this.#keyboard?.setRaw(true, { cbreak: true });
    } catch {
      // The terminal is gone, or not this process's just now: a signal tells what comes of that.
    }
    this.#drawn = [];
    this.#isOpen = true;
    write(ENTER);
  }

  #leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    write(LEAVE);
    try {
      this.#keyboard?.setRaw(false);
    } catch {
      // The terminal is gone, and there is nothing to put right.
    }
  }

  async #listen(): Promise<void> {
    if (!this.#keyboard) return;
    const reader = new KeyReader();
    const buffer = new Uint8Array(1024);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = (keys: readonly Key[]): void => keys.forEach((key) => this.#listener.onKey(key));
    try {
      while (!this.#isOver) {
        const count = await this.#keyboard.read(buffer);
        clearTimeout(timer);
        if (count === null) break;
        press(reader.push(buffer.subarray(0, count)));
        if (reader.isWaiting) timer = setTimeout(() => press(reader.end()), ESCAPE);
      }
    } catch {
      // Of a terminal that was closed, nothing can be read.
    }
    if (!this.#isOver) this.#listener.onClosed();
  }
}

/** What ends a process besides signals: an end by itself, and what nobody has caught. */
const ENDS = ["unload", "error", "unhandledrejection"] as const;

function keyboard(): Keyboard | undefined {
  if (Deno.stdin.isTerminal()) return Deno.stdin;
  try {
    return Deno.openSync("/dev/tty", { read: true, write: true });
  } catch {
    return undefined; // without a terminal of its own: it can be watched, and ended by a signal
  }
}

/** Writes to the terminal, and tells whether that could be done. */
function write(text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
    return true;
  } catch {
    return false;
  }
}
