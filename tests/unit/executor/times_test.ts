import { assert, assertEquals } from "../../deps.ts";
import { readFirstRuns } from "../../../lib/store/output_files.ts";
import { TestJob } from "./job.ts";

Deno.test("each component of a job brings back how long it ran, and not how long others did", async () => {
  const work = async (milliseconds: number): Promise<string> => {
    performance.now = () => 0; // what the function does to it does not count
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (milliseconds === 2) throw new Error("two");
    return "x".repeat(milliseconds === 3 ? 100_000 : 1);
  };
  await using job = await TestJob.make(work, [1, 600, 2, 3]);
  const began = performance.now();
  assertEquals((await job.run()).code, 0);
  const all = (performance.now() - began) / 1000;
  const times = job.records().map(({ seconds = NaN }) => seconds);
  const [, long = NaN] = times;
  assert(long > 0.59, `${long} s`);
  // However slow the machine is: were one counted with another, together they would take too long.
  for (const one of times) assert(one > 0, `${one} s`);
  assert(times.reduce((sum, one) => sum + one) < all, `${times} s are more than ${all} s`);
  const runs = readFirstRuns(job.paths, 0, 0);
  assertEquals(runs.map(({ component, status }) => [component, status]), [
    [0, "OK"],
    [1, "OK"],
    [2, "ERR"],
    [3, "OK"], // its result is not looked at, which is long
  ]);
  assertEquals(runs[1]?.seconds, long);
});
