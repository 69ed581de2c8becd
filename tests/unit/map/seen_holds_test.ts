import { assertEquals } from "../../deps.ts";
import { JobState } from "../../../lib/events/job_table.ts";
import { submitNotes } from "../../../lib/events/log.ts";
import { onLog } from "../../../lib/log/log.ts";
import { reserveSubmission } from "../../../lib/map/map_files.ts";
import { MapState } from "../../../lib/map/state.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const HOLD = { code: 34, subcode: 7, reason: "too much memory" };

/** A map of two components, and what is logged of its holds. */
interface Held {
  readonly logged: readonly string[];
  /** Has the event log say something of a job, and looks. */
  happens(type: string, job: number, text: string): Promise<void>;
  /** Has the queue say that a job is held. */
  queueSays(job: number, hold: typeof HOLD): Promise<void>;
}

function testOfHolds(promise: string, run: (map: Held) => Promise<void>): void {
  Deno.test(`SeenHolds ${promise}`, async () => {
    await using box = await sandbox();
    const paths = new MapPaths(`${box.root}/map`, "");
    await Deno.mkdir(paths.outputs, { recursive: true });
    await Deno.mkdir(paths.submissions);
    await reserveSubmission(paths, [0, 1]);
    const tag = crypto.randomUUID();
    const state = new MapState({ paths, layout: { components: 2, chunk: 1 }, tag });
    const logged: string[] = [];
    const stop = onLog(({ message, data }) => {
      if (data.tag === tag) logged.push(message.replace(tag, "t"));
    });
    const happens = async (type: string, job: number, text: string): Promise<void> => {
      const event = `${type} (7.${job}.000) 2026-11-22 00:45:00 ${text}\n...\n`;
      await Deno.writeTextFile(paths.events, event, { append: true });
      await state.refresh();
    };
    const queueSays = async (job: number, hold: typeof HOLD): Promise<void> => {
      state.expectQueue();
      const said = { job, submission: 0, state: JobState.HELD, hold, removal: undefined };
      await state.compare({ jobs: [said], isWhole: false }, true);
    };
    try {
      for (const job of [0, 1]) {
        const notes = `Job submitted from host: <127.0.0.1>\n    ${submitNotes(0)}`;
        await happens("000", job, notes);
      }
      await run({ logged, happens, queueSays });
    } finally {
      stop();
    }
  });
}

const held = (reason: string): string =>
  `Job was held.\n\t${reason}\n\tCode ${HOLD.code} Subcode ${HOLD.subcode}`;

const said = (component: number, reason: string): string =>
  `Held of the map "t": 1 job, component ${component}: ${reason} (code 34, subcode 7)`;

testOfHolds("logs a hold that only the queue knows of, once", async ({ logged, queueSays }) => {
  await queueSays(0, HOLD);
  await queueSays(0, { ...HOLD });
  assertEquals(logged, [said(0, HOLD.reason)]);
});

testOfHolds(
  "takes what the log says late, of a hold that the queue told, for the same one",
  async ({ logged, queueSays, happens }) => {
    await queueSays(0, HOLD);
    await happens("001", 0, "Job executing on host: <127.0.0.1>");
    await happens("012", 0, held("Error from slot1: too much memory"));
    await queueSays(0, HOLD);
    assertEquals(logged, [said(0, HOLD.reason)]);
  },
);

testOfHolds(
  "logs each hold of the log, and of each job",
  async ({ logged, happens, queueSays }) => {
    await happens("012", 0, held("one"));
    await happens("013", 0, "Job was released.");
    await happens("012", 0, held("two"));
    await happens("012", 1, held("three"));
    await queueSays(0, HOLD);
    assertEquals(logged, [said(0, "one"), said(0, "two"), said(1, "three")]);
  },
);
