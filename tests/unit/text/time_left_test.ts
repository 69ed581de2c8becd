import { assert, assertAlmostEquals, assertEquals } from "../../deps.ts";
import { TimeLeft } from "../../../lib/text/time_left.ts";

/** Notes what happens, in `[seconds, done, isIdle]`, and gives what is left of the total after it. */
function leftAfter(total: number, ...steps: [number, number, boolean?][]): number | undefined {
  const time = new TimeLeft();
  for (const [seconds, done, isIdle] of steps) time.note(done, seconds, isIdle);
  return time.of(total);
}

Deno.test("TimeLeft guesses by what was done since it began, not by what was done before", () => {
  assertEquals(leftAfter(8, [0, 6]), undefined);
  assertEquals(leftAfter(8, [0, 6], [60, 6]), undefined);
  assertEquals(leftAfter(8, [0, 6], [60, 7]), 60);
});

Deno.test("TimeLeft has no guess once all is done", () => {
  assertEquals(leftAfter(8, [0, 0], [60, 8]), undefined);
});

Deno.test("TimeLeft follows a pool that grows", () => {
  const time = new TimeLeft();
  // An hour with one in a minute, then two hours with one in a second.
  for (let minute = 0; minute <= 60; minute++) time.note(minute, 60 * minute);
  for (let second = 0; second <= 7200; second++) time.note(60 + second, 3600 + second);
  assertAlmostEquals(time.of(60 + 7200 + 600) ?? 0, 600, 10);
});

Deno.test("TimeLeft follows a pool that shrinks", () => {
  const time = new TimeLeft();
  for (let second = 0; second <= 600; second++) time.note(second, second);
  for (let minute = 1; minute <= 60; minute++) time.note(600 + minute, 600 + 60 * minute);
  const left = time.of(600 + 60 + 60) ?? 0;
  assert(left > 900 && left < 3700, `${left}`); // an hour; by the mean of all it would be 6 minutes
});

Deno.test("TimeLeft does not take the few seconds in which many come at once for how fast it goes on", () => {
  const time = new TimeLeft();
  // 50 machines, each an hour for one: at the end of the hour all come within 5 seconds.
  for (let second = 0; second < 3600; second += 10) time.note(0, second);
  for (let done = 1; done <= 50; done++) time.note(done, 3600 + done / 10);
  assertAlmostEquals(time.of(100) ?? 0, 3600, 60);
  // Until the next hour is over it only gets shorter.
  time.note(50, 5400);
  assertAlmostEquals(time.of(100) ?? 0, 1800, 60);
  time.note(50, 7190);
  assertAlmostEquals(time.of(100) ?? 0, 15, 10);
});

Deno.test("TimeLeft gets longer where less comes than ever before", () => {
  const time = new TimeLeft();
  for (let second = 0; second <= 100; second++) time.note(second, second);
  const [before, after] = [0, 300].map((pause) => {
    time.note(100, 100 + pause);
    return time.of(400) ?? 0;
  });
  assertAlmostEquals(before!, 300, 5);
  assert(after! > 600, `${after}`);
});

Deno.test("TimeLeft does not count the time in which nobody worked", () => {
  const night = 12 * 3600;
  const idle: [number, number, boolean][] = [[0, 0, true], [night, 0, true]];
  assertEquals(leftAfter(10, ...idle, [night + 1, 0, false], [night + 61, 1, false]), 61 * 9);
  // Nor what is between: as when all machines are taken away for the night.
  assertEquals(
    leftAfter(4, [0, 0], [60, 1], [120, 2, true], [night, 2, true], [night + 60, 3, false]),
    60,
  );
});

Deno.test("TimeLeft begins again where less is done than before", () => {
  assertEquals(leftAfter(8, [0, 0], [10, 8], [20, 4]), undefined);
  assertEquals(leftAfter(8, [0, 0], [10, 8], [20, 4], [80, 6]), 60);
});

Deno.test("TimeLeft is right after a million steps, too", () => {
  const time = new TimeLeft();
  for (let done = 0; done <= 1_000_000; done++) time.note(done, done / 1000);
  assertAlmostEquals(time.of(2_000_000) ?? 0, 1000, 5);
});
