import { assertEquals } from "../../deps.ts";
import { wayInWords } from "../../../lib/text/way.ts";

Deno.test("wayInWords() joins the steps to something inside a value", () => {
  assertEquals(wayInWords(["simulate", "config", "socket"]), "simulate → config → socket");
  assertEquals(wayInWords([]), "");
});

Deno.test("wayInWords() leaves out the middle of a long way, and says how much of it", () => {
  const steps = Array.from({ length: 20 }, (_, i) => `s${i}`);
  assertEquals(
    wayInWords(steps),
    "s0 → s1 → s2 → s3 → s4 → s5 → … (8 more) → s14 → s15 → s16 → s17 → s18 → s19",
  );
  // One that was left out would take as much room as the words for it.
  assertEquals(wayInWords(steps.slice(0, 13)), steps.slice(0, 13).join(" → "));
});
