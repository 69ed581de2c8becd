import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { isSameCall } from "../../../executor/frame_variables.ts";
import { TestJob } from "./job.ts";

const CAPTURES = "ClusterId = 12\nProcId = 3\nHTMapCaptureLocals = 1\n";

Deno.test("isSameCall() finds the function that an error was made in, though it was thrown elsewhere in it", () => {
  const seen = {
    name: "run",
    url: "file:///scratch/a%20b/htmap_function.mjs",
    at: { lineNumber: 9, columnNumber: 4 },
    start: { lineNumber: 5, columnNumber: 10 },
    end: { lineNumber: 12, columnNumber: 1 },
  };
  const told = { name: "Model.run", url: "file:///scratch/a b/htmap_function.mjs" };
  assert(isSameCall(seen, { ...told, line: 8, column: 3 }));
  assert(isSameCall(seen, { ...told, name: "anything", line: 10, column: 5 })); // the very place
  assert(!isSameCall(seen, { ...told, line: 5, column: 3 }));
  assert(!isSameCall(seen, { ...told, line: 14, column: 3 }));
  assert(!isSameCall(seen, { ...told, name: "walk", line: 8, column: 3 }));
  assert(!isSameCall(seen, { ...told, url: "file:///other.mjs", line: 8, column: 3 }));
  assert(isSameCall({ ...seen, name: "" }, { ...told, name: "Timeout.fn", line: 8, column: 3 }));
});

Deno.test("a function that throws all the time is not held up by the debugger", async () => {
  const work = (times: number): void => {
    for (let i = 0; i < times; i++) {
      try {
        throw new Error(`${i}`);
      } catch {
        // It goes on.
      }
    }
    throw new Error("the end");
  };
  await using job = await TestJob.make(work, [3, 3000]);
  job.ad = CAPTURES;
  await job.run();
  assertStringIncludes(job.report(0), "times = 3");
  // How many are looked at depends on how long each takes.
  const report = job.report(1);
  assert(
    /times = 3000|so many errors were thrown that not all of them could be/.test(report),
    report,
  );
});

Deno.test("what a variable holds is not run to show it, and one without a value yet is left out", async () => {
  const work = (): void => {
    const ran: string[] = [];
    const hostile = {
      get a(): number {
        ran.push("a");
        throw new Error("a");
      },
      toString(): string {
        ran.push("toString");
        throw new Error("toString");
      },
    };
    const proxy = new Proxy({}, {
      ownKeys(): string[] {
        ran.push("ownKeys");
        return [];
      },
    });
    if (ran.length === 0) throw new Error(`after ${[hostile, proxy].length}`);
    const later = 1;
    console.log(later);
  };
  await using job = await TestJob.make(work, [0]);
  job.ad = CAPTURES;
  await job.run();
  const report = job.report(0);
  assertStringIncludes(report, "ran = []");
  assertStringIncludes(report, "hostile = { a: [Getter], toString: [Function: toString] }");
  assertStringIncludes(report, "proxy = [Proxy]");
  assert(!/later = /.test(report), report);
});

Deno.test("without captureLocals nothing is told of local variables", async () => {
  const work = (x: number): void => {
    throw new Error(`${x}`);
  };
  await using job = await TestJob.make(work, [7]);
  job.ad = "ClusterId = 12\nProcId = 3\nNumJobCompletions = 2\nHTMapRetries = 2\n";
  await job.run();
  const report = job.report(0);
  assert(!/local variables/i.test(report), report);
  assertStringIncludes(report, "In job 12.3, attempt 3 of 3");
  assertStringIncludes(report, "Called with:\n  7\n");
});

Deno.test("a job whose addresses are limited runs without the debugger, and says why", async () => {
  const work = (x: number): void => {
    throw new Error(`${x}`);
  };
  await using job = await TestJob.make(work, [7]);
  job.ad = CAPTURES;
  job.before = "ulimit -v 100000000; ";
  await job.run();
  assertEquals(job.statuses(), ["ERR"]);
  const report = job.report(0);
  assertStringIncludes(report, "Its local variables are not known:");
  assertStringIncludes(report, "the addresses of this job are limited to");
});
