/**
 * `deno task compile`: makes the binary, `dist/htmap`, from `cli.ts`, or the one for another system.
 *
 * usage: deno task compile [--target TARGET] [--help]
 *
 * @module
 */

import { parseArgs } from "node:util";

import { type Bundle, bundleProgram } from "./bundle.ts";
import { deleteTree, locked } from "./cache.ts";
import { CHECKOUT, OLDEST_DENO, oldestDeno, SYSTEM_CERTIFICATES } from "./deno_programs.ts";
import { readElfHead } from "../../lib/base/elf.ts";
import { run, say, step, ToolFailed } from "./process.ts";
import { V8_FLAGS } from "../../lib/submission/runtime.ts";
import { FALLBACK_DENO, fallbackRuntime } from "./runtime.ts";
import { nameInDist, type Target, targetNamed, targetOf, TARGETS } from "./targets.ts";

/** Where the binary for this machine is made. */
export const BINARY = `${CHECKOUT}/dist/htmap`;

/**
 * How long `deno compile` may take, in milliseconds. Its one slow part is the download of the
 * runtime, and where its host does not answer there is no sense in waiting longer.
 */
const TIMEOUT = 600_000;

/**
 * Makes the binary, with the runtime that Deno downloads, else with the fallback.
 *
 * @param target What it is for. By default this machine.
 * @throws {Error} when the program does not compile, or there is no runtime for the target.
 * @returns Its path.
 */
export async function compileBinary(target: Target | undefined = targetOf()): Promise<string> {
  return await locked("compile", async () => {
    // Made elsewhere and moved, so that a binary that is running now can be replaced.
    const directory = `${CHECKOUT}/dist/.compile`;
    await deleteTree(directory);
    await Deno.mkdir(directory, { recursive: true });
    const made = `${directory}/htmap`;
    const title = target === targetOf() ? "the binary" : `the binary for ${target?.arch}`;
    await step(`building ${title}`, async () => {
      say(await compileTo(made, await bundleProgram(`${directory}/bundle`), target));
    });
    await Deno.chmod(made, 0o755);
    const path = `${CHECKOUT}/dist/${nameInDist(target)}`;
    await Deno.rename(made, path);
    await deleteTree(directory);
    return path;
  });
}

/** Compiles to a path, and gives a line that says how. */
async function compileTo(
  path: string,
  bundle: Bundle,
  target: Target | undefined,
): Promise<string> {
  let unavailable: ToolFailed;
  try {
    await compileWith(Deno.execPath(), path, bundle, target, {});
    checkMachine(path, target);
    return `compiled with Deno ${Deno.version.deno} and its own runtime`;
  } catch (error) {
    if (!(error instanceof ToolFailed && isWithoutRuntime(error))) throw error;
    unavailable = error;
  }
  const runtime = await fallbackRuntime(target);
  if (runtime === undefined) {
    throw new Error(
      `deno compile could not download its runtime (denort), and there is no other source of one ` +
        `for this machine. Set DENORT_BIN to a denort of Deno ${Deno.version.deno}. It said:\n` +
        unavailable.output,
    );
  }
  const deno = await oldestDeno();
  if (deno === undefined) {
    throw new Error(
      `deno compile could not download its runtime (denort), and the runtime from the npm registry ` +
        `needs Deno ${OLDEST_DENO}, which could not be had`,
    );
  }
  await compileWith(deno, path, bundle, target, { DENORT_BIN: runtime });
  checkMachine(path, target);
  return `compiled with Deno ${FALLBACK_DENO} and the runtime from the npm registry, ` +
    `since deno compile could not download its own`;
}

/** Makes sure that a binary is one for the target: the runtime in DENORT_BIN may be for another. */
function checkMachine(path: string, target: Target | undefined): void {
  if (target === undefined) return;
  if (readElfHead(path)?.machine === target.arch) return;
  throw new Error(
    `The binary that was made is not for ${target.arch}: the runtime that DENORT_BIN names, ` +
      `${
        Deno.env.get("DENORT_BIN")
      }, is for another machine. Unset it, or name one for ${target.arch}`,
  );
}

/** Whether `deno compile` failed because it could not get its runtime in time. */
function isWithoutRuntime(error: ToolFailed): boolean {
  return /denort|base binary|was not finished within/.test(error.message + error.output);
}

async function compileWith(
  deno: string,
  path: string,
  bundle: Bundle,
  target: Target | undefined,
  env: Record<string, string>,
): Promise<void> {
  // No code cache: it would be a file of a well-known name in a directory all users share.
  const flags = ["--allow-all", "--no-check", "--no-code-cache", "--quiet", V8_FLAGS];
  if (target !== undefined && target !== targetOf()) flags.push("--target", target.triple);
  for (const name of bundle.embedded) flags.push("--include", name);
  const ours = ["--no-config", "--no-lock", "--output", path];
  await run([deno, "compile", ...flags, ...ours, bundle.entry], {
    cwd: bundle.directory,
    env: { ...SYSTEM_CERTIFICATES, ...env },
    timeout: TIMEOUT,
  });
}

/** The packages that htmap itself uses, as specifiers. */
export async function namedPackages(): Promise<string[]> {
  const text = await Deno.readTextFile(`${CHECKOUT}/lib/deps.ts`);
  return [...new Set(text.match(/npm:(?:@[^/"]+\/)?[^/"@]+@[^/"]+/g))];
}

const USAGE = `Makes the binary of htmap.

usage: deno task compile [--target TARGET] [--help]

Without a target it is for this machine, dist/htmap. The targets, and what is made for those that are
not this machine:
${TARGETS.map(({ triple, file }) => `  ${triple.padEnd(25)}  dist/${file}`).join("\n")}`;

/** What the arguments ask for: a target, or help. */
function readArguments(args: string[]): { target: Target | undefined; help: boolean } {
  const options = { target: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
  const { values } = parseArgs({ args, options });
  const target = values.target === undefined ? targetOf() : targetNamed(values.target);
  return { target, help: values.help ?? false };
}

/** Does what the arguments ask for, and gives the exit code. */
async function main(args: string[]): Promise<number> {
  let asked: ReturnType<typeof readArguments>;
  try {
    asked = readArguments(args);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (asked.help) console.log(USAGE);
  else await compileBinary(asked.target);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
