import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { JobState, JobTable } from "../../../lib/events/job_table.ts";
import {
  detailsOf,
  EventType,
  executeHostOf,
  holdReasonOf,
  isRequeue,
  memoryUsageOf,
  parseEvents,
  submissionOf,
  terminationOf,
  timeOf,
} from "../../../lib/events/log.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A log that a real pool wrote. */
function recorded(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`./logs/${name}.log`, import.meta.url));
}

function eventsOf(name: string, type: number): ReturnType<typeof parseEvents>["events"] {
  return parseEvents(recorded(name)).events.filter((event) => event.type === type);
}

const VERSIONS = ["htcondor_23.9.6", "htcondor_25.14.1"];

Deno.test("parseEvents() tells the transfer of common files from what happens to jobs", () => {
  const name = "htcondor_25.14.1_common_files";
  const [transfer] = parseEvents(recorded(name)).events.filter(({ proc }) => proc < 0);
  assertEquals([transfer?.type, transfer?.proc], [47, -1000]);
  const ends = eventsOf(name, EventType.TERMINATED);
  assertEquals(ends.map(({ proc }) => proc), [1, 2, 0]);
  assertEquals(ends.map((event) => terminationOf(event).exitCode), [0, 0, 0]);
});

for (const version of VERSIONS) {
  Deno.test("submissionOf() finds which submission a job is of, in the log of any HTCondor", () => {
    const host = "<127.0.0.1:34557?addrs=127.0.0.1-34557&alias=node&noUDP&sock=schedd_53_ee9b>";
    const logs: [log: string, submission: number | undefined][] = [
      ["    htmap submission 3\n", 3], // HTCondor 23.9
      ['    [ JobBatchName = "scan" ]\n    htmap submission 12\n', 12], // HTCondor 25.14
      ['    [ JobBatchName = "htmap submission 7" ]\n', undefined],
      ["", undefined],
    ];
    for (const [notes, submission] of logs) {
      const text =
        `000 (001.000.000) 2026-11-22 05:24:36 Job submitted from host: ${host}\n${notes}...\n`;
      const [event] = parseEvents(new TextEncoder().encode(text)).events;
      assertEquals(submissionOf(event!), submission);
    }
  });

  Deno.test(`a job of ${version} that is run again is idle in between, and its attempts are counted`, () => {
    const table = new JobTable(1);
    const states: number[] = [];
    const ends: unknown[] = [];
    for (const event of parseEvents(recorded(`${version}_retries`)).events) {
      table.apply(0, 0, event);
      if (event.type === EventType.EXECUTE || event.type === EventType.TERMINATED) {
        states.push(table.states[0] ?? 0);
      } else if (event.type === EventType.EVICTED) {
        assert(isRequeue(event));
        states.push(table.states[0] ?? 0);
        const { exitCode, signal } = terminationOf(event);
        ends.push([exitCode, signal]);
      }
    }
    const { RUNNING, IDLE, ENDED } = JobState;
    assertEquals(states, [RUNNING, IDLE, RUNNING, IDLE, RUNNING, ENDED]);
    assertEquals(ends, [[79, undefined], [undefined, 9]]);
    assertEquals(table.failedAttempts.get(0), 2);
    assertEquals(new JobTable(1, table.toStored()).failedAttempts.get(0), 2);
    const { failedAttempts: _, ...before } = table.toStored();
    assertEquals(new JobTable(1, before).failedAttempts.size, 0);
  });

  Deno.test(`parseEvents() reads every event of a log of ${version}`, () => {
    const bytes = recorded(version);
    const { events, consumed } = parseEvents(bytes);
    const headers = new TextDecoder().decode(bytes).match(/^\d{3} \(/gm) ?? [];
    assertEquals(events.length, headers.length);
    assertEquals(consumed, bytes.length);
    assert(events.every(({ time }) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(time)));
  });

  Deno.test(`terminationOf() tells exit codes from signals in a log of ${version}`, () => {
    const ends = new Map(
      eventsOf(version, EventType.TERMINATED).map((event) => [event.proc, terminationOf(event)]),
    );
    assertEquals(ends.get(0)?.exitCode, 0);
    assertEquals(ends.get(0)?.signal, undefined);
    assertEquals(ends.get(1)?.exitCode, 3);
    assertEquals(ends.get(2)?.exitCode, undefined);
    assertEquals(ends.get(2)?.signal, 11);
  });

  Deno.test(`terminationOf() tells what memory a job asked for and had in a log of ${version}`, () => {
    const ends = eventsOf(version, EventType.TERMINATED).map(terminationOf);
    assert(ends.length > 0);
    for (const { memory } of ends) {
      assert(memory && memory.asked <= memory.given);
      assertEquals(memory.given, 128);
    }
  });

  Deno.test(`holdReasonOf() gives the code and the reason in a log of ${version}`, () => {
    const holds = eventsOf(version, EventType.HELD).map((event) => ({
      proc: event.proc,
      ...holdReasonOf(event),
    }));
    const byUser = holds.find(({ proc }) => proc === 3);
    assertEquals(byUser?.code, 1);
    assertStringIncludes(byUser?.reason ?? "", "via condor_hold");
    const missing = holds.find(({ proc }) => proc === 5);
    assertEquals([missing?.code, missing?.subcode], [13, 2]);
    assertStringIncludes(missing?.reason ?? "", "No such file or directory");
  });

  Deno.test(`parseEvents() finds each kind of event the jobs of a log of ${version} went through`, () => {
    const types = new Set(parseEvents(recorded(version)).events.map(({ type }) => type));
    for (const [name, type] of Object.entries(EventType)) {
      const elsewhere = ["EXECUTABLE_ERROR", "CHECKPOINTED", "SHADOW_EXCEPTION", "RECONNECTED"];
      if (elsewhere.includes(name) || name.startsWith("CLUSTER_")) continue;
      assert(types.has(type), `no ${name}`);
    }
  });

  Deno.test(`memoryUsageOf() and executeHostOf() read a log of ${version}`, () => {
    const usages = eventsOf(version, EventType.IMAGE_SIZE).map(memoryUsageOf);
    assert(usages.length > 0 && usages.every((usage) => usage !== undefined && usage > 0));
    const hosts = eventsOf(version, EventType.EXECUTE).map(executeHostOf);
    assert(hosts.length > 0 && hosts.every((host) => host.startsWith("slot1_")));
  });

  Deno.test(`detailsOf() gives why a job was removed in a log of ${version}`, () => {
    const [event] = eventsOf(version, EventType.ABORTED);
    assert(event);
    assertStringIncludes(detailsOf(event), "via condor_rm");
  });
}

Deno.test("parseEvents() reads the events of a cluster whose jobs were made late", () => {
  const { events } = parseEvents(recorded("htcondor_23.9.6_late_materialization"));
  const cluster = events.filter(({ proc }) => proc === -1);
  assertEquals(cluster.map(({ type }) => type), [
    EventType.CLUSTER_SUBMIT,
    EventType.CLUSTER_REMOVE,
  ]);
  assertEquals(events.filter(({ type }) => type === EventType.SUBMIT).length, 6);
});

Deno.test("parseEvents() gives the same events however the log is cut into pieces", () => {
  const bytes = recorded("htcondor_23.9.6");
  const whole = parseEvents(bytes).events;
  for (const size of [700, 997, 4096]) {
    const events: unknown[] = [];
    let start = 0;
    for (let end = size; start < bytes.length; end += size) {
      const piece = parseEvents(bytes.subarray(start, end));
      events.push(...piece.events);
      start += piece.consumed;
    }
    assertEquals(events, whole);
  }
});

const SUBMITTED = "000 (7.0.0) 2024-11-22 10:00:00 Job submitted from host: <10.0.0.1:9618>\n...\n";
const ENDED =
  "005 (7.0.0) 2024-11-22 10:05:00 Job terminated.\n\t(1) Normal termination (return value 0)\n" +
  "\t\tUsr 1 02:03:04, Sys 0 00:00:06  -  Run Remote Usage\n\t\tUsr 9 00:00:00, Sys 9 00:00:00  -  Total Remote Usage\n...\n";

Deno.test("parseEvents() leaves a last event that is not whole for the next time", () => {
  for (let length = SUBMITTED.length; length < SUBMITTED.length + ENDED.length; length++) {
    const { events, consumed } = parseEvents(bytesOf((SUBMITTED + ENDED).slice(0, length)));
    assertEquals(events.map(({ type }) => type), [EventType.SUBMIT]);
    assertEquals(consumed, SUBMITTED.length);
  }
});

Deno.test("parseEvents() passes over an event that was torn in the midst of the log", () => {
  const torn = "001 (7.0.0) 2024-11-22 10:01:00 Job executing on ho\n";
  const { events, consumed } = parseEvents(bytesOf(SUBMITTED + torn + ENDED));
  assertEquals(events.map(({ type }) => type), [EventType.SUBMIT, EventType.TERMINATED]);
  assertEquals(consumed, SUBMITTED.length + torn.length + ENDED.length);
});

Deno.test("parseEvents() gives events it does not know, and passes over what is no event", () => {
  const unknown = "777 (7.0.0) 2031-01-01 00:00:00 Something new happened.\n\tin a new way\n...\n";
  const { events } = parseEvents(bytesOf(unknown + "not an event at all\n...\n" + SUBMITTED));
  assertEquals(events.map(({ type }) => type), [777, EventType.SUBMIT]);
});

Deno.test("parseEvents() reads times with a fraction, an offset, or no year", () => {
  for (
    const time of [
      "11/22 10:00:00",
      "2024-11-22 10:00:00.123",
      "2024-11-22 10:00:00Z",
      "2024-11-22 10:00:00+01:00",
    ]
  ) {
    const { events: [event] } = parseEvents(
      bytesOf(`009 (7.3.0) ${time} Job was aborted by the user.\n\twhy\n...\n`),
    );
    assertEquals([event?.type, event?.proc, event?.time], [EventType.ABORTED, 3, time]);
    assertEquals(event && detailsOf(event), "why");
  }
});

Deno.test("parseEvents() reads a shadow exception", () => {
  const text = "007 (7.0.0) 2024-11-22 10:02:00 Shadow exception!\n\tError from slot1@node\n" +
    "\t0  -  Run Bytes Sent By Job\n...\n";
  assertEquals(parseEvents(bytesOf(text)).events[0]?.type, EventType.SHADOW_EXCEPTION);
});

Deno.test("terminationOf() counts the processor time of the last run, user and system", () => {
  const [event] = parseEvents(bytesOf(ENDED)).events;
  assert(event);
  assertEquals(terminationOf(event).cpuTime, 1000 * (((24 + 2) * 60 + 3) * 60 + 4 + 6));
});

Deno.test("holdReasonOf() keeps letters beyond ASCII in a reason", () => {
  const text =
    "012 (7.0.0) 2024-11-22 10:02:00 Job was held.\n\tfichier « été » d’à côté: Straße, 数据, 😀\n\tCode 13 Subcode 2\n...\n";
  const [event] = parseEvents(bytesOf(text)).events;
  assert(event);
  assertEquals(holdReasonOf(event), {
    code: 13,
    subcode: 2,
    reason: "fichier « été » d’à côté: Straße, 数据, 😀",
  });
});

Deno.test("timeOf() reads the times of all versions", () => {
  const now = new Date(2026, 0, 5, 12);
  const time = (text: string): number | undefined =>
    timeOf({ type: 1, cluster: 1, proc: 0, time: text, body: "" }, now);
  assertEquals(time("2026-01-04 10:31:07"), new Date(2026, 0, 4, 10, 31, 7).getTime());
  assertEquals(time("2026-01-04 10:31:07.250"), new Date(2026, 0, 4, 10, 31, 7, 250).getTime());
  assertEquals(time("2026-01-04 10:31:07.250Z"), Date.UTC(2026, 0, 4, 10, 31, 7, 250));
  assertEquals(time("2026-01-04 10:31:07+02:00"), Date.UTC(2026, 0, 4, 8, 31, 7));
  // Without a year, it was within the last.
  assertEquals(time("01/04 10:31:07"), new Date(2026, 0, 4, 10, 31, 7).getTime());
  assertEquals(time("12/31 10:31:07"), new Date(2025, 11, 31, 10, 31, 7).getTime());
  assertEquals(time("yesterday"), undefined);
});
