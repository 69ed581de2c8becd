/**
 * A report as one page of HTML, which needs no server, no network and no script.
 *
 * @module
 */

import { COMPONENT_STATUSES } from "../../base/component_status.ts";
import { version } from "../../base/version.ts";
import type { MapSummary } from "../../map/summary.ts";
import { counted } from "../../text/counted.ts";
import { escapeHtml } from "../../text/html.ts";
import { printable } from "../../text/printable.ts";
import { timeTaken } from "../../text/time_taken.ts";
import { bars, PHASES, phasesOverTime, timeline } from "./charts.ts";
import {
  longestOf,
  lossInWords,
  memory,
  memoryInWords,
  named,
  rerunCommand,
  timesInWords,
} from "./figures.ts";
import { STYLE } from "./style.ts";

/** How many machines, and kinds of failures, are listed. */
const MOST_LISTED = 40;

/**
 * Writes a report.
 *
 * @param summary The map.
 * @param now When it is written.
 * @returns The page.
 */
export function reportPage(summary: MapSummary, now: Date): string {
  const title = `Map ${printable(summary.tag)}`;
  const parts = [
    head(summary),
    ...summary.advice.length > 0 ? [adviceList(summary)] : [],
    overTime(summary),
    runTimes(summary),
    waits(summary),
    memoryUse(summary),
    failures(summary),
    holds(summary),
    machines(summary),
    versions(summary),
    `<p class="soft">Written by htmap ${escapeHtml(version())} on ${now.toISOString()}.</p>`,
  ].filter((part) => part !== "");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
${parts.join("\n\n")}
</body>
</html>
`;
}

function head(summary: MapSummary): string {
  const { tag, components, chunk, backend, created, counts, span } = summary;
  const facts = [
    counted(components, "component") + (chunk > 1 ? `, ${chunk} a job` : ""),
    `made ${dateOf(created)}`,
    backend === "local" ? "on this machine" : "on an HTCondor pool",
    ...span ? [`${timeTaken((span.to - span.from) / 1000)} from the first to the last event`] : [],
  ];
  const chips = COMPONENT_STATUSES.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0 ? [] : [`<li>${status.toLowerCase()} <b>${count}</b></li>`];
  });
  return `<h1>${safe(tag)}</h1>\n<p class="soft">${
    safe(facts.join(" · "))
  }</p>\n<ul class="chips">${chips.join("")}</ul>`;
}

function adviceList({ advice }: MapSummary): string {
  const items = advice.map(({ text, option }) =>
    `<div class="advice"><p>${safe(text)}</p>${
      option === undefined ? "" : `<p><code>-o ${safe(option)}</code></p>`
    }</div>`
  );
  return section("What to do otherwise", items.join("\n"));
}

function overTime(summary: MapSummary): string {
  const { jobs, span, components } = summary;
  if (!span) {
    return section("Over time", sentence("Nothing has happened yet, or the event log is lost"));
  }
  const { svg, shown } = timeline(jobs, span);
  const key = PHASES.map((phase) => `<li><i class="${phase}"></i>${phase}</li>`).join("");
  const note = shown < components && summary.chunk === 1
    ? `Shown are ${shown} of ${components} components, evenly chosen.`
    : summary.chunk > 1
    ? "A line is a job, named after its first component."
    : "";
  const loss = lossInWords(summary);
  return section(
    "Over time",
    [
      `<ul class="chips key">${key}</ul>`,
      phasesOverTime(jobs, span),
      ...loss === undefined ? [] : [sentence(loss)],
      "<h2>Each component</h2>",
      ...note === "" ? [] : [`<p class="soft">${note}</p>`],
      svg,
    ].join("\n"),
  );
}

function runTimes(summary: MapSummary): string {
  const seconds = summary.times.map((time) => time.seconds);
  if (seconds.length === 0) {
    return section("How long they took", sentence("None has finished well yet"));
  }
  return section(
    "How long they took",
    [
      sentence(`${timesInWords(seconds)}. The longest: ${longestOf(summary)}`),
      bars(seconds, "How many components took how long", timeTaken),
    ].join("\n"),
  );
}

function waits({ waits: seconds }: MapSummary): string {
  if (seconds.length === 0) return "";
  const words = timesInWords(seconds).replaceAll("took", "waited");
  return section(
    "How long they waited for a machine",
    sentence(words) + bars(seconds, "How many jobs waited how long", timeTaken),
  );
}

function memoryUse(summary: MapSummary): string {
  const { used, asked } = summary.memory;
  const mark = asked === undefined
    ? undefined
    : { value: asked, text: `asked for ${memory(asked)}` };
  const figure = used.length === 0
    ? ""
    : bars(used, "How many jobs used how much memory", memory, mark);
  return section("Memory", sentence(memoryInWords(summary)) + figure);
}

function failures({ failures: { kinds, read, failed }, tag }: MapSummary): string {
  if (failed === 0) return "";
  const some = read < failed ? ` The reports of ${read} of them were read.` : "";
  const listed = kinds.slice(0, MOST_LISTED).map(({ kind, components, example }) =>
    `<details><summary><b>${components.length}</b> × ${safe(kind)}</summary>
<p>Components ${safe(named(components))}. Once it is mended: <code>${
      safe(rerunCommand(tag, components))
    } --with FILE</code></p>
<pre>${safe(example)}</pre></details>`
  );
  return section(
    "Failures",
    [
      `<p>${counted(failed, "component")} failed.${some}</p>`,
      ...listed,
      ...more(kinds.length, "kind"),
    ].join("\n"),
  );
}

function holds({ holds: kinds }: MapSummary): string {
  if (kinds.length === 0) return "";
  const listed = kinds.slice(0, MOST_LISTED).map(({ code, example, meaning = "", components }) =>
    `<details><summary><b>${components.length}</b> × held: [${code}] ${safe(example)}</summary>
<p>${safe(meaning)}</p><p>Components ${safe(named(components))}.</p></details>`
  );
  return section("Holds", listed.join("\n"));
}

function machines({ hosts }: MapSummary): string {
  if (hosts.length === 0) return "";
  const failed = hosts.reduce((sum, host) => sum + host.failed, 0);
  const runs = hosts.reduce((sum, host) => sum + host.runs, 0);
  const rows = hosts.slice(0, MOST_LISTED).map((host) => {
    const isBad = host.failed >= 5 &&
      host.failed / host.runs > 5 * (failed - host.failed + 1) / (runs - host.runs + 1);
    const cells = [host.host, host.runs, timeTaken(host.seconds), host.evicted, host.failed];
    return `<tr${isBad ? ' class="bad"' : ""}>${
      cells.map((cell) => `<td>${safe(String(cell))}</td>`).join("")
    }</tr>`;
  });
  const heading = ["Machine", "Runs", "Time", "Taken off", "Failed"].map((name) =>
    `<th scope="col">${name}</th>`
  );
  return section(
    "Machines",
    [
      `<div class="scroll"><table><thead><tr>${heading.join("")}</tr></thead><tbody>`,
      ...rows,
      "</tbody></table></div>",
      ...more(hosts.length, "machine"),
    ].join("\n"),
  );
}

function versions({ versions: all }: MapSummary): string {
  if (all.length < 2) return "";
  const items = all.map(({ version: number, created, functionName, components, mapOptions }) => {
    const options = Object.entries(mapOptions).map(([key, value]) => `${key}=${value}`).join(", ");
    const what = [functionName, ...options === "" ? [] : [options]].join(", ");
    return `<li>Version ${number}, ${dateOf(created)}: ${safe(what)}. ${
      counted(components.length, "component")
    }.</li>`;
  });
  return section("Versions", `<ol>${items.join("\n")}</ol>`);
}

function more(count: number, what: string): string[] {
  return count > MOST_LISTED
    ? [`<p class="soft">and ${counted(count - MOST_LISTED, what)} more</p>`]
    : [];
}

function section(title: string, body: string): string {
  return `<section>\n<h2>${title}</h2>\n${body}\n</section>`;
}

function sentence(text: string): string {
  return `<p>${safe(text)}.</p>`;
}

function dateOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What comes from elsewhere is shown, whatever characters are in it. */
function safe(text: string): string {
  return escapeHtml(printable(text));
}
