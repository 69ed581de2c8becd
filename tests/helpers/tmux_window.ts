/**
 * A terminal window with a shell in it, by tmux: what is typed there, what is shown, how large it is.
 *
 * @module
 */

import { pause, type Place } from "./cli.ts";
import { PATIENCE } from "./patience.ts";
import { isInstalled } from "./shell_session.ts";
import { endTmux, tmux } from "./tmux.ts";

/** Whether there can be any. */
export const HAS_TMUX: boolean = isInstalled("tmux") && isInstalled("bash");

/** The time between two looks at the screen, in milliseconds. */
const PAUSE = 100;
/** How often it is looked at before it is given up. */
const LOOKS = PATIENCE / PAUSE;

/** A window. */
export class TmuxWindow implements AsyncDisposable {
  readonly #place: Place;
  readonly #socket: string;

  private constructor(place: Place) {
    this.#place = place;
    this.#socket = `${place.root}/tmux-${crypto.randomUUID().slice(0, 8)}`;
  }

  /**
   * Opens a window in which `htmap` is the program that is tested.
   *
   * @param place Where.
   * @param size How large it is.
   * @returns The window, its shell at the prompt `ready> `.
   */
  static async open(
    place: Place,
    size: { readonly columns: number; readonly rows: number },
  ): Promise<TmuxWindow> {
    const opened = new TmuxWindow(place);
    const words = place.program.command.map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(`${place.root}/bin/htmap`, `#!/bin/sh\nexec ${words} "$@"\n`, {
      mode: 0o755,
    });
    await place.write("bashrc", "PS1='ready> '\n");
    const shell = ["bash", "--rcfile", `${place.root}/bashrc`, "-i"];
    const [x, y] = [`-x${size.columns}`, `-y${size.rows}`];
    await opened.#tmux("-f/dev/null", "new-session", "-d", x, y, ...shell);
    await opened.until(/^ready> *$/m);
    return opened;
  }

  /** Types text, as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  /** Presses keys, by tmux's names. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** Types a line and presses Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press("Enter");
  }

  /** Makes the window larger or smaller. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", `-x${columns}`, `-y${rows}`);
  }

  /** @returns What is shown now. */
  async screen(): Promise<string> {
    return await this.#tmux("capture-pane", "-p");
  }

  /** Waits until something is shown, and gives all that is then. */
  async until(sign: RegExp): Promise<string> {
    let screen = "";
    for (let i = 0; i < LOOKS; i++) {
      screen = await this.screen();
      if (sign.test(screen)) return screen;
      await pause(PAUSE);
    }
    throw new Error(`There is no ${sign}:\n${screen}`);
  }

  async #tmux(...args: string[]): Promise<string> {
    return await tmux(this.#place, this.#socket, args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endTmux(this.#place, this.#socket);
  }
}
