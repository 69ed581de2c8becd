import { assert, assertEquals } from "../../deps.ts";
import { advisedChunk, canShareJobs, chunkForFewer } from "../../../lib/submission/chunk_rule.ts";
import { optionValues } from "../../../lib/submission/options.ts";

Deno.test("advisedChunk() makes jobs of up to ten minutes, and no fewer than 50 of them", () => {
  assertEquals(advisedChunk(1, 100_000), 500);
  assertEquals(advisedChunk(30, 100_000), 20);
  assertEquals(advisedChunk(59, 100_000), 10);
  assertEquals(advisedChunk(1, 1000), 20);
  assertEquals(advisedChunk(1, 99), 1);
  assertEquals(advisedChunk(1, 100), 2);
  assertEquals(advisedChunk(0, 100_000), 2000);
  assertEquals(advisedChunk(3600, 100_000), 1);
});

Deno.test("advisedChunk() gives plain numbers that keep to both limits, whatever it is asked", () => {
  for (let components = 1; components < 3e6; components = Math.ceil(1.7 * components)) {
    for (let seconds = 0.0001; seconds < 1000; seconds *= 3) {
      const chunk = advisedChunk(seconds, components);
      assert(/^[125]0*$/.test(String(chunk)), `${chunk} is no plain number`);
      if (chunk > 1) {
        assert(chunk * seconds <= 600 && components / chunk >= 50, `${seconds} s, ${components}`);
      }
    }
  }
});

Deno.test("chunkForFewer() gives the smallest plain number that makes few enough jobs", () => {
  assertEquals(chunkForFewer(100_000, 1000), 100);
  assertEquals(chunkForFewer(10_001, 1000), 20);
  assertEquals(chunkForFewer(6, 1), 10);
});

Deno.test("canShareJobs() tells whether components have options or files of their own", () => {
  const can = (options: Parameters<typeof optionValues>[0]): boolean =>
    canShareJobs(optionValues(options));
  assert(can({ request_memory: "1GB", fixedInputFiles: "/a/x" }));
  assert(can({ inputFiles: ["/a/x", "/a/y", "/a/x"] }));
  assert(!can({ inputFiles: ["/a/x", "/b/x"] }));
  assert(!can({ request_memory: ["1GB", "2GB"] }));
  assert(!can({ environment: '"SEED=$(component)"' }));
  assert(!can({ customOptions: { Which: "$(component)" } }));
});
