/**
 * Trying all rows of the table in one of the ways a function can travel, some at a time.
 *
 * @module
 */

import type { Verdict } from "./check.ts";
import { installations, moduleOf, type Source } from "./projects.ts";
import { run } from "../toolchain/process.ts";
import { type Row, ROWS } from "./table.ts";

/** A part of the rows: that many parts there are, and this is which of them, from 0. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** A way of trying rows. */
export interface Way extends AsyncDisposable {
  /** How the table calls it. */
  readonly name: string;
  readonly source: Source;
  /** How many rows of each kind are tried, where trying one takes long. @default all */
  readonly ofEachKind?: number | undefined;
  /** Which of the rows are tried, where several files share them. @default all */
  readonly share?: Share | undefined;
  /** Gives the directory of the project for the rows of an installation. Scripts are put there. */
  project(installation: number): Promise<string>;
  /** The script that tries modules, given as the fields of an object, and writes to a file. */
  script(modules: string, results: string, directory: string): string | Promise<string>;
  /**
   * Runs a script, and ends it should it go on and on.
   *
   * @returns What it wrote to standard error.
   */
  run(script: string, directory: string): string | Promise<string>;
}

/**
 * Copies a project into a directory, where it can be written in.
 *
 * @param packages The directory of the downloaded packages.
 * @param source Which kind of project.
 * @param installation Which of its kind, where packages are installed.
 * @param root The directory.
 * @returns The copy; the same if it was there already.
 */
export async function copied(
  packages: string,
  source: Source,
  installation: number,
  root: string,
): Promise<string> {
  const name = source === "npm:" ? "specifiers" : `installed-${installation}`;
  const copy = `${root}/${name}`;
  const there = await Deno.stat(copy).catch(() => undefined);
  if (!there) await run(["cp", "-r", `${packages}/${name}`, copy]);
  return copy;
}

/** How long rows may take that are tried together, in milliseconds: some hang, and no machine is that slow. */
export const AT_MOST = 600_000;

/** How many rows are tried in one process. */
const TOGETHER = 12;

/** Tries all rows. Those that a process with others does not get right are tried again, alone. */
export async function tryAll(way: Way): Promise<ReadonlyMap<Row, Verdict>> {
  const only = Deno.env.get("HTMAP_PACKAGE");
  const asked = ROWS.filter(({ name }) => only === undefined || name === only);
  const kinds = Map.groupBy(asked, ({ kind }) => kind);
  const { part, of: parts } = way.share ?? { part: 0, of: 1 };
  const rows = [...kinds.values()].flatMap((rows) => rows.slice(0, way.ofEachKind))
    .filter((_, index) => index % parts === part);
  const { of } = installations(ROWS);
  const verdicts = new Map<Row, Verdict>();
  for (const [installation, some] of Map.groupBy(rows, (row) => of.get(row) ?? 0)) {
    const directory = await way.project(installation);
    for (let start = 0; start < some.length; start += TOGETHER) {
      const group = some.slice(start, start + TOGETHER);
      for (const [row, verdict] of await tryGroup(way, directory, group)) {
        verdicts.set(row, verdict);
      }
    }
  }
  return verdicts;
}

/**
 * Tries some rows in one process. If that says nothing, each half of them is tried; a row that fails
 * beside others is tried alone.
 */
async function tryGroup(
  way: Way,
  directory: string,
  rows: readonly Row[],
): Promise<[Row, Verdict][]> {
  const found = await tryTogether(way, directory, rows);
  if (rows.length === 1) return rows.map((row) => [row, found.get(row) ?? endedEarly(found)]);
  if (!rows.some((row) => found.has(row))) {
    const half = Math.ceil(rows.length / 2);
    const first = await tryGroup(way, directory, rows.slice(0, half));
    return [...first, ...await tryGroup(way, directory, rows.slice(half))];
  }
  const all: [Row, Verdict][] = [];
  for (const row of rows) {
    const verdict = found.get(row);
    if (verdict?.right) all.push([row, verdict]);
    else all.push(...await tryGroup(way, directory, [row]));
  }
  return all;
}

/** What one process says of some rows; nothing of those it does not come to. */
interface Said extends ReadonlyMap<Row, Verdict> {
  /** What it wrote to standard error. */
  readonly stderr: string;
}

async function tryTogether(way: Way, directory: string, rows: readonly Row[]): Promise<Said> {
  const numbered = rows.map((row) => ({ row, index: ROWS.indexOf(row) }));
  for (const { row, index } of numbered) {
    await Deno.writeTextFile(`${directory}/row_${index}.ts`, moduleOf(row, way.source));
  }
  const modules = numbered.map(({ index }) => `${index}: () => import("./row_${index}.ts")`);
  const results = `${directory}/results.json`;
  await Deno.remove(results).catch(() => {});
  const script = `${directory}/script.ts`;
  await Deno.writeTextFile(
    script,
    await way.script(`{ ${modules.join(", ")} }`, results, directory),
  );
  const stderr = await way.run(script, directory);
  const text = await Deno.readTextFile(results).catch(() => "{}");
  // check.ts writes it, from the very type.
  const found = JSON.parse(text) as Record<string, Verdict>;
  const entries = numbered.flatMap(({ row, index }): [Row, Verdict][] => {
    const verdict = found[index];
    return verdict === undefined ? [] : [[row, verdict]];
  });
  return Object.assign(new Map(entries), { stderr });
}

/** What is said of a row whose process said nothing. */
function endedEarly({ stderr }: Said): Verdict {
  return { state: "FAILED", right: false, why: `it ended early: ${lastOf(stderr)}` };
}

/** The end of what a process wrote. */
function lastOf(text: string): string {
  return text.trim().split("\n").slice(-12).join("\n");
}
