import { assert, assertEquals } from "../../deps.ts";
import { amountOf, RESOURCES } from "../../../lib/backend/pool/largest.ts";

/** What is asked for by a submit command. */
function asked(command: string, value: string): number | undefined {
  const resource = RESOURCES.find((one) => one.command === command);
  assert(resource, command);
  return amountOf(resource, value);
}

Deno.test("amountOf() counts memory in MB and disk in KB, with a unit or without, as condor_submit does", () => {
  assertEquals(asked("request_memory", "300"), 300);
  assertEquals(asked("request_memory", "2 GB"), 2048);
  assertEquals(asked("request_disk", "300"), 300);
  assertEquals(asked("request_disk", "2GB"), 2 * 1024 * 1024);
  assertEquals(asked("request_disk", "1.5g"), 1536 * 1024);
  assertEquals(asked("request_cpus", " 4 "), 4);
  assertEquals(asked("request_gpus", "0"), 0);
});

Deno.test("amountOf() leaves an expression alone", () => {
  for (const { command } of RESOURCES) {
    for (const value of ["MY.Size * 2", "ifThenElse(x, 1, 2)", "", "lots"]) {
      assertEquals(asked(command, value), undefined, `${command}=${value}`);
    }
  }
  assertEquals(asked("request_cpus", "2GB"), undefined);
});
