/**
 * An interactive shell in a terminal, by tmux: what its user types, and what is shown then.
 *
 * @module
 */

import { pause, type Place } from "./cli.ts";
import { PATIENCE } from "./patience.ts";
import { endTmux, tmux } from "./tmux.ts";

/** The shells that can be typed into. */
export type ShellName = "bash" | "zsh" | "fish";

/** Prints the words of a command line in place of running it: each in brackets. */
const SHOW: Readonly<Record<ShellName, string>> = {
  bash: "show() { printf '[%s]' \"$@\"; echo .; }; PS1='ready> '",
  zsh: "show() { printf '[%s]' \"$@\"; echo .; }; PS1='ready> '; setopt NO_BEEP",
  fish: "function show; printf '[%s]' $argv; echo .; end; " +
    "function fish_prompt; echo -n 'ready> '; end; function fish_right_prompt; end; set fish_greeting",
};

const ARGUMENTS: Readonly<Record<ShellName, readonly string[]>> = {
  bash: ["bash", "-i"],
  zsh: ["zsh", "-i"],
  fish: ["fish", "-i", "--features", "no-query-term"],
};

/** The time between two looks at the screen, in milliseconds. */
const PAUSE = 100;
/** How often it is looked at before it is given up. */
const LOOKS = PATIENCE / PAUSE;

/** @returns Whether a program is there. */
export function isInstalled(program: string): boolean {
  return ["/usr/bin", "/bin", "/usr/local/bin"].some((directory) => {
    try {
      return Deno.statSync(`${directory}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

/** A shell that waits for input. */
export class ShellSession implements AsyncDisposable {
  /** All that was shown until the first prompt. */
  greeting = "";

  private constructor(
    private readonly place: Place,
    private readonly shell: ShellName,
    private readonly socket: string,
  ) {}

  /**
   * Starts a shell, as its user's terminal does: it reads its start-up files.
   *
   * @param place Where; a program `htmap` in its `bin` is on PATH.
   * @param shell Which.
   * @returns The shell, at its prompt.
   */
  static async start(place: Place, shell: ShellName): Promise<ShellSession> {
    const session = new ShellSession(place, shell, `${place.root}/tmux-${shell}`);
    await session.tmux("-f/dev/null", "new-session", "-d", "-x150", "-y50", ...ARGUMENTS[shell]);
    await session.keys("-l", ` ${SHOW[shell]}`);
    await session.keys("Enter");
    session.greeting = await session.until(/^ready> *$/m);
    return session;
  }

  /**
   * Types a line, presses the tab key, and has the shell say which words it has then.
   *
   * @param line The line.
   * @returns The words.
   */
  async completed(line: string): Promise<string[]> {
    await this.clear();
    await this.keys("-l", line);
    await this.keys("Tab");
    await this.keys("C-a");
    await this.keys("-l", "show ");
    await this.keys("C-e"); // fish has a suggestion there only without a blank
    await this.keys("Enter");
    const screen = await this.until(/^(\[.*\])\.$/ms);
    const [, words = ""] = /^(\[.*\])\.$/ms.exec(screen) ?? [];
    return words.slice(1, -1).split("][");
  }

  /**
   * Types a line and presses the tab key until the shell lists what there is.
   *
   * @param line The line.
   * @param sign What is then shown.
   * @returns All that is shown.
   */
  async listed(line: string, sign: RegExp): Promise<string> {
    await this.clear();
    await this.keys("-l", line);
    await this.keys("Tab");
    await this.keys("Tab");
    const screen = await this.until(sign);
    await this.keys("C-c");
    return screen;
  }

  private async clear(): Promise<void> {
    await this.keys("C-u");
    await this.keys("-l", " clear");
    await this.keys("Enter");
    await this.until(/^ready> *$/m, /\S[^]*\n.*\S/);
    await this.tmux("clear-history");
  }

  private async keys(...keys: string[]): Promise<void> {
    await this.tmux("send-keys", ...keys);
  }

  /** Waits until the screen shows something, and not something else. */
  private async until(sign: RegExp, not?: RegExp): Promise<string> {
    let screen = "";
    for (let i = 0; i < LOOKS; i++) {
      screen = await this.tmux("capture-pane", "-p", "-J");
      if (sign.test(screen) && !not?.test(screen)) return screen;
      await pause(PAUSE);
    }
    throw new Error(`${this.shell} did not show ${sign}:\n${screen}`);
  }

  private async tmux(...args: string[]): Promise<string> {
    return await tmux(this.place, this.socket, args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endTmux(this.place, this.socket);
  }
}
