import { assertEquals } from "@std/assert";
import {
  adviceOnNames,
  SUBMIT_COMMANDS,
  unknownCommands,
} from "../../../lib/submission/submit_commands.ts";

Deno.test("unknownCommands() tells a mistyped submit command, and which was meant", () => {
  assertEquals(unknownCommands(["request_memroy"], []), [
    { name: "request_memroy", meant: "request_memory" },
  ]);
  assertEquals(unknownCommands(["site_queue"], []), [{ name: "site_queue", meant: undefined }]);
});

Deno.test("unknownCommands() knows all spellings, resources of a pool's own, and macros", () => {
  assertEquals(SUBMIT_COMMANDS.includes("request_memory"), true);
  assertEquals(unknownCommands(["RequestMemory", "REQUEST_CPUS", "request_licenses"], []), []);
  assertEquals(unknownCommands(["prioritty"], ["$(prioritty) + 1"]), []);
});

Deno.test("adviceOnNames() says what HTCondor will make nothing of", () => {
  assertEquals(adviceOnNames({ request_memory: "1GB", chunk: 2, requirements: null }), []);
  const [advice] = adviceOnNames({ requst_disk: "1GB" });
  assertEquals(
    advice,
    "HTCondor has no submit command requst_disk, and makes nothing of it. Did you mean request_disk?",
  );
});
