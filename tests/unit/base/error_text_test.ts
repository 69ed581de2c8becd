import { assertEquals } from "../../deps.ts";
import { errorText } from "../../../lib/base/error_text.ts";

Deno.test("errorText() names the class of an error that says no name of its own", () => {
  class NoConvergence extends RangeError {}
  class Named extends Error {
    override name = "Diverged";
  }
  class Further extends Named {}
  const names = [new NoConvergence("x"), new Named("x"), new Further("x"), new RangeError("x")];
  assertEquals(names.map((error) => errorText(error).name), [
    "NoConvergence",
    "Diverged",
    "Diverged",
    "RangeError",
  ]);
  assertEquals(errorText(new DOMException("x", "AbortError")).name, "AbortError");
  assertEquals(errorText(new (class extends TypeError {})("x")).name, "TypeError");
});
