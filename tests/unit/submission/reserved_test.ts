import { assert, assertEquals } from "../../deps.ts";
import * as htmap from "../../../mod.ts";

/** Those of HTMap for Python 0.6.1. */
const OF_HTMAP = [
  ...["+IsHTMapJob", "+component", "IsHTMapJob", "MY.IsHTMapJob", "MY.component", "arguments"],
  ...[
    "component",
    "executable",
    "jobbatchname",
    "log",
    "should_transfer_files",
    "stderr",
    "stdout",
  ],
  ...["submit_event_notes", "transfer_executable", "transfer_input_files", "transfer_output_files"],
  ...["transfer_output_remaps", "universe", "when_to_transfer_output"],
];

Deno.test("RESERVED_KEYS has all that HTMap reserves, in whatever letters, and no usual option", () => {
  for (const key of OF_HTMAP) assert(htmap.RESERVED_KEYS.has(key), key);
  for (const key of ["Executable", "+HTMapUUID", "remote_universe", "MY.Iwd"]) {
    assert(htmap.RESERVED_KEYS.has(key), key);
  }
  for (const key of ["request_memory", "Requirements", "+ProjectName", "max_materialize"]) {
    assert(!htmap.RESERVED_KEYS.has(key), key);
  }
  for (const key of htmap.RESERVED_KEYS) assert(htmap.RESERVED_KEYS.has(key), key);
});

Deno.test("mergeMapOptions() lets the left win, joins files and combines requirements", () => {
  const merged = htmap.mergeMapOptions(
    { request_memory: "2GB", fixedInputFiles: "/a", requirements: "A" },
    undefined,
    { request_memory: "1GB", request_disk: "5GB", fixedInputFiles: ["/b"], requirements: "B" },
  );
  assertEquals(merged, {
    request_memory: "2GB",
    request_disk: "5GB",
    fixedInputFiles: ["/a", "/b"],
    requirements: "(A) && (B)",
  });
});
