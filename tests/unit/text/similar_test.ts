import { assertEquals, assertThrows } from "../../deps.ts";
import { UnknownDeliveryMethod } from "../../../lib/base/errors.ts";
import { settings } from "../../../lib/settings/settings.ts";
import { checkDeliveryMethod } from "../../../lib/submission/delivery.ts";
import { didYouMean, similar } from "../../../lib/text/similar.ts";

const KNOWN = ["status", "stdout", "stderr", "set", "settings", "retag", "wait", "run", "hold"];

/** Words with one mistake, and what was meant. */
const TYPOS: Record<string, string> = {
  "a letter too many": "statuss status",
  "a letter too few": "stdot stdout",
  "another letter": "hild hold",
  "two wrong letters in a long word": "sextinqs settings",
  "two letters that changed places at the end": "statsu status",
  "two letters that changed places in the middle": "stauts status",
  "two letters that changed places in five": "retga retag",
  "two letters that changed places in four": "wati wait",
  "two letters that changed places in three": "urn run",
  "a beginning": "stat status",
  "capitals": "STDERR stderr",
};

for (const [mistake, words] of Object.entries(TYPOS)) {
  const [typed = "", meant = ""] = words.split(" ");
  Deno.test(`didYouMean() finds the word that was mistyped: ${mistake}`, () => {
    assertEquals(didYouMean(typed, KNOWN), `. Did you mean ${meant}?`);
  });
}

Deno.test("didYouMean() says nothing when no word is like it", () => {
  for (const word of ["frobnicate", "halt", "help", "list", "rmu", "go", ""]) {
    assertEquals(didYouMean(word, KNOWN), "", word);
  }
});

Deno.test("didYouMean() says nothing when nothing is known", () => {
  assertEquals(didYouMean("status", []), "");
});

Deno.test("similar() gives all that are close, the closest first", () => {
  assertEquals(similar("scan-1", ["other", "scan-22", "scan-2", "Scan-1", "scan-1b"]), [
    "Scan-1",
    "scan-1b",
    "scan-2",
    "scan-22",
  ]);
});

Deno.test("similar() compares characters that are two code units each", () => {
  assertEquals(similar("🦊🦊🦊-run", ["🦊🐻🦊-run", "🐻🐻🐻🐻-fly"]), ["🦊🐻🦊-run"]);
});

const METHODS =
  "Set DELIVERY_METHOD to one of auto, transplant, common, shared, assume, docker, singularity, or " +
  "register it with htmap.registerDeliveryMethod";

Deno.test("checkDeliveryMethod() asks whether a known method was meant, if one is like it", () => {
  const before = settings.get("DELIVERY_METHOD");
  const complaints: Record<string, string> = {
    "dokcer": `There is no delivery method "dokcer". Did you mean docker? ${METHODS}`,
    "pigeon": `There is no delivery method "pigeon". ${METHODS}`,
  };
  try {
    for (const [method, message] of Object.entries(complaints)) {
      settings.set("DELIVERY_METHOD", method);
      assertEquals(assertThrows(checkDeliveryMethod, UnknownDeliveryMethod).message, message);
    }
  } finally {
    settings.set("DELIVERY_METHOD", before);
  }
});

Deno.test("UnknownDeliveryMethod() says where the method was set, and what was meant", () => {
  const error = new UnknownDeliveryMethod(
    "dokcer",
    ["assume", "docker"],
    "docker",
    "/home/me/.htmaprc",
  );
  assertEquals(
    error.message,
    'There is no delivery method "dokcer", which is the setting DELIVERY_METHOD in ' +
      "/home/me/.htmaprc. Did you mean docker? Set DELIVERY_METHOD to one of assume, docker, or " +
      "register it with htmap.registerDeliveryMethod",
  );
});
