import { takeOption } from "../../toolchain/options.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("takeOption() gives the value of an option, and takes it off the arguments", () => {
  const args = ["--keep=a=b", "--condor=25", "pool"];
  assertEquals(takeOption(args, "condor"), "25");
  assertEquals(takeOption(args, "keep"), "a=b");
  assertEquals(args, ["pool"]);
});

Deno.test("takeOption() leaves what is behind a -- and what has another name", () => {
  const args = ["--condors=1", "--", "program", "--condor=25"];
  assertEquals(takeOption(args, "condor"), undefined);
  assertEquals(args, ["--condors=1", "--", "program", "--condor=25"]);
});
