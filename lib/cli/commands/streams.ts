/**
 * `htmap stdout` and `htmap stderr`
 *
 * @module
 */

import { HTMapError, OutputNotFound } from "../../base/errors.ts";
import { load } from "../maps.ts";
import { type Command, defineCommand } from "../command.ts";
import { UsageError } from "../failures.ts";
import { interruptible } from "../interrupt.ts";
import { printBytes } from "../output.ts";
import { shellWord } from "../../text/shell_word.ts";
import { componentIndex, seconds } from "../values.ts";
import { goesOn } from "./wait.ts";

/** Prints what a component wrote to standard output. */
export const stdout: Command = streamCommand("stdout");

/** Prints what a component wrote to standard error. */
export const stderr: Command = streamCommand("stderr");

function streamCommand(name: "stdout" | "stderr"): Command {
  return defineCommand({
    parameters: ["TAG", "COMPONENT"],
    options: {
      "so-far": {
        help: "Print what a component has written until now, and do not wait for its end",
      },
      timeout: {
        value: "SECONDS",
        parse: seconds,
        help: "How long to wait for the component to finish; 0 looks once (default: for ever)",
      },
    },
    description:
      "Components are numbered from 0; negative numbers count from the last, which is -1. What the " +
      "component wrote is copied as it is, byte by byte; to a terminal as text, its control characters " +
      "written out. With --so-far, a pool is asked by condor_tail, which needs the machine to be within reach; " +
      "components that share a job share what it has written until it ends.",
    examples: [
      [`htmap ${name} dbl 3`, "Print what component 3 wrote, once it has finished"],
      [`htmap ${name} dbl 3 --so-far`, "Print what it has written until now, also while it runs"],
      [`htmap ${name} dbl 3 --timeout 0`, "The same, if it has finished already"],
    ],
    async run({ args: [tag, component], options: { "so-far": soFar, timeout } }): Promise<void> {
      const index = componentIndex(component);
      if (soFar && timeout !== undefined) {
        throw new UsageError("--so-far does not wait: leave --timeout out");
      }
      const map = await load(tag);
      await interruptible(
        async (signal) => {
          if (soFar) {
            const text = await map[name].soFar(index, { signal });
            return await printBytes([new TextEncoder().encode(text)], signal);
          }
          try {
            await printBytes(map[name].bytes(index, { timeout, signal }));
          } catch (error) {
            throw error instanceof OutputNotFound ? notBroughtBack(name, tag, component) : error;
          }
        },
        () => goesOn([tag]),
      );
    },
  });
}

function notBroughtBack(name: string, tag: string, component: string): HTMapError {
  return new HTMapError(
    `Component ${component} of map "${tag}" has ended, but its ${name} has not been brought back. Run it ` +
      `again with \`htmap rerun components ${shellWord(tag)} ${component}\``,
  );
}
