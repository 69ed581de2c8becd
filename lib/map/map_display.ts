/**
 * What a notebook shows of a map.
 *
 * @module
 */

import { COMPONENT_STATUSES, DISPLAY_STATUSES } from "../base/component_status.ts";
import { errorText } from "../base/error_text.ts";
import { loadColumns } from "../text/columns.ts";
import { escapeHtml, htmlTable } from "../text/html.ts";
import type { Shown } from "../text/notebook.ts";
import { printable } from "../text/printable.ts";
import { textTable } from "../text/text_table.ts";
import type { MapHandle } from "./handle.ts";

/** How long the queue may take to answer, in milliseconds: the cell that shows the map does not end before. */
const PATIENCE = 3000;

/**
 * Shows a map with the states of its components.
 *
 * @param handle The map.
 * @returns A table of one line; of a map that cannot be looked at, why not.
 */
export async function displayOfMap(handle: MapHandle): Promise<Shown> {
  try {
    await look(handle);
    return await tableOf(handle);
  } catch (error) {
    // What is shown must not be what fails: the next that is done with the map says so itself.
    const text = printable(`Map ${handle.tag}: ${errorText(error).message}`);
    return { "text/plain": text, "text/html": `<div>${escapeHtml(text)}</div>` };
  }
}

/** Looks at the map; where the queue does not answer soon, what the log says must do. */
async function look(handle: MapHandle): Promise<void> {
  const limit = AbortSignal.timeout(PATIENCE);
  try {
    await handle.look(limit);
  } catch (error) {
    if (!limit.aborted) throw error;
  }
}

async function tableOf({ state, tag, length, transient }: MapHandle): Promise<Shown> {
  const counts = state.counts();
  const statuses = COMPONENT_STATUSES.filter((status) =>
    DISPLAY_STATUSES.includes(status) || counts.has(status)
  );
  const heading = ["Tag", "Components", ...statuses];
  const row = [
    `${transient ? "* " : ""}${tag}`,
    String(length),
    ...statuses.map((status) => String(counts.get(status) ?? 0)),
  ];
  const alignments = heading.map((_, column) => column === 0 ? "left" : "right");
  await loadColumns(tag);
  return {
    "text/plain": textTable(heading, [row], alignments),
    "text/html": htmlTable(heading, [row], alignments),
  };
}
