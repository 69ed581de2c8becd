import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MapComponentHeld } from "../../../lib/base/errors.ts";
import { explainHold } from "../../../lib/base/hold_codes.ts";

Deno.test("explainHold() tells what is wrong with a file by its error number", () => {
  const missing = explainHold(
    { code: 13, subcode: 2, reason: "Transfer input files failure" },
    "t",
  );
  assertStringIncludes(missing?.meaning ?? "", "one is not there");
  const full = explainHold({ code: 12, subcode: 28, reason: "" }, "t");
  assertStringIncludes(full?.meaning ?? "", "the disk is full");
  const url = explainHold({ code: 13, subcode: 0, reason: "URL https://x.org/y: 404" }, "t");
  assertStringIncludes(url?.meaning ?? "", "a URL could not be reached");
});

Deno.test("explainHold() knows memory and disk by the subcode, or by what is said", () => {
  for (
    const hold of [{ code: 34, subcode: 102, reason: "" }, {
      code: 26,
      reason: "Memory above 2 GB",
    }]
  ) {
    assertStringIncludes(explainHold(hold, "a b")?.advice ?? "", "`htmap retry 'a b' --memory");
  }
  const disk = explainHold({ code: 34, subcode: 104, reason: "" }, "t");
  assertStringIncludes(disk?.advice ?? "", "--disk");
});

Deno.test("explainHold() says nothing of codes that it does not know", () => {
  assertEquals(explainHold({ code: 999, reason: "" }, "t"), undefined);
  const { message } = new MapComponentHeld("t", 0, 999, "odd");
  assert(message.endsWith("then let it run again with `htmap release t`"), message);
});
