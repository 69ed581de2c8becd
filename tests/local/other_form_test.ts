import { assertEquals, assertMatch, assertRejects } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { testInSandbox as test } from "../helpers/sandbox.ts";

const { OtherForm } = htmap.errors;

/** What the files of htmap 0.1 began with, of which the last byte is the kind. */
const OLD = new TextEncoder().encode("HTMAP\0\x01");

test("the files of a map that htmap 0.1 made are refused by the name of the version that reads them", async () => {
  const m = await htmap.map((x: number) => 2 * x, [1, 2], { backend: "local", tag: "old" });
  await m.wait();
  await Deno.writeFile(m.paths.output(0, 0), Uint8Array.from([...OLD, 1]));
  const read = await assertRejects(() => m.get(0), OtherForm);
  assertMatch(read.message, /outputs\/0\.out.* was written by htmap 0\.1, and this one, /);
  assertMatch(read.message, /with htmap 0\.1, or make the map again/);
  assertEquals([read.htmap, await m.get(1)], ["0.1", 4]);

  await Deno.writeFile(m.paths.input(0), Uint8Array.from([...OLD, 0]));
  await assertRejects(() => m.rerun([1]), OtherForm, "was written by htmap 0.1");
  await assertRejects(() => Array.fromAsync(m.iterInputs()), OtherForm);
  assertEquals(await m.componentStatuses(), ["COMPLETED", "COMPLETED"]);

  // What needs no such file works, and the map can go.
  await m.retag("older");
  await m.remove();
});
