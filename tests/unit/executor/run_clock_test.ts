import { RunClock } from "../../../executor/run_clock.ts";
import { assertEquals, assertNotEquals } from "../../deps.ts";

Deno.test("RunClock measures nothing after it was stopped, until it begins anew", () => {
  const clock = new RunClock();
  clock.stop();
  const { taken } = clock;
  for (let i = 0, until = performance.now() + 5; performance.now() < until; i++) Math.sqrt(i);
  clock.stop();
  assertEquals(clock.taken, taken);
  clock.restart();
  const { seconds } = clock.taken;
  for (let i = 0, until = performance.now() + 1; performance.now() < until; i++) Math.sqrt(i);
  assertNotEquals(clock.taken.seconds, seconds);
});
