/**
 * Running a program in a terminal.
 *
 * @module
 */

import { outcome, type Place } from "./cli.ts";
import type { Sandbox } from "./sandbox.ts";

/** What is done while a program runs in a terminal. */
export interface TerminalOptions {
  /** Presses Ctrl-C once the terminal was sent this. */
  readonly interruptAfter?: string;
}

/**
 * Runs htmap with a pseudo terminal as its standard output and error.
 *
 * @returns What the terminal was sent, in lines that end with a line feed alone.
 */
export async function inTerminal(
  place: Place,
  args: readonly string[],
  { interruptAfter }: TerminalOptions = {},
): Promise<string> {
  const command = recorded([...place.program.command, ...args]);
  if (interruptAfter === undefined) {
    const { stdout } = await outcome(place.launch("/usr/bin/script", command));
    return stdout.replaceAll("\r\n", "\n");
  }
  const child = place.launch("/usr/bin/script", command, "piped");
  child.stderr.cancel();
  const keys = child.stdin.getWriter();
  let sent = "";
  let isPressed = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    sent += text;
    if (isPressed || !sent.includes(interruptAfter)) continue;
    isPressed = true;
    await keys.write(new Uint8Array([3]));
  }
  await keys.close().catch(() => {}); // it has closed it when it ended
  await child.status;
  return sent.replaceAll("\r\n", "\n");
}

/**
 * Runs a script with a pseudo terminal as its standard output and error.
 *
 * @param box Where.
 * @param code The script.
 * @returns What the terminal was sent, in lines that end with a line feed alone.
 */
export async function terminalOf(box: Sandbox, code: string): Promise<string> {
  const file = `${box.root}/terminal-${crypto.randomUUID()}.ts`;
  await Deno.writeTextFile(file, code);
  const denoDir = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  const { stdout } = await new Deno.Command("/usr/bin/script", {
    args: recorded([Deno.execPath(), "run", "-A", "--no-check", "--quiet", file]),
    env: { ...box.env, DENO_DIR: denoDir },
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout).replaceAll("\r\n", "\n");
}

function recorded(words: readonly string[]): string[] {
  const command = words.map((word) => `'${word}'`).join(" ");
  return ["--quiet", "--echo", "never", "--command", command, "/dev/null"];
}
