/**
 * Running scripts that use htmap as a library, each in a process of its own.
 *
 * @module
 */

import type { Sandbox } from "./sandbox.ts";

/** What a script came to. */
export interface ScriptOutcome {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a script is run. */
export interface ScriptOptions {
  /** Commands for bash, run before the script in the same process. @default none */
  readonly before?: string;
  /** A program and its arguments that the script is run by. @default none */
  readonly wrapper?: readonly string[];
  /** What it reads. @default {"null"} */
  readonly stdin?: "null" | "piped";
}

/** Makes the command that runs a script in a sandbox; `htmap` is the library in it. */
export function command(
  box: Sandbox,
  code: string,
  { before = "", wrapper = [], stdin = "null" }: ScriptOptions = {},
): Deno.Command {
  const text = `import * as htmap from ${
    JSON.stringify(import.meta.resolve("../../mod.ts"))
  };\n${code}`;
  const denoDir = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  const file = `${box.root}/script-${crypto.randomUUID()}.ts`;
  Deno.writeTextFileSync(file, text);
  const program = [...wrapper, Deno.execPath(), "run", "-A", "--no-check", file];
  return new Deno.Command("bash", {
    args: ["-c", `${before} exec "$@"`, "bash", ...program],
    env: { ...box.env, DENO_DIR: denoDir },
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

/** Starts a script. */
export function spawn(box: Sandbox, code: string, options?: ScriptOptions): Deno.ChildProcess {
  return command(box, code, options).spawn();
}

/** Runs a script to its end. */
export async function script(
  box: Sandbox,
  code: string,
  options?: ScriptOptions,
): Promise<ScriptOutcome> {
  const { success, stdout, stderr } = await command(box, code, options).output();
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { success, stdout: decode(stdout), stderr: decode(stderr) };
}
