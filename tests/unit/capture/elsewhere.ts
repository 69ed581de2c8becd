/**
 * Running captured functions in a process that has nothing: no cache, no network, no files of ours.
 *
 * @module
 */

import { bundleExecutor } from "../../../lib/submission/executor_bundle.ts";
import { Capture } from "../../../lib/capture/mod.ts";
import { type ClassRegistry, decode } from "../../../lib/codec/codec.ts";

/** What a captured function gave, or the stack of what it threw. */
export interface Outcome {
  gave?: unknown;
  threw?: { text: string; frames: { file: string; line: number; column: number }[] };
}

/**
 * Captures a function and writes it to a directory.
 *
 * @param directory The directory, which this makes.
 * @param func The function.
 * @param args What it is to be called with.
 * @returns The classes of what comes back.
 */
export async function captureTo(
  directory: string,
  func: unknown,
  args: readonly unknown[],
): Promise<ClassRegistry> {
  const capture = await Capture.of(func);
  const encoded = await capture.encode(args);
  const { module, values } = await capture.finish();
  await Deno.mkdir(directory);
  await Deno.writeTextFile(`${directory}/function.mjs`, module);
  await Deno.writeFile(`${directory}/values.cbor`, values);
  await Deno.writeFile(`${directory}/args.cbor`, encoded);
  return capture.classes;
}

/**
 * Runs what was captured into the directories of a directory; each then has its outcome.
 *
 * @param root The directory.
 * @param hidden Directories of this machine that the functions must do without.
 * @param made The path of the other side; it is made if none is given.
 */
export async function runAll(
  root: string,
  hidden: readonly string[] = [],
  made?: string,
): Promise<void> {
  const place = await Deno.makeTempDir();
  const harness = made === undefined
    ? await bundleExecutor(new URL("./harness.ts", import.meta.url).href)
    : await Deno.readTextFile(made);
  await Deno.writeTextFile(`${place}/harness.js`, harness);
  const flags = ["--allow-all", "--no-config", "--no-lock", "--no-remote", "--no-npm"];
  // That of a comma in a path is two commas.
  const denied = hidden.map((path) => path.replaceAll(",", ",,")).join(",");
  if (denied !== "") flags.push(`--deny-read=${denied}`);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "--cached-only", `${place}/harness.js`, root],
    cwd: place,
    clearEnv: true,
    env: { DENO_DIR: `${place}/cache`, HOME: place, PATH: "/usr/bin:/bin", NO_COLOR: "1" },
  }).output();
  await Deno.remove(place, { recursive: true });
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Reads what a function gave. */
export async function outcomeOf(directory: string, classes: ClassRegistry): Promise<Outcome> {
  // The harness writes nothing else.
  return decode(await Deno.readFile(`${directory}/out.cbor`), { classes }) as Outcome;
}

/**
 * Captures one function and runs it elsewhere.
 *
 * @param func The function.
 * @param args What it is called with.
 * @returns What it gave, or threw.
 */
export async function elsewhere(func: unknown, ...args: unknown[]): Promise<Outcome> {
  const root = await Deno.makeTempDir();
  try {
    const classes = await captureTo(`${root}/only`, func, args);
    await runAll(root);
    return await outcomeOf(`${root}/only`, classes);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
