/**
 * `htmap logs`
 *
 * @module
 */

import { HTMapError } from "../../base/errors.ts";
import { isThere } from "../../base/files.ts";
import { troubleWithReading } from "../../base/system_error.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { printable } from "../../text/printable.ts";
import { note, print, printBytes } from "../output.ts";

/** Prints where the log is, or what is in it. */
export const command: Command = defineCommand({
  parameters: [],
  options: {
    view: {
      negatable: true,
      otherwise: "off",
      help:
        "Print what is in it, in place of its path: on a terminal in the pager that PAGER names, or in less",
    },
  },
  description:
    "The log says what htmap did, and each call of one of HTCondor's tools with the time it took. What was " +
    "in it before it became too large is beside it, in htmap.log.1 and so on. See the settings under LOG.",
  examples: [
    ["htmap logs", "Print the path of the log"],
    ["htmap logs --view", "Read the log"],
  ],
  async run({ options: { view = false } }): Promise<void> {
    const { log } = HTMapDirectory.current();
    if (!view) print(log);
    if (!isThere(log)) note(`Nothing has been logged${view ? ` in ${log}` : " there"} yet`);
    else if (view && !(Deno.stdout.isTerminal() && await page(log))) await printFile(log);
  },
});

/**
 * Shows a file in a pager: the user's, or one that there is.
 *
 * @returns Whether there is one.
 */
async function page(path: string): Promise<boolean> {
  const { PAGER = "", TERM = "" } = Deno.env.toObject();
  const own = PAGER.trim().split(/\s+/).filter((word) => word !== "");
  if (TERM === "dumb" && own.length === 0) return false;
  for (const [program, ...args] of own.length > 0 ? [own] : [["less"], ["more"]]) {
    if (program !== undefined && await pageWith(program, args, path)) return true;
  }
  return false;
}

/** Ctrl-C is the pager's, as its user expects. */
async function pageWith(program: string, args: string[], path: string): Promise<boolean> {
  using file = await openLog(path);
  let pager: Deno.ChildProcess;
  try {
    pager = new Deno.Command(program, { args, stdin: "piped" }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  // What is in the log is text to the terminal: only the pager commands it.
  const shown = new TransformStream<string, string>({
    transform: (piece, to) => to.enqueue(printable(piece)),
  });
  const text = file.readable.pipeThrough(new TextDecoderStream()).pipeThrough(shown)
    .pipeThrough(new TextEncoderStream());
  await interruptible(async () => {
    await text.pipeTo(pager.stdin).catch((error) => {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error; // it was left before the end
    });
    await pager.status;
  }, () => "");
  return true;
}

async function printFile(path: string): Promise<void> {
  using file = await openLog(path);
  await printBytes(file.readable);
}

/** @throws {HTMapError} If it cannot be read. */
async function openLog(path: string): Promise<Deno.FsFile> {
  try {
    if ((await Deno.stat(path)).isDirectory) throw new Error("it is a directory");
    return await Deno.open(path);
  } catch (error) {
    const moveIt = "Move it away, and htmap begins another, or have it made readable";
    const { reason, advice } = troubleWithReading(error, moveIt);
    throw new HTMapError(`The log ${path} cannot be read: ${reason}. ${advice}`);
  }
}
