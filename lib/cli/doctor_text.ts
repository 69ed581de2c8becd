/**
 * How `htmap doctor` tells what it has found.
 *
 * @module
 */

import type { Examined } from "../api/doctor/examine.ts";
import type { Finding, Level } from "../api/doctor/finding.ts";
import { counted } from "../text/counted.ts";
import { printable } from "../text/printable.ts";
import { paints } from "./colors.ts";
import { wrap } from "./wrap.ts";

/** How each level is coloured. */
const COLORS = {
  "ok": "green",
  "note": "cyan",
  "warning": "yellow",
  "fault": "red",
  "not checked": "gray",
} as const satisfies Readonly<Record<Level, string>>;

/** Where the text of a finding begins: behind the longest level. */
const INDENT = 13;

/**
 * Writes what was found.
 *
 * @param examined What each check has found.
 * @param width How many columns there are.
 * @param colored Whether there are colours.
 * @returns The text, in which nothing foreign commands a terminal.
 */
export async function doctorText(
  examined: readonly Examined[],
  width: number,
  colored: boolean,
): Promise<string> {
  const colors = colored ? await paints() : undefined;
  const findings = examined.flatMap(({ findings }) => findings);
  const lines = told(examined).map((finding) => {
    const { level } = finding;
    const text = textOf(finding, width).slice(level.length);
    return (colors ? colors[COLORS[level]](level) : level) + text;
  });
  return [...lines, "", summary(findings)].join("\n");
}

/** What to tell: of checks that wait for the same, one line. */
function told(examined: readonly Examined[]): Finding[] {
  const findings: Finding[] = [];
  const waiting = Map.groupBy(examined, ({ unmet }) => unmet);
  for (const { findings: found, unmet } of examined) {
    if (unmet === undefined) {
      findings.push(...found);
      continue;
    }
    const names = (waiting.get(unmet) ?? []).map(({ check }) => check);
    waiting.delete(unmet);
    if (names.length === 0) continue; // they were told of with the first
    const text = `The ${names.join(", ")}: first see to the ${unmet}, above`;
    findings.push({ level: "not checked", text });
  }
  return findings;
}

function textOf({ level, text, advice, command }: Finding, width: number): string {
  const indent = " ".repeat(INDENT);
  const said = wrap(printable(text.trimEnd()), indent, width);
  // A command that was broken into lines could not be copied.
  const more = [
    ...advice === undefined
      ? []
      : [wrap(printable(`${advice}${command ? ":" : ""}`), indent, width)],
    ...command === undefined ? [] : [`${indent}  $ ${printable(command)}`],
  ];
  return [level + said.slice(level.length), ...more].join("\n");
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Level): number =>
    findings.filter((finding) => finding.level === level).length;
  const [faults, warnings] = [count("fault"), count("warning")];
  if (faults + warnings === 0) return "All is well";
  const parts = [
    ...faults > 0 ? [counted(faults, "fault")] : [],
    ...warnings > 0 ? [counted(warnings, "warning")] : [],
  ];
  return `There ${(faults || warnings) === 1 ? "is" : "are"} ${parts.join(" and ")}`;
}
