import { assertEquals } from "../../deps.ts";
import {
  chunkOf,
  inputFileOf,
  jobCount,
  jobOf,
  jobRanges,
  jobsIn,
  jobsOfProc,
  parseRanges,
  parseWhatRuns,
  procsOf,
  rangesText,
  whatRunsText,
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

Deno.test("jobsOfProc() finds in a cluster's ranges what jobRanges() put there", () => {
  const numbers = [0, 1, 2, 5, 9, 10];
  const jobs = jobRanges(numbers);
  assertEquals(jobs, [[0, 3], [5, 6], [9, 11]]);
  assertEquals(jobsIn(jobs), numbers);
  for (const together of [1, 2, 3, 4, 5, 6, 7]) {
    const procs = procsOf({ jobs, together });
    assertEquals(procs.flat(), numbers);
    assertEquals(procs.length, Math.ceil(numbers.length / together));
    procs.forEach((group, proc) => assertEquals(jobsOfProc({ jobs, together }, proc), group));
    assertEquals(jobsOfProc({ jobs, together }, procs.length), []);
  }
});

Deno.test("parseRanges() reads what rangesText() wrote, and nothing else", () => {
  for (const [text, numbers] of [["7", [7]], ["3-5,7", [3, 4, 5, 7]], ["0-1", [0, 1]]] as const) {
    assertEquals(rangesText(numbers), text);
    assertEquals(parseRanges(text), [...numbers]);
  }
  for (const text of ["", "a", "1,", "-1", "1.5", "1-", "1 2"]) {
    assertEquals(parseRanges(text), undefined);
  }
});

Deno.test("inputFileOf() finds the file that begins with the job or the nearest before it", () => {
  const starts = [0, 3, 4, 10];
  const found = Array.from({ length: 12 }, (_, job) => inputFileOf(starts, job));
  assertEquals(found, [0, 0, 0, 3, 4, 4, 4, 4, 4, 4, 10, 10]);
});

Deno.test("jobsOfProc() and procsOf() know how many jobs each proc runs, where that differs", () => {
  const submitted = { jobs: jobRanges([0, 1, 2, 5, 9, 10]), together: [2, 1, 3] };
  const procs = procsOf(submitted);
  assertEquals(procs, [[0, 1], [2], [5, 9, 10]]);
  procs.forEach((group, proc) => assertEquals(jobsOfProc(submitted, proc), group));
  assertEquals(jobsOfProc(submitted, 3), []);
});

Deno.test("parseWhatRuns() reads what whatRunsText() wrote, and nothing else", () => {
  for (
    const [text, what] of [
      ["3-5,7", { jobs: [3, 4, 5, 7], components: undefined }],
      ["3,7/30-31,75", { jobs: [3, 7], components: [30, 31, 75] }],
    ] as const
  ) {
    assertEquals(whatRunsText(what), text);
    assertEquals(parseWhatRuns(text), { ...what, jobs: [...what.jobs] });
  }
  for (const text of ["", "/", "1/", "/1", "1/2/3", "1/a"]) {
    assertEquals(parseWhatRuns(text), undefined);
  }
});
