import { assert, assertEquals } from "../../deps.ts";
import { logLine, type LogRecord } from "../../../lib/log/record.ts";

const RECORD: LogRecord = {
  time: new Date(Date.UTC(2031, 1, 3, 4, 5, 6, 7)),
  level: "warning",
  category: "htmap.condor",
  message: "condor_q: exit code 1 after 35 ms",
  data: {},
};

Deno.test("logLine() says when, how bad, in which process, about what, and what", () => {
  assertEquals(
    logLine(RECORD, 4711),
    "2031-02-03T04:05:06.007Z warning 4711 htmap.condor condor_q: exit code 1 after 35 ms",
  );
});

Deno.test("logLine() is one line in which nothing commands a terminal", () => {
  const line = logLine({ ...RECORD, message: "a\nb\r\n\tc\x1b[2Jd\x07\u2028e\x9bf\n\n" }, 1);
  assertEquals(line.slice(line.indexOf("condor") + 7), "a\\nb^M\\n\\tc^[[2Jd^G\\u2028e\\x9bf");
});

Deno.test("logLine() cuts off what is very long, and says how much that is", () => {
  const line = logLine({ ...RECORD, message: "x".repeat(1_000_000) }, 1);
  assert(line.length < 10_000);
  assert(line.endsWith("… (992000 more characters)"), line.slice(-40));
});
