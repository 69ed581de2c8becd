import { assertEquals } from "@std/assert";
import { kindOf } from "../../../lib/map/failure_kinds.ts";

Deno.test("kindOf() leaves out what differs from failure to failure", () => {
  assertEquals(kindOf("RangeError: 17 is odd"), "RangeError: … is odd");
  assertEquals(kindOf('Error: cannot open "/data/a 3.csv" at 1.5e3'), "Error: cannot open … at …");
  assertEquals(kindOf("NotFound: open '/x/y' (os error 2)\nmore"), "NotFound: open … (os error …)");
  assertEquals(kindOf("TypeError: x2 is not a function"), "TypeError: x2 is not a function");
  assertEquals(kindOf("E: 1, 2, 3 are wrong"), "E: … are wrong");
});
