/**
 * What a map has come to: how long its components waited and ran, what they used, what failed, and where.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import { explainHold } from "../base/hold_codes.ts";
import { ascending, quantile } from "../text/statistics.ts";
import { askedMemory } from "./asked_memory.ts";
import { type ComponentRun, runsOf } from "./component_runs.ts";
import { versionsOf } from "./component_versions.ts";
import { type Failures, failuresOf } from "./failure_kinds.ts";
import type { MapHandle } from "./handle.ts";
import { historyOf, type JobHistory } from "./history.ts";
import { type Advice, adviseOnSummary } from "./summary_advice.ts";
import type { HoldKind, HostSummary, SummaryFacts } from "./summary_facts.ts";

/** What a map has come to, and what to do otherwise. */
export interface MapSummary extends SummaryFacts {
  readonly advice: readonly Advice[];
}

/**
 * Sums a map up.
 *
 * @param handle The map.
 * @returns The summary.
 * @throws {CorruptData} If a file of the map is damaged.
 * @throws {MapWasRemoved} If the map is gone.
 */
export async function summaryOf(handle: MapHandle): Promise<MapSummary> {
  const runs = await runsOf(handle);
  const jobs = await historyOf(handle);
  markFailed(jobs, runs);
  const { tag, layout, description, backend } = handle;
  const failed = runs.filter(({ status }) => status === "ERRORED").map(({ component }) =>
    component
  );
  const failures = await failuresOf(handle, failed);
  const over = jobs.flatMap((job) => job.runs).filter(({ ended }) => ended !== undefined);
  const times = runs.flatMap(({ component, wall, running, status }) =>
    running || wall === undefined || status !== "COMPLETED"
      ? []
      : [{ component, seconds: wall / 1000 }]
  );
  const taken = (useful: boolean): number =>
    over.filter(({ how }) => (how === "done") === useful)
      .reduce((sum, { started, ended = started }) => sum + (ended - started) / 1000, 0);
  const summary = {
    tag,
    backend: backend.name,
    components: layout.components,
    chunk: layout.chunk,
    created: new Date(description.created),
    counts: countsIn(runs.map(({ status }) => status)),
    jobs,
    span: spanOf(jobs),
    times,
    waits: jobs.flatMap(({ submitted, runs: [first] }) =>
      first ? [Math.max(0, first.started - submitted) / 1000] : []
    ),
    useful: taken(true),
    lost: taken(false),
    memory: {
      used: ascending(jobs.filter(({ memory }) => memory > 0).map(({ memory }) => memory)),
      asked: await memoryAsked(handle, jobs),
    },
    failures,
    holds: holdKinds(jobs, tag),
    hosts: hostsIn(jobs, failures),
    versions: await versionsOf(handle),
  };
  return { ...summary, advice: adviseOnSummary(summary) };
}

/** A job whose component failed has ended well all the same: it brought the report back. */
function markFailed(jobs: readonly JobHistory[], runs: readonly ComponentRun[]): void {
  const last = new Map(jobs.map((job) => [job.component, job]));
  const firsts = [...last.keys()].sort((a, b) => a - b);
  let at = -1;
  for (const { component, status } of runs) {
    while ((firsts[at + 1] ?? Infinity) <= component) at++;
    const run = last.get(firsts[at] ?? -1)?.runs.at(-1);
    if (status === "ERRORED" && run?.how === "done") run.how = "failed";
  }
}

function countsIn(statuses: readonly ComponentStatus[]): Map<ComponentStatus, number> {
  const counts = new Map<ComponentStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function spanOf(jobs: readonly JobHistory[]): SummaryFacts["span"] {
  let [from, to] = [Infinity, -Infinity];
  const see = (time: number | undefined): void => {
    if (time === undefined) return;
    from = Math.min(from, time);
    to = Math.max(to, time);
  };
  for (const { submitted, runs, holds } of jobs) {
    see(submitted);
    for (const { started, ended } of runs) [started, ended].forEach(see);
    for (const { since, until } of holds) [since, until].forEach(see);
    const goesOn = runs.at(-1)?.how === "running" || runs.length === 0;
    if (goesOn) see(Date.now());
  }
  return to > from ? { from, to } : undefined;
}

/** What the log says jobs asked for; where it says nothing, what was written into their description. */
async function memoryAsked(
  { paths, backend }: MapHandle,
  jobs: readonly JobHistory[],
): Promise<number | undefined> {
  // On this machine a job that asks for nothing is told what there is.
  const logged = backend.name === "local"
    ? []
    : ascending(jobs.flatMap(({ asked }) => asked ?? []));
  return quantile(logged, 0.5) ?? await askedMemory(paths, jobs.at(-1)?.submission ?? 0);
}

function holdKinds(jobs: readonly JobHistory[], tag: string): HoldKind[] {
  const all = jobs.flatMap(({ component, holds }) => holds.map((hold) => ({ component, hold })));
  const kinds = Map.groupBy(all, ({ hold: { code, subcode } }) => `${code} ${subcode}`);
  return [...kinds.values()].sort((a, b) => b.length - a.length).map((same) => {
    const { code, subcode, reason } = same[0]!.hold;
    const known = explainHold({ code, subcode, reason }, tag);
    const isOver = same.every(({ hold }) => hold.until !== undefined);
    return {
      code,
      example: reason,
      meaning: known && (isOver ? `${known.meaning}.` : `${known.meaning}. ${known.advice}.`),
      components: [...new Set(same.map(({ component }) => component))],
    };
  });
}

function hostsIn(jobs: readonly JobHistory[], failures: Failures): HostSummary[] {
  const hosts = new Map<
    string,
    { runs: number; seconds: number; evicted: number; failed: number }
  >();
  const of = (name: string): { runs: number; seconds: number; evicted: number; failed: number } => {
    const known = hosts.get(name) ?? { runs: 0, seconds: 0, evicted: 0, failed: 0 };
    hosts.set(name, known);
    return known;
  };
  for (const { host, started, ended = Date.now(), how } of jobs.flatMap(({ runs }) => runs)) {
    const known = of(host);
    known.runs++;
    known.seconds += (ended - started) / 1000;
    if (how === "evicted") known.evicted++;
  }
  // A report names the machine itself, which need not be what HTCondor calls it: then it is where the job ran.
  const ranAt = new Map(jobs.map(({ component, runs }) => [component, runs.at(-1)?.host]));
  for (const [component, host] of failures.hosts) {
    const name = ranAt.get(component) ?? host.slice(host.lastIndexOf("@") + 1);
    of(name).failed++;
  }
  return [...hosts].map(([host, known]) => ({ host, ...known })).sort((a, b) => b.runs - a.runs);
}
