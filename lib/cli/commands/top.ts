/**
 * `htmap top`
 *
 * @module
 */

import { load } from "../maps.ts";
import { loadColumns } from "../../text/columns.ts";
import { COLOR_OPTIONS, isColored } from "../colors.ts";
import { type Command, defineCommand } from "../command.ts";
import { UsageError } from "../failures.ts";
import { interruptible } from "../interrupt.ts";
import { renderer } from "../top/line.ts";

/** Shows a map on the screen. */
export const command: Command = defineCommand({
  parameters: ["TAG"],
  options: {
    once: { help: "Print one picture as text, and end" },
    ...COLOR_OPTIONS,
  },
  description:
    "Shows each component as a cell, what runs where, errors, holds, memory and run times, and keeps all that " +
    "up to date. ? lists the keys: they open a component with what it has written so far, hold, release and " +
    "run again. Where the terminal cannot be drawn on (TERM=dumb), a picture is printed now and then. A " +
    "picture is as large as COLUMNS and LINES say, where there is no terminal.",
  examples: [
    ["htmap top dbl --once", "Print a picture of a map"],
  ],
  async run({ args: [tag], options: { once, color } }): Promise<void> {
    const isTerminal = Deno.stdout.isTerminal();
    if (!once && !isTerminal) {
      throw new UsageError(
        "A screen needs a terminal, and standard output is none: --once prints one picture, and " +
          "`htmap status --format json` is for other programs",
      );
    }
    const map = await load(tag);
    await loadColumns("\u2014"); // any text may come, and is to be measured exactly
    const { viewOf } = await import("../../map/map.ts");
    using view = viewOf(map);
    await view.refresh();
    // Of a terminal that nothing is known of, it is not known how to draw on it.
    const isPlain = once || ["", "dumb"].includes(Deno.env.get("TERM") ?? "");
    if (isPlain) {
      const { printOnce, printNowAndThen } = await import("../top/pictures.ts");
      const render = await renderer(isColored(color) ? "colored" : "text");
      if (once) return await printOnce(view, render);
      return await interruptible(
        (signal) => printNowAndThen(view, render, signal),
        () => "Stopped. The map goes on",
      );
    }
    const { TopScreen } = await import("../top/top_screen.ts");
    const screen = new TopScreen(map, view, await renderer(isColored(color) ? "colored" : "plain"));
    await interruptible((signal) => screen.run(signal), () => "Stopped. The map goes on");
  },
});
