/**
 * A report as text.
 *
 * @module
 */

import { COMPONENT_STATUSES } from "../../base/component_status.ts";
import type { MapSummary } from "../../map/summary.ts";
import { counted } from "../../text/counted.ts";
import { printable } from "../../text/printable.ts";
import { histogram } from "../../text/statistics.ts";
import { textTable } from "../../text/text_table.ts";
import { timeTaken } from "../../text/time_taken.ts";
import {
  longestOf,
  lossInWords,
  memory,
  memoryInWords,
  named,
  rerunCommand,
  timesInWords,
} from "./figures.ts";

/** How long a bar is at most, and how many ranges a histogram has. */
const LONGEST_BAR = 40;
const BINS = 10;
/** How much is listed. */
const MOST_LISTED = 10;

/**
 * Writes a report.
 *
 * @param summary The map.
 * @returns Lines for people.
 */
export function reportText(summary: MapSummary): string {
  const { tag, components, counts, span, times, waits, failures, holds, hosts, advice } = summary;
  const states = COMPONENT_STATUSES.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0 ? [] : [`${count} ${status.toLowerCase()}`];
  });
  const took = span
    ? `, ${timeTaken((span.to - span.from) / 1000)} from the first to the last event`
    : "";
  const seconds = times.map((time) => time.seconds);
  const loss = lossInWords(summary);
  return printable([
    `Map ${tag}: ${counted(components, "component")} (${states.join(", ")})${took}`,
    ...heading("What to do otherwise", advice.length > 0),
    ...advice.map(({ text, option }) => `- ${text}${option === undefined ? "" : ` -o ${option}`}`),
    ...heading("How long they took", seconds.length > 0),
    ...seconds.length > 0
      ? [
        `${timesInWords(seconds)}. The longest: ${longestOf(summary)}.`,
        ...bars(seconds, timeTaken),
      ]
      : [],
    ...heading("How long they waited for a machine", waits.length > 0),
    ...waits.length > 0
      ? [
        `${timesInWords(waits).replaceAll("took", "waited")}.`,
        ...bars(waits, timeTaken),
      ]
      : [],
    ...loss === undefined ? [] : [`${loss}.`],
    ...heading("Memory", true),
    `${memoryInWords(summary)}.`,
    ...bars(summary.memory.used, memory),
    ...heading("Failures", failures.failed > 0),
    ...failures.kinds.slice(0, MOST_LISTED).flatMap(({ kind, components }) => [
      `${components.length} × ${kind}`,
      `  components ${named(components)}`,
      `  once it is mended: ${rerunCommand(tag, components)} --with FILE`,
    ]),
    ...heading("Holds", holds.length > 0),
    ...holds.slice(0, MOST_LISTED).flatMap(({ code, example, meaning, components }) => [
      `${components.length} × [${code}] ${example}`,
      `  components ${named(components)}`,
      ...meaning === undefined ? [] : [`  ${meaning}`],
    ]),
    ...heading("Machines", hosts.length > 0),
    ...hosts.length > 0 ? [machines(summary)] : [],
  ].join("\n"));
}

function heading(title: string, isThere: boolean): string[] {
  return isThere ? ["", title] : [];
}

function bars(numbers: readonly number[], shown: (value: number) => string): string[] {
  const bins = histogram(numbers, BINS, shown);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const labels = bins.map(({ from, to }) => `${shown(from)} – ${shown(to)}`);
  const width = Math.max(0, ...labels.map((label) => label.length));
  return bins.map(({ count }, i) =>
    `  ${(labels[i] ?? "").padStart(width)} ${
      "█".repeat(Math.ceil(LONGEST_BAR * count / most))
    } ${count}`
  );
}

function machines({ hosts }: MapSummary): string {
  const rows = hosts.slice(0, MOST_LISTED).map(({ host, runs, seconds, evicted, failed }) => [
    host,
    String(runs),
    timeTaken(seconds),
    String(evicted),
    String(failed),
  ]);
  const right = "right" as const;
  return textTable(["Machine", "Runs", "Time", "Taken off", "Failed"], rows, [
    "left",
    right,
    right,
    right,
    right,
  ]);
}
