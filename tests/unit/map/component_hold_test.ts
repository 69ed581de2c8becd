import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { ComponentHold } from "../../../lib/map/component_hold.ts";

Deno.test("ComponentHold keeps a reason as it is, and writes its control characters out", () => {
  const hold = new ComponentHold(13, "no \x1b[2Jfile");
  assertEquals(hold.reason, "no \x1b[2Jfile");
  assertEquals(String(hold), "[13] no ^[[2Jfile");
  const table = ComponentHold.table(new Map([[0, hold]]));
  assertStringIncludes(table, "13  no ^[[2Jfile");
});
