import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { EventLog, eventText, type Happening } from "../../../lib/events/writer.ts";
import {
  detailsOf,
  EventType,
  executeHostOf,
  holdReasonOf,
  isRequeue,
  type JobEvent,
  memoryUsageOf,
  parseEvents,
  submissionOf,
  submitNotes,
  terminationOf,
} from "../../../lib/events/log.ts";

const ID = { cluster: 12, proc: 3 };

function written(happening: Happening): JobEvent {
  const { events } = parseEvents(new TextEncoder().encode(eventText(ID, happening)));
  const [event] = events;
  if (!event || events.length > 1) throw new Error(`${events.length} events were read`);
  return event;
}

Deno.test("eventText() writes a header like HTCondor's", () => {
  const text = eventText(
    ID,
    { event: "submitted", notes: submitNotes(3) },
    new Date(2024, 10, 2, 3, 4, 5),
  );
  assertStringIncludes(text, "000 (012.003.000) 2024-11-02 03:04:05 Job submitted from host: <");
  assertEquals(text.slice(-5), "\n...\n");
});

Deno.test("eventText() writes events that are read as HTCondor's are", () => {
  const time = { user: 3_723_000, system: 90_061_000 };
  assertEquals(terminationOf(written({ event: "terminated", end: { exitCode: 3 }, time })), {
    exitCode: 3,
    signal: undefined,
    cpuTime: 93_784_000,
  });
  assertEquals(
    terminationOf(written({ event: "terminated", end: { signal: 9 }, time })).signal,
    9,
  );
  const requeued = written({ event: "requeued", end: { exitCode: 79 }, time });
  assertEquals([requeued.type, isRequeue(requeued)], [EventType.EVICTED, true]);
  assertEquals(terminationOf(requeued), { exitCode: 79, signal: undefined, cpuTime: 93_784_000 });
  assertEquals(isRequeue(written({ event: "evicted", time, reason: "REQUEUED" })), false);
  const memory = { asked: 64_000, given: 18_079 };
  assertEquals(
    terminationOf(written({ event: "terminated", end: { exitCode: 0 }, time, memory })).memory,
    memory,
  );
  assertEquals(memoryUsageOf(written({ event: "image size", memory: 5_000_000 })), 5);
  assertEquals(
    executeHostOf(written({ event: "executing", slot: "slot1_2@here", scratch: "/s", cpus: 1 })),
    "slot1_2@here",
  );
  assertEquals(submissionOf(written({ event: "submitted", notes: submitNotes(12) })), 12);
  assertEquals(detailsOf(written({ event: "aborted", reason: "via é" })), "via é");
});

Deno.test("eventText() keeps a reason from making up events", () => {
  const reason =
    "cannot read a\n...\n005 (012.003.000) 2024-11-02 03:04:05 Job terminated.\n\tCode 1";
  const hold = holdReasonOf(written({ event: "held", reason, code: 13, subcode: 2 }));
  assertEquals([hold.code, hold.subcode], [13, 2]);
  assertStringIncludes(hold.reason, "cannot read a ... 005 (012.003.000)");
});

Deno.test("EventLog adds to a log that was cut off in an event, so that later ones are found", async () => {
  const path = await Deno.makeTempFile();
  try {
    const whole = eventText(ID, { event: "submitted", notes: submitNotes(3) });
    for (const length of [whole.length, whole.length - 1, whole.length - 4, 30]) {
      await Deno.writeTextFile(path, whole + whole.slice(0, length));
      {
        using log = new EventLog(path, false);
        log.write(eventText(ID, { event: "unsuspended" }));
      }
      const { events } = parseEvents(await Deno.readFile(path));
      assertEquals([events[0]?.type, events.at(-1)?.type], [0, 11], `after ${length} bytes`);
    }
  } finally {
    await Deno.remove(path);
  }
});
