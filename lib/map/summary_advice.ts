/**
 * What to do otherwise the next time, by what a map has come to. Each advice has the figures it rests on, and
 * nothing is advised from a few components.
 *
 * @module
 */

import { counted } from "../text/counted.ts";
import { ascending, quantile } from "../text/statistics.ts";
import { timeTaken } from "../text/time_taken.ts";
import { advisedChunk } from "../submission/chunk_rule.ts";
import type { SummaryFacts as Facts } from "./summary_facts.ts";

/** Something to do otherwise. */
export interface Advice {
  /** What was seen, with figures, and what to do, in sentences. */
  readonly text: string;
  /** The map option to set, such as `request_memory=400MB`, if one is to be set. */
  readonly option?: string;
}

/** From how few jobs nothing is concluded. */
const ENOUGH = 20;

/**
 * Looks for what to do otherwise.
 *
 * @param facts What the map has come to.
 * @returns What to do, the most telling first; none if nothing stands out.
 */
export function adviseOnSummary(facts: Facts): Advice[] {
  return [onMemory, onShortage, onHost, onLosses, onShort, onOutliers, onRetries]
    .flatMap((look) => look(facts) ?? []);
}

/** How much more than was used is to be asked for: what is measured now and then misses peaks. */
const MARGIN = 1.25;
/** How much has to be saved for it to be worth saying, in MB. */
const WORTH_SAVING = 256;

/** Much more memory was asked for than is used: the pool has fewer places for such jobs. */
function onMemory({ memory: { used, asked } }: Facts): Advice | undefined {
  const most = quantile(used, 0.95);
  if (asked === undefined || most === undefined || used.length < ENOUGH) return undefined;
  const enough = nice(MARGIN * most);
  if (asked < 2 * enough || asked - enough < WORTH_SAVING) return undefined;
  const option = `request_memory=${enough}MB`;
  const peak = used.at(-1) ?? most;
  const more = peak > enough ? `, and the most ${megabytes(peak)}` : "";
  return {
    text:
      `Asked ${megabytes(asked)} of memory, and 95 % of ${
        counted(used.length, "job")
      } used under ` +
      `${megabytes(most)}${more}. Ask for ${megabytes(enough)}: more of them find a place at once.`,
    option,
  };
}

/** Too little memory was asked for. */
function onShortage({ memory: { asked }, holds, failures }: Facts): Advice | undefined {
  const held = holds.filter(({ code, example }) => code === 34 && !/disk/i.test(example))
    .reduce((sum, { components }) => sum + components.length, 0);
  const died = failures.kinds.filter(({ kind }) => /memory/i.test(kind))
    .reduce((sum, { components }) => sum + components.length, 0);
  if (held + died === 0) return undefined;
  const next = asked === undefined ? undefined : nice(2 * asked);
  return {
    text: `${counted(held + died, "component")} ran out of memory` +
      (asked === undefined ? "" : `, having asked for ${megabytes(asked)}`) +
      `. Ask for ${next === undefined ? "more" : megabytes(next)}.`,
    ...next !== undefined && { option: `request_memory=${next}MB` },
  };
}

/** On one machine much more fails than on the others. */
function onHost({ hosts, failures }: Facts): Advice | undefined {
  const scale = failures.read === 0 ? 0 : failures.failed / failures.read;
  for (const { host, runs, failed } of hosts) {
    const others = hosts.filter((other) => other.host !== host);
    const otherRuns = others.reduce((sum, other) => sum + other.runs, 0);
    const otherFailed = others.reduce((sum, other) => sum + other.failed, 0);
    if (failed < 5 || otherRuns < ENOUGH) continue;
    const [here, elsewhere] = [failed * scale / runs, otherFailed * scale / otherRuns];
    if (here < 0.2 || here < 5 * elsewhere) continue;
    return {
      text: `On ${host} ${percent(here)} of ${counted(runs, "run")} failed, and elsewhere ` +
        `${
          percent(elsewhere)
        } of ${otherRuns}. Keep away from it, and tell the administrator of the pool.`,
      option: `requirements=Machine =!= "${host}"`,
    };
  }
  return undefined;
}

/** Much of the time was lost to evictions. */
function onLosses({ useful, lost, jobs }: Facts): Advice | undefined {
  const evicted = jobs.flatMap(({ runs }) => runs).filter(({ how }) => how === "evicted").length;
  if (evicted < 5 || lost < 0.2 * (useful + lost) || lost < 600) return undefined;
  return {
    text:
      `${counted(evicted, "run")} ended when the machine was taken away, and ${
        timeTaken(lost)
      } of ` +
      `${
        timeTaken(useful + lost)
      } were for nothing. Write checkpoints with htmap.checkpoint(), or make ` +
      "components shorter.",
  };
}

/** Jobs so short that most of the time goes into starting them. */
function onShort({ backend, chunk, times, components }: Facts): Advice | undefined {
  const middle = quantile(ascending(times.map(({ seconds }) => seconds)), 0.5);
  if (backend !== "htcondor" || middle === undefined || times.length < ENOUGH) return undefined;
  const advised = middle < 20 ? advisedChunk(middle, components) : 1;
  if (advised <= 2 * chunk) return undefined;
  return {
    text:
      `Half of ${counted(times.length, "component")} took under ${
        timeTaken(middle)
      }, and HTCondor takes a ` +
      `second or more for each job besides. Have a job run ${advised}.`,
    option: `chunk=${advised}`,
  };
}

/** A few take very much longer than all others, as what hangs does. */
function onOutliers({ times }: Facts): Advice | undefined {
  const sorted = ascending(times.map(({ seconds }) => seconds));
  const [most, longest] = [quantile(sorted, 0.95) ?? 0, sorted.at(-1) ?? 0];
  if (sorted.length < 5 * ENOUGH || longest < 10 * most || longest < 600) return undefined;
  const limit = Math.ceil(3 * most);
  return {
    text:
      `95 % of ${counted(sorted.length, "component")} took under ${
        timeTaken(most)
      }, and the longest ` +
      `${timeTaken(longest)}. If such a one hangs, end it after ${
        timeTaken(limit)
      }, and have it run again.`,
    option: `timeLimit=${limit}`,
  };
}

/** What failed at first and went well later would do so by itself. */
function onRetries({ jobs }: Facts): Advice | undefined {
  const again =
    jobs.filter(({ runs }) =>
      runs.at(-1)?.how === "done" && runs.some(({ how }) => how === "failed")
    ).length;
  const byHand = Map.groupBy(jobs, ({ component }) => component).values()
    .filter((all) =>
      all.length > 1 && all.at(-1)?.runs.at(-1)?.how === "done" &&
      all.some(({ runs }) => runs.some(({ how }) => how === "failed"))
    ).toArray().length;
  if (again > 0 || byHand < 3) return undefined;
  return {
    text:
      `${
        counted(byHand, "component")
      } failed at first, and went well when they were run again. Where the ` +
      "cause passes by itself, HTCondor can do that.",
    option: "retries=2",
  };
}

/** The next round amount of memory, in MB. */
function nice(megabytes: number): number {
  const step = megabytes <= 100 ? 10 : megabytes <= 1000 ? 100 : megabytes <= 10_000 ? 500 : 1000;
  return Math.max(step, Math.ceil(megabytes / step) * step);
}

function megabytes(amount: number): string {
  if (amount < 1000) return `${Math.ceil(amount)} MB`;
  return amount % 1024 === 0 || amount >= 10_000
    ? `${Math.round(10 * amount / 1024) / 10} GB`
    : `${Math.ceil(amount)} MB`;
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
