import { assertEquals, assertMatch } from "@std/assert";
import type { JobHistory, JobRun } from "../../../lib/map/history.ts";
import { adviseOnSummary } from "../../../lib/map/summary_advice.ts";
import type { SummaryFacts } from "../../../lib/map/summary_facts.ts";

/** A map of which nothing stands out. */
const PLAIN: SummaryFacts = {
  tag: "t",
  backend: "htcondor",
  components: 100,
  chunk: 1,
  created: new Date(0),
  counts: new Map([["COMPLETED", 100]]),
  jobs: [],
  span: { from: 0, to: 1e6 },
  times: Array.from({ length: 100 }, (_, component) => ({ component, seconds: 300 })),
  waits: [],
  useful: 30_000,
  lost: 0,
  memory: { used: Array.from({ length: 100 }, () => 900), asked: 1024 },
  failures: { kinds: [], read: 0, failed: 0, hosts: new Map() },
  holds: [],
  hosts: [],
  versions: [],
};

const advice = (facts: Partial<SummaryFacts>): string[] =>
  adviseOnSummary({ ...PLAIN, ...facts }).map(({ text, option }) => `${text} ${option ?? ""}`);

function job(component: number, ...ends: readonly JobRun["how"][]): JobHistory {
  const runs = ends.map((how, i) => ({ started: 1000 * i, ended: 1000 * i + 900, how, host: "n" }));
  return { component, submission: 0, submitted: 0, runs, holds: [], memory: 0, asked: undefined };
}

Deno.test("adviseOnSummary() says nothing where nothing stands out", () => {
  assertEquals(advice({}), []);
});

Deno.test("adviseOnSummary() asks for as much memory as is used, with room, and not by a few jobs", () => {
  const used = Array.from({ length: 40 }, (_, i) => i < 39 ? 290 : 700);
  const [text = ""] = advice({ memory: { used, asked: 4096 } });
  assertMatch(
    text,
    /Asked 4 GB of memory, and 95 % of 40 jobs used under 290 MB, and the most 700 MB/,
  );
  assertMatch(text, /Ask for 400 MB.* request_memory=400MB$/);
  assertEquals(advice({ memory: { used: used.slice(0, 5), asked: 4096 } }), []);
  assertEquals(advice({ memory: { used, asked: 500 } }), []);
  assertEquals(advice({ memory: { used, asked: undefined } }), []);
});

Deno.test("adviseOnSummary() asks for more memory where it ran out", () => {
  const holds = [{ code: 34, example: "memory", meaning: undefined, components: [1, 2] }];
  assertMatch(
    advice({ holds })[0] ?? "",
    /2 components ran out of memory.* request_memory=2500MB$/,
  );
  const disk = [{ code: 34, example: "disk usage exceeded", meaning: undefined, components: [1] }];
  assertEquals(advice({ holds: disk }), []);
});

Deno.test("adviseOnSummary() names a machine only where much more fails than elsewhere", () => {
  const host = (name: string, runs: number, failed: number): SummaryFacts["hosts"][number] => (
    { host: name, runs, failed, seconds: 1, evicted: 0 }
  );
  const failures = { ...PLAIN.failures, read: 12, failed: 12 };
  const bad = advice({ failures, hosts: [host("bad", 14, 11), host("good", 86, 1)] });
  assertMatch(
    bad[0] ?? "",
    /On bad 79 % of 14 runs failed, and elsewhere 1 % of 86.*Machine =!= "bad"$/,
  );
  assertEquals(advice({ failures, hosts: [host("a", 50, 6), host("b", 50, 6)] }), []);
  assertEquals(advice({ failures, hosts: [host("only", 100, 12)] }), []);
});

Deno.test("adviseOnSummary() puts short components together, where each is a job of a pool", () => {
  const times = Array.from({ length: 1000 }, (_, component) => ({ component, seconds: 0.2 }));
  assertMatch(advice({ times, components: 1000 })[0] ?? "", /took under 200 ms.* chunk=\d+$/);
  assertEquals(advice({ times, components: 1000, backend: "local" }), []);
});

Deno.test("adviseOnSummary() tells what was lost to evictions, and what hangs", () => {
  const jobs = Array.from({ length: 10 }, (_, i) => job(i, "evicted", "done"));
  assertMatch(
    advice({ jobs, lost: 20_000 })[0] ?? "",
    /10 runs ended when the machine was taken away/,
  );
  const times = Array.from({ length: 120 }, (_, component) => ({
    component,
    seconds: component === 7 ? 7200 : 60,
  }));
  assertMatch(advice({ times })[0] ?? "", /the longest 2 h 0 min.* timeLimit=180$/);
});

Deno.test("adviseOnSummary() has HTCondor do what was done by hand", () => {
  const jobs = [0, 1, 2].flatMap((component) => [job(component, "failed"), job(component, "done")]);
  assertMatch(advice({ jobs })[0] ?? "", /3 components failed at first.* retries=2$/);
});
