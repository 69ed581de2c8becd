import { assertEquals, assertStringIncludes } from "../../deps.ts";
import {
  fillGivenMemory,
  GIVEN_MEMORY,
  machineAdText,
  memoryOfMachineAd,
  ranOutOfMemory,
} from "../../../lib/wire/memory.ts";

Deno.test("memoryOfMachineAd() reads what machineAdText() writes", () => {
  assertEquals(memoryOfMachineAd(machineAdText(512, 2048)), { given: 512, isAll: false });
  assertEquals(memoryOfMachineAd(machineAdText(2048, 2048)), { given: 2048, isAll: true });
});

Deno.test("memoryOfMachineAd() reads the ad that HTCondor gives a job", () => {
  const ad = `DetectedMemory = 7951
ChildMemory = { 128,256 }
Memory = 384
RemoteMemory = 1
TotalMemory = 10000
TotalSlotMemory = 10000
WithinResourceLimits = (MY.Memory > 0 && TARGET.RequestMemory <= MY.Memory)
`;
  assertEquals(memoryOfMachineAd(ad), { given: 384, isAll: false });
});

Deno.test("memoryOfMachineAd() knows nothing where the ad says no number", () => {
  for (const ad of ["", "Cpus = 1\n", "Memory = 2 * 512\n", "Memory = 0\n", "memory\n"]) {
    assertEquals(memoryOfMachineAd(ad), undefined, ad);
  }
  assertEquals(memoryOfMachineAd("MEMORY = 128.0"), { given: 128, isAll: false });
});

Deno.test("fillGivenMemory() puts in the memory of a job, and no less than V8 needs to start", () => {
  assertEquals(fillGivenMemory(`--flag=${GIVEN_MEMORY},--other`, 512), "--flag=512,--other");
  assertEquals(fillGivenMemory(GIVEN_MEMORY, 1), "64");
  assertEquals(fillGivenMemory("$$(Memory)", 512), "$$(Memory)");
});

Deno.test("ranOutOfMemory() says how much the job had, and what to do", () => {
  assertEquals(
    ranOutOfMemory({ given: 512, isAll: false }, "signal 6 ended it"),
    "the component ran out of memory: its job had 512 MB, and signal 6 ended it. " +
      "Ask for more with the map option request_memory",
  );
  assertEquals(
    ranOutOfMemory(undefined),
    "the component ran out of memory. Ask for more with the map option request_memory",
  );
});

Deno.test("ranOutOfMemory() does not say to ask for more where there is no more", () => {
  const text = ranOutOfMemory({ given: 2048, isAll: true });
  assertStringIncludes(text, "2048 MB. That is all its machine has to give");
  assertEquals(text.includes("request_memory"), false);
});
