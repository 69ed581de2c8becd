import { assertEquals } from "../../deps.ts";
import { didYouMean } from "../../../lib/text/similar.ts";

const KNOWN = ["status", "stdout", "stderr", "set", "settings"];

Deno.test("didYouMean() finds the word that was mistyped", () => {
  assertEquals(didYouMean("statsu", KNOWN), ". Did you mean status?");
  assertEquals(didYouMean("stdot", KNOWN), ". Did you mean stdout?");
});

Deno.test("didYouMean() finds the word that was begun", () => {
  assertEquals(didYouMean("stat", KNOWN), ". Did you mean status?");
});

Deno.test("didYouMean() says nothing when no word is like it", () => {
  assertEquals(didYouMean("frobnicate", KNOWN), "");
});
