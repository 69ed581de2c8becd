import { assertEquals } from "../../deps.ts";
import type { QueuedJob } from "../../../lib/backend/backend.ts";
import { EventType } from "../../../lib/events/log.ts";
import { JobState, JobTable } from "../../../lib/events/job_table.ts";
import { QueueCorrections } from "../../../lib/map/queue_corrections.ts";

const { UNMATERIALIZED, IDLE, RUNNING, SUSPENDED, HELD, REMOVED, ENDED } = JobState;

/** Compares a log in which the jobs are in the given states with a queue. */
function compare(
  states: number[],
  queued: Partial<QueuedJob>[],
  { arrived = [], isWhole = true, hasSettled = false }: {
    arrived?: [number, number][];
    isWhole?: boolean;
    hasSettled?: boolean;
  } = {},
): { corrections: QueueCorrections; ended: unknown; missing: unknown; table: JobTable } {
  const table = new JobTable(states.length);
  table.states.set(states);
  const corrections = new QueueCorrections();
  corrections.begin();
  const jobs = queued.map((job) => ({ job: 0, submission: 0, state: IDLE, ...job }));
  const found = corrections.compare(table, { jobs, isWhole }, new Map(arrived), hasSettled);
  return { corrections, ...found, table };
}

Deno.test("QueueCorrections follow the queue where it says something else than the log", () => {
  const hold = { code: 15, subcode: 0, reason: "submitted on hold" };
  for (const logged of [UNMATERIALIZED, IDLE, RUNNING, SUSPENDED]) {
    const { corrections, ended, missing } = compare([logged], [{ state: HELD, hold }]);
    assertEquals(corrections.of(0), { submission: 0, state: HELD, hold, removal: undefined });
    assertEquals([ended, missing], [[], []]);
  }
  assertEquals(compare([HELD], [{ state: IDLE }]).corrections.of(0)?.state, IDLE);
  assertEquals(compare([IDLE], [{ state: IDLE }]).corrections.of(0), undefined);
});

Deno.test("QueueCorrections leave to the log how a job is at work, where the queue does not say", () => {
  for (const logged of [IDLE, RUNNING, SUSPENDED]) {
    assertEquals(compare([logged], [{ state: undefined }]).corrections.of(0), undefined);
  }
  for (const logged of [UNMATERIALIZED, HELD]) {
    const { corrections } = compare([logged], [{ state: undefined }]);
    assertEquals(corrections.of(0)?.state, RUNNING);
  }
});

Deno.test("QueueCorrections take a job that is in no queue for ended if its output is here, else for missing", () => {
  for (const logged of [UNMATERIALIZED, IDLE, RUNNING, HELD]) {
    const { ended, missing } = compare([logged, logged], [], { arrived: [[1, 0]] });
    assertEquals([ended, missing], [[[1, 0]], [0]]);
  }
});

Deno.test("QueueCorrections do not take what an earlier run brought back for the end of a later one", () => {
  const table = new JobTable(2);
  table.states.set([UNMATERIALIZED, IDLE]);
  table.submissions.set([1, 1]);
  const corrections = new QueueCorrections();
  corrections.begin();
  const arrived = new Map([[0, 0], [1, 1]]);
  const { ended, missing } = corrections.compare(table, { jobs: [], isWhole: true }, arrived, true);
  assertEquals([ended, missing], [[[1, 1]], [0]]);
});

Deno.test("QueueCorrections believe no absence from a queue that may not be the map's", () => {
  const { ended, missing } = compare([IDLE, RUNNING], [], { arrived: [[1, 0]], isWhole: false });
  assertEquals([ended, missing], [[], []]);
});

Deno.test("QueueCorrections leave what has ended alone, unless a later run of it is known", () => {
  for (const logged of [ENDED, REMOVED]) {
    const same = compare([logged], [{ state: RUNNING }], { arrived: [[0, 0]] });
    assertEquals([same.corrections.of(0), same.ended, same.missing], [undefined, [], []]);
    const runs = compare([logged], [{ state: RUNNING, submission: 1 }], { arrived: [[0, 0]] });
    assertEquals(runs.corrections.of(0)?.submission, 1);
    assertEquals(runs.corrections.of(0)?.state, RUNNING);
    assertEquals(compare([logged], [], { arrived: [[0, 2]] }).ended, [[0, 2]]);
  }
});

Deno.test("QueueCorrections go by the log for what it says while the queue is asked, and after", () => {
  const table = new JobTable(2);
  table.states.set([RUNNING, RUNNING]);
  const corrections = new QueueCorrections();
  corrections.begin();
  corrections.heard(0, 0, EventType.IMAGE_SIZE);
  const jobs = [0, 1].map((job) => ({ job, submission: 0, state: HELD }));
  corrections.compare(table, { jobs, isWhole: true }, new Map(), false);
  assertEquals([corrections.of(0)?.state, corrections.of(1)?.state], [undefined, HELD]);
  corrections.heard(1, 0, EventType.HELD);
  assertEquals(corrections.of(1), undefined);
});

Deno.test("QueueCorrections keep a hold or a removal that the queue tells of until the log tells of it, or of its end", () => {
  const { EVICTED, IMAGE_SIZE, SUSPENDED: STOPPED, SHADOW_EXCEPTION, ...types } = EventType;
  for (const state of [HELD, REMOVED]) {
    for (const type of [EVICTED, IMAGE_SIZE, STOPPED, SHADOW_EXCEPTION]) {
      const { corrections } = compare([RUNNING], [{ state }]);
      corrections.heard(0, 0, type);
      assertEquals([corrections.of(0)?.state, type], [state, type]);
    }
    const { SUBMIT, EXECUTE, TERMINATED, ABORTED, HELD: STAYS, RELEASED } = types;
    for (const type of [SUBMIT, EXECUTE, TERMINATED, ABORTED, STAYS, RELEASED]) {
      const { corrections } = compare([RUNNING], [{ state }]);
      corrections.heard(0, 0, type);
      assertEquals([corrections.of(0)?.state, type], [undefined, type]);
    }
    const { corrections } = compare([RUNNING], [{ state }]);
    corrections.heard(0, 1, EVICTED); // of a later run
    assertEquals(corrections.of(0), undefined);
  }
});

Deno.test("QueueCorrections.lose() takes jobs for removed, and the log may say better later", () => {
  const { corrections, table } = compare([RUNNING], []);
  corrections.lose(table, [0]);
  assertEquals(corrections.of(0)?.state, REMOVED);
  corrections.heard(0, 0, EventType.IMAGE_SIZE);
  assertEquals(corrections.of(0), undefined);
});

Deno.test("QueueCorrections give the log time to tell of a job that the queue shows ended", () => {
  const queued = [{ state: ENDED }];
  const first = compare([RUNNING], queued, { arrived: [[0, 0]] });
  assertEquals([first.ended, first.missing, first.corrections.of(0)], [[], [0], undefined]);
  const settled = compare([RUNNING], queued, { arrived: [[0, 0]], hasSettled: true });
  assertEquals([settled.ended, settled.missing], [[[0, 0]], []]);
  assertEquals(compare([RUNNING], queued, { hasSettled: true }).missing, [0]);
});

Deno.test("QueueCorrections do not hold against a job a hold that the log tells of late", () => {
  const table = new JobTable(2);
  table.states.set([HELD, HELD]);
  const corrections = new QueueCorrections();
  corrections.begin();
  corrections.heard(0, 0, EventType.HELD);
  corrections.heard(1, 0, EventType.HELD);
  corrections.begin();
  corrections.heard(1, 0, EventType.HELD);
  assertEquals([0, 1].map((job) => corrections.isUnconfirmed(job)), [true, true]);
  const jobs = [IDLE, HELD].map((state, job) => ({ job, submission: 0, state }));
  corrections.compare(table, { jobs, isWhole: true }, new Map(), false);
  assertEquals([corrections.of(0)?.state, corrections.of(1)?.state], [IDLE, undefined]);
  // The second was told of after the queue was asked.
  assertEquals([0, 1].map((job) => corrections.isUnconfirmed(job)), [false, true]);
  corrections.begin();
  assertEquals(corrections.isUnconfirmed(1), true);
  corrections.believeLog();
  assertEquals(corrections.isUnconfirmed(1), false);
});
