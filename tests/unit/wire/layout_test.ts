import { assertEquals } from "../../deps.ts";
import {
  chunkOf,
  inputFileOf,
  jobCount,
  jobOf,
  jobOfProc,
  jobRanges,
  jobsIn,
} from "../../../lib/wire/layout.ts";

Deno.test("jobCount(), jobOf() and chunkOf() deal every component to one job", () => {
  for (const components of [1, 7, 10, 100]) {
    for (const chunk of [1, 3, 10, 1000]) {
      const layout = { components, chunk };
      const dealt: number[] = [];
      for (let job = 0; job < jobCount(layout); job++) {
        const [first, end] = chunkOf(layout, job);
        for (let component = first; component < end; component++) {
          assertEquals(jobOf(layout, component), job);
          dealt.push(component);
        }
      }
      assertEquals(dealt, Array.from({ length: components }, (_, i) => i));
    }
  }
});

Deno.test("jobOfProc() finds in a cluster's ranges what jobRanges() put there", () => {
  const jobs = [0, 1, 2, 5, 9, 10];
  const ranges = jobRanges(jobs);
  assertEquals(ranges, [[0, 3], [5, 6], [9, 11]]);
  assertEquals(jobsIn(ranges), jobs);
  jobs.forEach((job, proc) => assertEquals(jobOfProc(ranges, proc), job));
  assertEquals(jobOfProc(ranges, jobs.length), undefined);
});

Deno.test("inputFileOf() finds the file that begins with the job or the nearest before it", () => {
  const starts = [0, 3, 4, 10];
  const found = Array.from({ length: 12 }, (_, job) => inputFileOf(starts, job));
  assertEquals(found, [0, 0, 0, 3, 4, 4, 4, 4, 4, 4, 10, 10]);
});
