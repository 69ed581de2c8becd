import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { CorruptData } from "../../../lib/base/errors.ts";
import { errorText } from "../../../lib/base/error_text.ts";
import { ComponentError } from "../../../lib/map/component_error.ts";

const OF = { tag: "t", component: 3 };
const STACK = "==== C stack trace ===============================\n\n    htmap(+0x27ea43e)\n";

Deno.test("ComponentError tells a limit on addresses from one on memory", () => {
  const addresses = "\n\n#\n# Fatal process out of memory: Oilpan: CagedHeap reservation.\n#\n" +
    STACK;
  const { exceptionMessage } = ComponentError.died(OF, { signal: 6 }, addresses);
  assertStringIncludes(exceptionMessage, "reserves some 40 GB of addresses");
  assertStringIncludes(exceptionMessage, "`ulimit -v`");
  assertStringIncludes(exceptionMessage, "STARTER_RLIMIT_AS");
  assert(!exceptionMessage.includes("request_memory"), exceptionMessage);
  const memory = "\n#\n# Fatal JavaScript out of memory: Reached heap limit\n#\n" + STACK;
  const { exceptionMessage: other } = ComponentError.died(OF, { signal: 6 }, memory);
  assertStringIncludes(other, "ran out of memory");
  assertStringIncludes(other, "request_memory");
});

Deno.test("errorText() tells the beginning of a message without measure", () => {
  const { message } = errorText(new Error("x".repeat(3_000_000)));
  assertStringIncludes(message, "x… (and 1951424 characters more)");
  assert(message.length < 1_100_000);
  let shared: unknown[] = [];
  for (let i = 0; i < 40; i++) shared = [shared, shared];
  assertStringIncludes(errorText(shared).message, "[Array]");
});

Deno.test("ComponentError.report() is text that a terminal only shows, and the message is as it was", () => {
  const error = ComponentError.reported(OF, {
    name: "Error",
    message: "a \x1b[2J b",
    text: "Error: a \x1b[2J b",
    frames: [],
    scratch: ["file \x07"],
    node: { host: "h", user: "u", started: "s" },
    runtime: { htmap: "0", deno: "0", v8: "0", executable: "/bin/x" },
  }, "the output");
  assertStringIncludes(error.report(), "Error: a ^[[2J b");
  assertStringIncludes(error.report(), "  file ^G");
  assertStringIncludes(error.exceptionMessage, "\x1b[2J");
});

const MEMORY = { asked: 500, given: 512 };

function messageOf(end: Parameters<typeof ComponentError.died>[1], stderr: string): string {
  return ComponentError.died(OF, end, stderr).exceptionMessage;
}

Deno.test("ComponentError.died() says that memory ran out, and how much the job had", () => {
  for (
    const said of [
      "\n#\n# Fatal JavaScript out of memory: Reached heap limit\n#\n==== C stack trace ====\n v8::x",
      "Fatal process out of memory: Zone",
      "memory allocation of 1073741824 bytes failed\n",
      "what the component printed, and then nothing", // there was no memory left to say it in
      "",
    ]
  ) {
    const message = messageOf({ signal: 6, memory: MEMORY }, said);
    assertStringIncludes(
      message,
      "the component ran out of memory: its job had 512 MB, and signal 6",
    );
    assertStringIncludes(message, "Ask for more with the map option request_memory");
  }
});

Deno.test("ComponentError.died() does not say to ask for more than the machine has", () => {
  const message = messageOf(
    { signal: 6, memory: { asked: 64_000, given: 18_079 } },
    "# Fatal JavaScript out of memory: Reached heap limit",
  );
  assertStringIncludes(message, "18079 MB");
  assertStringIncludes(message, "all its machine has to give");
});

Deno.test("ComponentError.died() says that memory ran out where the log does not tell how much there was", () => {
  const message = messageOf({ signal: 6 }, "# Fatal JavaScript out of memory: Reached heap limit");
  assertStringIncludes(message, "the component ran out of memory: signal 6");
});

Deno.test("ComponentError.died() does not take every abort for a lack of memory", () => {
  for (const said of ["# Fatal error in , line 0", "thread 'main' panicked at src/x.rs:1:2"]) {
    const message = messageOf({ signal: 6, memory: MEMORY }, said);
    assertEquals(message.startsWith("the component's job ended without an output"), true, message);
  }
});

Deno.test("ComponentError.died() says of a kill that it may have been for memory, and how much there was", () => {
  const message = messageOf({ signal: 9, memory: MEMORY }, "");
  assertStringIncludes(
    message,
    "signal 9 (SIGKILL) ended it, perhaps because it used too much memory",
  );
  assertStringIncludes(message, "its job had 512 MB, see the map option request_memory");
});

Deno.test("ComponentError.died() says what a Worker takes where there was too little for one", () => {
  const said =
    "\n#\n# Fatal process out of memory: Failed to reserve virtual memory for CodeRange\n";
  const message = messageOf({ signal: 6, memory: MEMORY }, said);
  assertStringIncludes(message, "its job had 512 MB, and each Worker it starts takes 512 MB");
  assertStringIncludes(message, "Ask for more with the map option request_memory");
});

const REPORT = {
  name: "Error",
  message: "no",
  text: "Error: no",
  frames: [{ function: "f", file: "file:///f.ts", line: 1, column: 2, locals: { x: "1" } }],
  scratch: [],
  node: { host: "h", user: "u", started: "2026-11-27T06:00:00.000Z" },
  runtime: { htmap: "0", deno: "0", v8: "0", executable: "/bin/x" },
};

Deno.test("ComponentError tells what a report says of the run, also as properties", () => {
  const more = { calledWith: ["1", "{\n  a: 2,\n}"], jobId: "12.3", seconds: 0.25 };
  const report = { ...REPORT, ...more, attempt: { number: 2, of: 3 } };
  const error = ComponentError.reported({ ...OF, job: 1, map: OF }, report, "the output");
  assertEquals(error.calledWith, more.calledWith);
  assertEquals([error.host, error.jobId, error.job], ["h", "12.3", 1]);
  assertEquals(error.attempt, { number: 2, of: 3 });
  assertEquals(error.started, new Date("2026-11-27T06:00:00.000Z"));
  assertEquals(error.duration, 250);
  assertEquals(error.stack[0]?.locals, { x: "1" });
  assert(error.map === OF);
  const text = error.report();
  assertStringIncludes(text, "Ran on h as u, from 2026-11-27T06:00:00.000Z, for 250 ms\n");
  assertStringIncludes(text, "In job 12.3, the map's job 1, attempt 2 of 3\n");
  assertStringIncludes(text, "Called with:\n  1\n  {\n    a: 2,\n  }\n");
  assertEquals(Deno.inspect(error), text);
});

Deno.test("ComponentError reads the report of an htmap that said less", () => {
  const error = ComponentError.reported(OF, REPORT, "the output");
  const { calledWith, jobId, job, attempt, duration } = error;
  assertEquals([calledWith, jobId, job, attempt, duration], Array(5).fill(undefined));
  assertStringIncludes(error.report(), "Ran on h as u, from 2026-11-27T06:00:00.000Z\n");
});

Deno.test("ComponentError takes nothing for a report that is not one", () => {
  const wrong: object[] = [
    { frames: [{ ...REPORT.frames[0], line: "1" }] },
    { frames: [{ ...REPORT.frames[0], locals: { x: 1 } }] },
    { frames: [null] },
    { scratch: [1] },
    { node: null },
    { node: { host: "h", user: "u" } },
    { runtime: { ...REPORT.runtime, v8: {} } },
    { calledWith: "1" },
    { calledWith: [{}] },
    { jobId: 12 },
    { attempt: { number: "2" } },
    { seconds: "1" },
    { seconds: NaN },
    { withoutLocals: [] },
  ];
  for (const part of wrong) {
    const report = { ...REPORT, ...part };
    assertThrows(
      () => ComponentError.reported(OF, report, "the output"),
      CorruptData,
      "what should be an error report is none",
      JSON.stringify(part),
    );
  }
});

Deno.test("ComponentError.died() tells where, when and with what the component ran", () => {
  const started = Date.parse("2026-11-27T06:00:00Z");
  const run = { signal: 11, host: "slot1@h", jobId: "4.0", started, ended: started + 125_000 };
  const error = ComponentError.died({ ...OF, job: 3 }, { ...run, calledWith: [] }, "");
  assertEquals(error.duration, 125_000);
  const text = error.report();
  assertStringIncludes(text, "Ran on slot1@h, from 2026-11-27T06:00:00.000Z, for 2 min 5 s\n");
  assertStringIncludes(text, "In job 4.0, the map's job 3\n");
  assertStringIncludes(text, "Called without arguments\n");
});
