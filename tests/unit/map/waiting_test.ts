import { assertEquals, assertRejects } from "../../deps.ts";
import type { Backend, MapQueue } from "../../../lib/backend/backend.ts";
import { HTCondorError, MapComponentHeld, MapWasRemoved } from "../../../lib/base/errors.ts";
import { JobState } from "../../../lib/events/job_table.ts";
import { submitNotes } from "../../../lib/events/log.ts";
import { EventLog, eventText, type Happening } from "../../../lib/events/writer.ts";
import { QueueAsking } from "../../../lib/map/asking.ts";
import { reserveSubmission } from "../../../lib/map/map_files.ts";
import { MapState } from "../../../lib/map/state.ts";
import { startLimits, type WaitedFor, waitFor } from "../../../lib/map/waiting.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { PATIENCE } from "../../helpers/patience.ts";
import { type Sandbox, sandbox } from "../../helpers/sandbox.ts";

/** A map of one component, whose queue says what it is told to say. */
class OneJob {
  readonly paths: MapPaths;
  /** What the queue says it does, or why it says nothing. */
  says: number | Error = JobState.IDLE;
  /** How often it was asked. */
  asked = 0;

  private constructor(box: Sandbox) {
    this.paths = new MapPaths(`${box.root}/map`, "");
  }

  static async in(box: Sandbox): Promise<OneJob> {
    const one = new OneJob(box);
    await Deno.mkdir(one.paths.outputs, { recursive: true });
    await Deno.mkdir(one.paths.submissions);
    await reserveSubmission(one.paths, [0]);
    one.log({ event: "submitted", notes: submitNotes(0) });
    return one;
  }

  log(happening: Happening): void {
    using log = new EventLog(this.paths.events, true);
    log.write(eventText({ cluster: 1, proc: 0 }, happening));
  }

  /** Has the log say that it is held. */
  hold(): void {
    this.log({ event: "held", reason: "by hand", code: 1, subcode: 0 });
  }

  /** Has it end well. */
  async end(): Promise<void> {
    await Deno.writeTextFile(this.paths.output(0, 0), "");
    const time = { user: 0, system: 0 };
    this.log({ event: "terminated", end: { exitCode: 0 }, time });
  }

  /** Waits until it was asked so often. */
  async untilAsked(times: number): Promise<void> {
    while (this.asked < times) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Opens the map, as each process does. */
  open(): WaitedFor {
    const { paths } = this;
    const state = new MapState({ paths, layout: { components: 1, chunk: 1 }, tag: "one" });
    const queues = (): Promise<MapQueue[]> => {
      this.asked++;
      const { says } = this;
      if (says instanceof Error) return Promise.reject(says);
      const jobs = [{ job: 0, submission: 0, state: says }];
      return Promise.resolve([{ jobs, isWhole: false }]);
    };
    // Of a backend, nothing else is needed to ask it.
    const backend = { name: "htcondor", queues } as unknown as Backend;
    const asked = { paths, state, backend, tag: "one" };
    // The two know each other.
    const map = asked as typeof asked & { asking: QueueAsking };
    map.asking = new QueueAsking(map);
    return map;
  }
}

/** Waits until the job has ended; a hold is an error. */
async function waitForEnd(map: WaitedFor): Promise<void> {
  await waitFor(map, "it", startLimits({ timeout: PATIENCE }), () => {
    const status = map.state.statusOf(0);
    if (status === "HELD") throw new MapComponentHeld("one", 0, 1, "by hand", 0);
    return status === "COMPLETED" || status === "ERRORED";
  });
}

/** A job that the log says is held, just after its queue was asked and said that it is idle. */
async function heldSinceAsked(box: Sandbox): Promise<{ one: OneJob; map: WaitedFor }> {
  const one = await OneJob.in(box);
  const map = one.open();
  await map.state.refresh();
  await map.asking.ifDue();
  one.hold();
  return { one, map };
}

Deno.test("waitFor() believes no hold that the log tells of late, just after the queue was asked", async () => {
  await using box = await sandbox();
  const { one, map } = await heldSinceAsked(box);
  const holdAgain = async (): Promise<void> => {
    await one.untilAsked(2);
    one.hold();
    await one.untilAsked(3);
    await one.end();
  };
  await Promise.all([waitForEnd(map), holdAgain()]);
});

Deno.test("waitFor() ends with what is met, whatever holds the queue has not confirmed yet", async () => {
  await using box = await sandbox();
  const { map } = await heldSinceAsked(box);
  await waitFor(map, "it", startLimits({ timeout: PATIENCE }), () => true);
});

Deno.test("waitFor() throws what a hold means once the queue confirms it", async () => {
  await using box = await sandbox();
  const { one, map } = await heldSinceAsked(box);
  one.says = JobState.HELD;
  await assertRejects(() => waitForEnd(map), MapComponentHeld);
  assertEquals(one.asked, 2);
});

Deno.test("waitFor() believes no hold that another process has kept, before it has asked the queue", async () => {
  await using box = await sandbox();
  const one = await OneJob.in(box);
  one.hold();
  const first = one.open();
  await first.state.refresh();
  await first.state.keep();
  one.says = JobState.HELD;
  await assertRejects(() => waitForEnd(one.open()), MapComponentHeld);
  one.says = JobState.IDLE;
  await Promise.all([waitForEnd(one.open()), one.untilAsked(2).then(() => one.end())]);
});

Deno.test("waitFor() believes the log where the queue does not answer", async () => {
  await using box = await sandbox();
  const one = await OneJob.in(box);
  one.hold();
  one.says = new HTCondorError("condor_q", "failed", "", "See why");
  const map = one.open();
  await assertRejects(() => waitForEnd(map), MapComponentHeld);
  await assertRejects(() => waitForEnd(map), MapComponentHeld);
  assertEquals(one.asked, 1);
});

Deno.test("waitFor() says that the map was removed, whatever its queue says of that", async () => {
  await using box = await sandbox();
  const one = await OneJob.in(box);
  const map = one.open();
  await map.state.refresh();
  map.asking.expectChange();
  one.says = new Deno.errors.NotFound("a file of the queue");
  await Deno.rename(one.paths.root, `${one.paths.root}-gone`);
  await map.asking.ifDue();
  assertEquals(one.asked, 1);
  await assertRejects(() => waitForEnd(map), MapWasRemoved);
});
