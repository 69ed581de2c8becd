/**
 * Runs the code of a page or of an example as a user would, on the local backend, in a home and a
 * directory of its own.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { agrees, type CodeSample, type CommandStep, expectedLines } from "./code_blocks.ts";
import { removePlace } from "./sandbox.ts";

const CHECKOUT = new URL("../../", import.meta.url);

/** How long one step may take, in milliseconds. */
const TIMEOUT = 600_000;

interface Place {
  readonly root: string;
  readonly cwd: string;
  /** How Deno is to run a script. */
  readonly flags: readonly string[];
  readonly env: Record<string, string>;
}

/**
 * Runs all steps of a sample and checks what they print.
 *
 * @param sample The sample.
 * @throws {Error} If a step fails, or prints something else than the sample says.
 */
export async function runSample({ steps }: CodeSample): Promise<void> {
  const place = await makePlace();
  try {
    let scripts = 0;
    for (const step of steps) {
      if (step.kind === "file") {
        await Deno.writeTextFile(`${place.cwd}/${step.name}`, step.code);
      } else if (step.kind === "script") await runScript(place, step.code, `script${++scripts}.ts`);
      else await runCommand(place, step);
    }
  } finally {
    await leave(place);
  }
}

/**
 * Makes `htmap` this checkout's.
 *
 * @param directory Where the files that this takes may be.
 * @returns The flags of Deno.
 */
export async function denoFlags(directory: string): Promise<string[]> {
  const importMap = `${directory}/import_map.json`;
  const imports = { htmap: new URL("mod.ts", CHECKOUT).href };
  await Deno.writeTextFile(importMap, JSON.stringify({ imports }));
  // With the versions of the packages known, the registry need not be asked for them.
  const lock = `${directory}/deno.lock`;
  await Deno.copyFile(new URL("deno.lock", CHECKOUT), lock);
  await Deno.chmod(lock, 0o644);
  return ["--quiet", "--no-config", `--lock=${lock}`, `--import-map=${importMap}`];
}

async function makePlace(): Promise<Place> {
  const root = await Deno.makeTempDir({ prefix: "htmap-docs-" });
  const [home, bin, cwd] = [`${root}/home`, `${root}/bin`, `${root}/work`];
  for (const directory of [home, bin, cwd]) await Deno.mkdir(directory);
  // As in a checkout, for pages that use the manual's data.
  await Deno.symlink(new URL("docs", CHECKOUT), `${cwd}/docs`);
  const cli = fileURLToPath(new URL("cli.ts", CHECKOUT));
  const flags = await denoFlags(root);
  const command = `"${Deno.execPath()}" run -A ${flags.join(" ")} "${cli}"`;
  const program = `#!/bin/sh\nexec ${command} "$@"\n`;
  await Deno.writeTextFile(`${bin}/htmap`, program, { mode: 0o755 });
  const env = {
    HOME: home,
    HTMAP_BACKEND: "local",
    HTMAP_DIR: `${home}/.htmap`,
    HTMAP_TEST_PRINTED: `${root}/printed`,
    DENO_DIR: await denoDirectory(),
    NO_COLOR: "1",
    PATH: `${bin}:${Deno.env.get("PATH") ?? ""}`,
  };
  return { root, cwd, flags, env };
}

/** Ends what still runs, and deletes everything. */
async function leave({ root, cwd, env }: Place): Promise<void> {
  const maps = await Array.fromAsync(Deno.readDir(`${env.HTMAP_DIR}/tags`)).catch(() => []);
  if (maps.length > 0) await run(["htmap", "clean", "--all"], { cwd, env });
  await removePlace(root);
}

async function runScript({ cwd, flags, env }: Place, code: string, name: string): Promise<void> {
  await Deno.writeTextFile(`${cwd}/${name}`, code);
  await Deno.writeTextFile(env.HTMAP_TEST_PRINTED ?? "", "");
  const preload = ["--preload", new URL("printed_lines.ts", import.meta.url).href];
  const argv = [Deno.execPath(), "run", "-A", ...flags, ...preload, name];
  const { code: exit, output } = await run(argv, { cwd, env });
  if (exit !== 0) throw new Error(`The script ended with code ${exit}:\n${code}\n${output}`);

  const printed = Map.groupBy(await printedLines(env.HTMAP_TEST_PRINTED ?? ""), ([line]) => line);
  for (const { line, source, expected } of expectedLines(code)) {
    const found = (printed.get(line) ?? []).map(([, text]) => text).join(", ");
    if (!agrees(found, expected)) {
      throw new Error(
        `${source}\nprinted  ${found}\nand not  ${expected}\n\nAll output:\n${output}`,
      );
    }
  }
}

async function printedLines(path: string): Promise<[line: number, text: string][]> {
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line)); // printed_lines.ts wrote pairs
}

async function runCommand(place: Place, { command, expected }: CommandStep): Promise<void> {
  const { code, output } = await run(["sh", "-c", command], place);
  const mayFail = expected !== undefined && /^error: /m.test(expected);
  if (code !== 0 && !mayFail) throw new Error(`$ ${command}\nended with code ${code}:\n${output}`);
  if (expected !== undefined && !agrees(output, expected)) {
    throw new Error(`$ ${command}\nprinted\n${output}\nand not\n${expected}`);
  }
}

/**
 * Runs a program to its end.
 *
 * @param argv The program and its arguments.
 * @param options Where, and with which variables.
 * @returns Its exit code, and what it wrote to standard output and standard error, in order.
 */
export async function run(
  [program = "", ...args]: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ code: number; output: string }> {
  // A file, and not a pipe, which what outlives the program would hold open.
  const file = await Deno.makeTempFile();
  try {
    const child = new Deno.Command("sh", {
      args: ["-c", 'exec "$@" >"$0" 2>&1', file, program, ...args],
      cwd,
      env,
      stdin: "null",
      signal: AbortSignal.timeout(TIMEOUT),
    }).spawn();
    const { code } = await child.status;
    return { code, output: await Deno.readTextFile(file) };
  } finally {
    await Deno.remove(file);
  }
}

let directory: Promise<string> | undefined;

/** The directory of Deno's caches, which stays the same though each sample has its own home. */
export function denoDirectory(): Promise<string> {
  return directory ??= (async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
      .output();
    const info: { denoDir: string } = JSON.parse(new TextDecoder().decode(stdout));
    return info.denoDir;
  })();
}
