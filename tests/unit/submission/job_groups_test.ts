import { assertEquals } from "../../deps.ts";
import { groupJobs, groupsOf } from "../../../lib/submission/job_groups.ts";

const LAYOUT = { components: 20, chunk: 4 };

Deno.test("groupJobs() leaves whole jobs what they were, and puts them together as they fit", () => {
  const all = Array.from({ length: 20 }, (_, component) => component);
  assertEquals(groupJobs(LAYOUT, all, 4), { jobs: [0, 1, 2, 3, 4], together: 1 });
  assertEquals(groupJobs(LAYOUT, all, 11), { jobs: [0, 1, 2, 3, 4], together: 2 });
  assertEquals(groupJobs(LAYOUT, [4, 5, 6, 7], 1), { jobs: [1], together: 1 });
  // The last job of a map may have fewer.
  assertEquals(groupJobs({ components: 6, chunk: 4 }, [4, 5], 4), { jobs: [1], together: 1 });
});

Deno.test("groupJobs() packs some components of jobs, and never takes those of a job apart", () => {
  const components = [1, 5, 6, 9, 10, 11, 16];
  const grouped = groupJobs(LAYOUT, components, 3);
  assertEquals(grouped, { jobs: [0, 1, 2, 4], together: [2, 1, 1], components });
  assertEquals(groupsOf({ layout: LAYOUT, ...grouped }), [
    { jobs: [0, 1], components: [1, 5, 6] },
    { jobs: [2], components: [9, 10, 11] },
    { jobs: [4], components: [16] },
  ]);
  assertEquals(groupJobs(LAYOUT, components, 1).together, [1, 1, 1, 1]);
});

Deno.test("groupJobs() makes few jobs of one component each of very many", () => {
  const layout = { components: 10_000, chunk: 10 };
  const components = Array.from({ length: 1000 }, (_, job) => 10 * job + 3);
  assertEquals(groupJobs(layout, components, 100).together, Array(10).fill(100));
});
