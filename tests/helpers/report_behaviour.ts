/**
 * What is told of components that failed, and of how components ran, on any backend: registered once for the
 * local backend and once for a pool.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import * as htmap from "../../mod.ts";
import { testsOn } from "./on_backend.ts";
import { PATIENCE } from "./patience.ts";

const { errors } = htmap;

/** Registers the tests. */
export function testReports(backend: BackendName): void {
  const test = testsOn(backend);

  test("a report says with what the component was called, as what it ran, where, when and how long", async (options) => {
    const work = (x: number, more: { name: string; data: Float64Array }): void => {
      more.name = "changed"; // what it was called with is told as it was
      throw new RangeError(`${x} is too much`);
    };
    const data = new Float64Array(1000).fill(0.5);
    const before = Date.now();
    const m = await htmap.starmap(work, [
      [1, { name: "a", data }],
      [2, { name: "b", data }],
      [3, { name: "c", data }],
    ], { ...options, mapOptions: { chunk: 2 } });
    await m.wait({ errorsOk: true });
    const error = await m.getError(2);
    const args = [
      "3",
      '{ name: "c", data: Float64Array(1000) [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, … 994 more] }',
    ];
    assertEquals(error.calledWith, args);
    assertEquals(error.job, 1);
    assert(/^\d+\.1$/.test(error.jobId ?? ""), error.jobId);
    assertEquals(error.host, Deno.hostname());
    assert(Number(error.started) >= before - 1000 && Number(error.started) <= Date.now());
    assert(error.duration !== undefined && error.duration > 0);
    assert(error.map === m);
    const report = error.report();
    assertStringIncludes(report, `Ran on ${Deno.hostname()} as `);
    assertStringIncludes(report, `In job ${error.jobId}, the map's job 1`);
    assertStringIncludes(report, 'Called with:\n  3\n  { name: "c", data: Float64Array(1000) [');
    assertStringIncludes(report, "RangeError: 3 is too much\n    at work (");
    // Each component of a chunk has its own.
    assertEquals((await m.getError(0)).calledWith?.[0], "1");
    assertEquals((await m.getError(1)).calledWith?.[0], "2");
    assertEquals((await m.getError(1)).job, 0);
  });

  test("a component that died is reported with what it was called with, as what it ran, where and when", async (options) => {
    const die = (x: number): number => {
      if (x === 5) Deno.kill(Deno.pid, "SIGKILL");
      return x;
    };
    const before = Date.now() - 1000; // logs have whole seconds
    const m = await htmap.map(die, [4, 5], options);
    await m.wait({ errorsOk: true });
    const error = await m.getError(1);
    assertEquals(error.calledWith, ["5"]);
    assert(/^\d+\.1$/.test(error.jobId ?? ""), error.jobId);
    assertEquals(error.job, 1);
    assert(error.host !== undefined);
    assert(Number(error.started) >= before && Number(error.started) <= Date.now());
    assert(error.duration !== undefined && error.duration >= 0);
    assertStringIncludes(error.report(), "Called with:\n  5\n");
    assertStringIncludes(error.report(), "signal 9 (SIGKILL) ended it");
  });

  test("captureLocals brings the local variables of each call, as they were at the error", async (options) => {
    const scale = 3;
    const inner = (x: number): number => {
      const scaled = x * scale;
      const list = [scaled, "text"];
      if (scaled > 3) throw new RangeError("too large");
      return list.length;
    };
    async function work(x: number): Promise<number> {
      const before = await Promise.resolve({ x });
      try {
        inner(x + 100); // the variables of this one are not those that are told
      } catch {
        // It is caught.
      }
      return inner(before.x);
    }
    const m = await htmap.map(work, [2, 1, 3], {
      ...options,
      mapOptions: { chunk: 3, captureLocals: true },
    });
    await m.wait({ errorsOk: true });
    assertEquals(await m.get(1), 2);
    for (const [component, x] of [[0, 2], [2, 3]] as const) {
      const { stack, report } = await reportOf(m, component);
      assertEquals(stack.map(({ function: name }) => name), ["inner", "work"]);
      assertEquals(stack[0]?.locals, {
        x: `${x}`,
        scaled: `${3 * x}`,
        list: `[${3 * x}, "text"]`,
        scale: "3",
      });
      assertEquals(stack[1]?.locals, { x: `${x}`, before: `{ x: ${x} }` });
      assertStringIncludes(report, `      Local variables:\n        x = ${x}\n`);
    }
    // The engine says that it is being debugged, but not to the user.
    assertEquals(await m.stderr.get(1), "");
  });

  test("captureLocals tells errors apart that are thrown at the same place at the same time", async (options) => {
    const work = async (x: number): Promise<number[]> => {
      const one = async (v: number): Promise<number> => {
        await null;
        throw new Error(`no ${v > 0}`);
      };
      return await Promise.all([x, x + 1, x + 2].map(one));
    };
    const m = await htmap.map(work, [7], { ...options, mapOptions: { captureLocals: true } });
    const { stack } = await m.getError(0);
    assertEquals(stack[0]?.locals, { v: "7" });
  });

  test("captureLocals tells variables of what is thrown that is no error, and says why there are none", async (options) => {
    const work = async (x: number): Promise<void> => {
      const why = `because of ${x}`;
      if (x === 0) throw why;
      if (x === 1) await new Promise(() => {});
      Deno.exit(3);
    };
    const m = await htmap.map(work, [0, 1, 2], { ...options, mapOptions: { captureLocals: true } });
    await m.wait({ errorsOk: true });
    const { stack } = await m.getError(0);
    assertEquals(stack[0]?.locals, { x: "0", why: '"because of 0"' });
    for (const component of [1, 2]) {
      const report = (await m.getError(component)).report();
      assertStringIncludes(report, "Its local variables are not known:");
    }
    assertStringIncludes(
      (await m.getError(1)).report(),
      "the function's promise was never settled",
    );
    const said = await m.stderr.get(1);
    assert(!/debugger/i.test(said), said);
  });

  test("a report has frames of the user's files only, whatever threw", async (options) => {
    const work = async (x: number): Promise<unknown> => {
      switch (x) {
        case 0:
          return await Deno.readTextFile("/none");
        case 1:
          return await fetch("http://127.0.0.1:1/");
        case 2:
          return (await import("node:fs")).readFileSync("/none");
        case 3:
          return [1].map(() => JSON.parse("{"));
        default:
          return await htmap.checkpoint("none");
      }
    };
    const m = await htmap.map(work, htmap.range(5), options);
    await m.wait({ errorsOk: true });
    for (const error of (await m.errors()).values()) {
      const report = error.report();
      const calls = report.split("\n").filter((line) => /^\s+at /.test(line));
      assert(calls.length > 0, report);
      for (const call of calls) assertStringIncludes(call, "report_behaviour.ts:");
    }
    assertEquals((await m.errors()).size, 5);

    const failing = htmap.program(["sh", "-c", 'echo "no $1" >&2; exit 3', "sh", "{}"]);
    const p = await htmap.map(failing, ["a b"], options);
    const report = (await p.getError(0)).report();
    assertStringIncludes(report, "ended with the exit code 3");
    assertStringIncludes(report, `sh -c 'echo "no $1" >&2; exit 3' sh 'a b'`);
    assertStringIncludes(report, "no a b");
    assert(!report.includes("    at "), report);
  });

  test("console.log shows one report of an error", async (options) => {
    const m = await htmap.map((x: bigint) => 1n / x, [0n], options);
    const error = await assertRejects(() => m.get(0), errors.MapComponentError);
    const shown = Deno.inspect(error);
    assertEquals(shown.split("Start error report").length, 2, shown);
    assertStringIncludes(error.report, "Start error report");
    assertEquals(Deno.inspect(await m.getError(0)), (await m.getError(0)).report());
  });

  test("settled() tells what became of each component, in order", async (options) => {
    const work = (x: number): number => {
      if (x === 1) throw new Error("one");
      return 2 * x;
    };
    const files = [0, 1, 2].map((i) => i === 2 ? ["/none/of/this"] : []);
    const m = await htmap.map(work, [0, 1, 2], { ...options, mapOptions: { inputFiles: files } });
    const outcomes = await m.settled({ timeout: PATIENCE });
    assertEquals(outcomes.map(({ component, status }) => [component, status]), [
      [0, "fulfilled"],
      [1, "rejected"],
      [2, "rejected"],
    ]);
    const [first, second, third] = outcomes;
    assert(first?.status === "fulfilled" && first.value === 0);
    assert(second?.status === "rejected" && second.reason instanceof errors.MapComponentError);
    assert(third?.status === "rejected" && third.reason instanceof errors.MapComponentHeld);
    const streamed = await Array.fromAsync(m.iterSettled());
    assertEquals(streamed.map(({ status }) => status), ["fulfilled", "rejected", "rejected"]);
    await m.remove();
    await assertRejects(() => m.settled(), errors.MapWasRemoved);
  });

  test("settled() waits, and no longer than it may", async (options, box) => {
    const work = async (x: number): Promise<number> => {
      while (!await Deno.stat(`${Deno.env.get("GO")}`).then(() => true, () => false)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return x;
    };
    const go = `${box.root}/go`;
    const m = await htmap.map(work, [1, 2], {
      ...options,
      mapOptions: { environment: `GO=${go}` },
    });
    await assertRejects(() => m.settled({ timeout: 10 }), errors.TimeoutError);
    const late = await assertRejects(() => m.get(1, { timeout: 10 }), errors.TimeoutError);
    assertEquals([late.component, late.tag], [1, m.tag]);
    const early = await assertRejects(() => m.includes(1), errors.OutputNotFound);
    assertEquals([early.component, early.tag], [0, m.tag]);

    // Of those that run, it is known where and since when.
    while ((await m.runs()).some(({ running }) => !running)) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (const run of await m.runs()) {
      assertEquals([run.status, run.cpu], ["RUNNING", undefined]);
      assert(run.host !== undefined && run.started !== undefined && run.wall !== undefined);
    }
    await Deno.writeTextFile(go, "");
    assertEquals((await m.settled()).map(({ status }) => status), ["fulfilled", "fulfilled"]);
    assert((await m.runs()).every(({ running }) => !running));
  });

  test("includes(), indexOf() and count() look for a value by what is in it", async (options) => {
    const work = (x: number): unknown => ({ x: x % 3, at: new Date(1000 * (x % 3)) });
    const m = await htmap.map(work, htmap.range(7), options);
    await m.wait();
    const value = { x: 1, at: new Date(1000) };
    assertEquals(await m.includes(value), true);
    assertEquals(await m.includes({ x: 1 }), false);
    assertEquals(await m.indexOf(value), 1);
    assertEquals(await m.indexOf(value, 2), 4);
    assertEquals(await m.indexOf(value, -2), -1);
    assertEquals(await m.indexOf(value, 2, 4), -1);
    assertEquals(await m.count(value), 2);
    assertEquals(await m.count({ x: 0, at: new Date(0) }), 3);
  });

  test("runs() and runtime() tell how long each component of a chunk ran, under a second too", async (options) => {
    const work = async (x: number): Promise<number> => {
      if (x === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      else if (x === 1) { for (const start = Date.now(); Date.now() - start < 300;); }
      else if (x === 2) {
        await new Deno.Command("sh", {
          args: ["-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"],
        }).output();
      } else throw new Error("three");
      return x;
    };
    const m = await htmap.map(work, htmap.range(4), { ...options, mapOptions: { chunk: 4 } });
    await m.wait({ errorsOk: true });
    const runs = await m.runs();
    assertEquals(runs.map(({ status }) => status), [
      "COMPLETED",
      "COMPLETED",
      "COMPLETED",
      "ERRORED",
    ]);
    for (const { host, started, wall, cpu } of runs) {
      assertEquals(host, Deno.hostname());
      assert(started instanceof Date && wall !== undefined && cpu !== undefined);
    }
    const [sleeps, counts, starts] = runs;
    assert(Number(sleeps?.wall) >= 299 && Number(counts?.wall) >= 299);
    assert(Number(sleeps?.cpu) < Number(sleeps?.wall)); // it slept
    assert(Number(counts?.cpu) > 0);
    assert(Number(starts?.cpu) > 0); // what it started counts
    assertEquals(await m.runtime(), runs.map(({ cpu }) => cpu));
    const table = await htmap.status([m]);
    assert(/ \d+ ms| \d+\.\d s/.test(table), table);
  });
}

async function reportOf(
  m: htmap.HTMap<[number], number>,
  component: number,
): Promise<{ stack: readonly htmap.StackFrame[]; report: string }> {
  const error = await m.getError(component);
  return { stack: error.stack, report: error.report() };
}
