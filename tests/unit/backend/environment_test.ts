import { assertEquals, assertThrows } from "../../deps.ts";
import { parseEnvironment, submitEnvironment } from "../../../lib/backend/local/environment.ts";
import { InvalidOption } from "../../../lib/base/errors.ts";

Deno.test("parseEnvironment() reads HTCondor's new syntax", () => {
  for (
    const [text, expected] of [
      [`"A=1"`, { A: "1" }],
      [`  "A=1  B='two words' C="  `, { A: "1", B: "two words", C: "" }],
      [`"A='it''s' B=""quoted"" C=x'y z'w"`, { A: "it's", B: '"quoted"', C: "xy zw" }],
      [`"A=b=c;d"`, { A: "b=c;d" }],
      [`""`, {}],
    ] as const
  ) assertEquals(parseEnvironment(text), expected);
});

Deno.test("parseEnvironment() reads HTCondor's old syntax", () => {
  assertEquals(parseEnvironment("A=1;B=two words"), { A: "1", B: "two words" });
  assertEquals(parseEnvironment(""), {});
});

Deno.test("parseEnvironment() refuses what is neither, and says why", () => {
  for (
    const [text, reason] of [
      [`"A=1`, "quotation marks"],
      [`"A='1"`, "single quotes"],
      [`"A"`, "NAME=VALUE"],
      [`=1`, "NAME=VALUE"],
    ] as const
  ) assertThrows(() => parseEnvironment(text), InvalidOption, reason);
});

Deno.test("submitEnvironment() passes on little unless getenv says more", () => {
  const path = Deno.env.get("PATH");
  Deno.env.set("HTMAP_TEST_GETENV", "1");
  try {
    assertEquals(submitEnvironment().PATH, path);
    assertEquals(submitEnvironment().HTMAP_TEST_GETENV, undefined);
    assertEquals(submitEnvironment("HTMAP_TEST_GETENV, OTHER").HTMAP_TEST_GETENV, "1");
    assertEquals(submitEnvironment("True").HTMAP_TEST_GETENV, "1");
  } finally {
    Deno.env.delete("HTMAP_TEST_GETENV");
  }
});
