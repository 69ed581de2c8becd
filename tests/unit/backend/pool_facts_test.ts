import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { commonFilesIn } from "../../../lib/backend/pool/common_files.ts";
import { countProcessors, type PoolFacts } from "../../../lib/backend/pool/facts.ts";

Deno.test("countProcessors() counts who takes common files in the form that is sent, and who shares the files", () => {
  const lines = [
    "64\t2\tPartitionable\tcluster.example",
    "8\t1\tPartitionable\tcluster.example",
    "4\tundefined\tPartitionable\tn3.example",
    "1\t2\tStatic\tcluster.example", // HTCondor makes no room for the files there
    "undefined\tundefined\tundefined\tundefined",
    "",
  ].join("\n");
  assertEquals(countProcessors(lines, 2, "cluster.example"), {
    cpus: 78,
    commonCpus: 64,
    sharedCpus: 73,
  });
  assertEquals(countProcessors(lines, 1, "cluster.example").commonCpus, 72);
  assertEquals(countProcessors(lines, undefined, undefined), {
    cpus: 78,
    commonCpus: 0,
    sharedCpus: 0,
  });
  assertEquals(countProcessors("", 2, "x").cpus, 0);
});

Deno.test("commonFilesIn() keeps to the machines that can where they are nine in ten, and says so", () => {
  const pool: PoolFacts = {
    cpus: 100,
    commonCpus: 100,
    sharedCpus: 0,
    commonFiles: 2,
    version: "25.14.1",
    forbidden: false,
  };
  const cases: readonly (readonly [Partial<PoolFacts>, number | undefined, boolean, string])[] = [
    [{}, 2, true, "all of its machines"],
    [{ commonCpus: 90 }, 2, true, "90 of its 100 processors"],
    [{ commonCpus: 89 }, 2, false, "only 89 of its 100 processors"],
    [{ commonCpus: 0 }, undefined, false, "none of its machines"],
    [{ cpus: 0, commonCpus: 0 }, undefined, false, "no machines now"],
    [{ forbidden: true }, undefined, false, "forbidden"],
    [{ commonFiles: undefined, version: "23.9.6" }, undefined, false, "HTCondor 23.9.6 does not"],
  ];
  for (const [facts, form, isMost, words] of cases) {
    const found = commonFilesIn({ ...pool, ...facts });
    assertEquals([found.form, found.isMost], [form, isMost]);
    assertStringIncludes(found.why, words);
  }
});
