/**
 * Pictures of a map as text, where the terminal cannot be drawn on.
 *
 * @module
 */

import type { MapView } from "../../map/map_view.ts";
import { terminalSize } from "../live_frames.ts";
import { printColored } from "../output.ts";
import { keepLearning, sleep } from "./learning.ts";
import { type Renderer, textOf } from "./line.ts";
import { drawOverview } from "./overview.ts";
import type { ScreenSize } from "./shown.ts";

/** The least time between two pictures, in milliseconds. */
const PAUSE = 10_000;

/**
 * Prints a picture of a map as it is now.
 *
 * @param view What is known of it.
 * @param render Writes lines.
 */
export async function printOnce(view: MapView, render: Renderer): Promise<void> {
  const signal = AbortSignal.timeout(PAUSE);
  view.ask(false, signal);
  // Errors are read some at a time.
  while (view.errors.some(({ message }) => message === undefined)) await view.refresh();
  printPicture(view, render);
}

/**
 * Prints pictures of a map when it has changed, until it is over that this is watched, or the map is gone.
 *
 * @param view What is known of it.
 * @param render Writes lines.
 * @param signal Ends it.
 * @throws {MapWasRemoved} If the map was removed.
 */
export async function printNowAndThen(
  view: MapView,
  render: Renderer,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  const removed = Promise.withResolvers<never>();
  const learning = keepLearning(view, {
    onLook: () => {},
    onStale: () => {},
    onRemoved: (error) => removed.reject(error),
  }, both).catch(removed.reject);
  try {
    for (
      let shown = -1;
      !signal.aborted;
      await Promise.race([sleep(PAUSE, both), removed.promise])
    ) {
      if (view.version === shown) continue;
      if (shown >= 0) printColored("");
      shown = view.version;
      printPicture(view, render);
    }
  } finally {
    end.abort();
    await learning;
  }
  signal.throwIfAborted();
}

function printPicture(view: MapView, render: Renderer): void {
  const { lines } = drawOverview(view, undefined, pictureSize(), Date.now());
  const last = lines.findLastIndex((line) => textOf(line).trim() !== "");
  printColored(lines.slice(0, last + 1).map(render).join("\n"));
}

/** As large as the terminal is, or as the environment says. */
function pictureSize(): ScreenSize {
  const { columns = 80, rows = 24 } = terminalSize() ?? {};
  return { columns: numberOf("COLUMNS") ?? columns, rows: numberOf("LINES") ?? rows };
}

function numberOf(name: string): number | undefined {
  const text = Deno.env.get(name) ?? "";
  return /^[1-9]\d{0,3}$/.test(text) ? Math.max(10, Number(text)) : undefined;
}
