import { assertEquals } from "../../deps.ts";
import { parseMemory } from "../../../lib/backend/local/memory.ts";
import { askedMemory } from "../../../lib/map/asked_memory.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { sandbox } from "../../helpers/sandbox.ts";

Deno.test("parseMemory reads a size as condor_submit does, and nothing else", () => {
  const sizes = {
    "512": 512,
    "2GB": 2048,
    "1.5 G": 1536,
    "100 MB": 100,
    "2048K": 2,
    "1T": 1048576,
  };
  for (const [text, megabytes] of Object.entries(sizes)) assertEquals(parseMemory(text), megabytes);
  for (const text of ["", "lots", "$(memory)", "1024 * 2", "-1", "2X"]) {
    assertEquals(parseMemory(text), undefined, text);
  }
});

Deno.test("askedMemory is what the submit description says, by its last word on it", async () => {
  await using box = await sandbox();
  const paths = new MapPaths(`${box.root}/map`, "");
  await Deno.mkdir(paths.submissions, { recursive: true });
  assertEquals(await askedMemory(paths, 0), undefined);
  const write = (text: string): Promise<void> =>
    Deno.writeTextFile(paths.submitDescription(0), text);
  await write("request_cpus = 2\nrequest_memory = 128\nRequestMemory = 2GB\nqueue\n");
  assertEquals(await askedMemory(paths, 0), 2048);
  await write("request_memory = $(memory_of)\n");
  assertEquals(await askedMemory(paths, 0), undefined);
});
