/**
 * Keys that are pressed, from the bytes that a terminal sends for them.
 *
 * @module
 */

/** A key: its name, or the character it stands for. */
export type Key = string;

/** The names of keys that send more than a character. */
const SEQUENCES: Readonly<Record<string, Key>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "OA": "up",
  "OB": "down",
  "OC": "right",
  "OD": "left",
  "[H": "home",
  "[F": "end",
  "OH": "home",
  "OF": "end",
  "[1~": "home",
  "[7~": "home",
  "[4~": "end",
  "[8~": "end",
  "[5~": "pageup",
  "[6~": "pagedown",
  "[Z": "backtab",
  "OM": "enter",
};

/** The names of control characters. */
const CONTROLS: Readonly<Record<string, Key>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\x08": "backspace",
  "\x03": "ctrl-c",
  "\x04": "ctrl-d",
  "\x0c": "ctrl-l",
  "\x1a": "ctrl-z",
};

/** A sequence of a key (ECMA-48, 5.4: control sequences; SS3), or the beginning of one. */
// deno-lint-ignore no-control-regex -- keys are what begins with such a character
const WHOLE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/;
// deno-lint-ignore no-control-regex -- as above
const BEGUN = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/;

/** Reads keys, also where what a key sends comes in several pieces. */
export class KeyReader {
  #decoder = new TextDecoder();
  #rest = "";

  /** Whether what has come may be the Escape key or the beginning of another. */
  get isWaiting(): boolean {
    return this.#rest !== "";
  }

  /**
   * Takes in what the terminal has sent.
   *
   * @param bytes The bytes.
   * @returns The keys that are whole. What no key is known for is left out.
   */
  push(bytes: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (this.#rest !== "" && !BEGUN.test(this.#rest)) {
      const [sequence] = WHOLE.exec(this.#rest) ?? [];
      if (sequence !== undefined) {
        const key = SEQUENCES[sequence.slice(1)];
        if (key !== undefined) keys.push(key);
        this.#rest = this.#rest.slice(sequence.length);
        continue;
      }
      const [character = ""] = this.#rest;
      this.#rest = this.#rest.slice(character.length);
      if (character === "\x1b") keys.push("escape");
      else if (CONTROLS[character] !== undefined) keys.push(CONTROLS[character]);
      else if (character >= " ") keys.push(character);
    }
    return keys;
  }

  /** @returns The keys that what has come stands for if nothing follows: the Escape key. */
  end(): Key[] {
    const isEscape = this.#rest.startsWith("\x1b");
    this.#rest = "";
    return isEscape ? ["escape"] : [];
  }
}
