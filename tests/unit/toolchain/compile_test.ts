import { assertEquals, assertThrows } from "../../deps.ts";
import { lockOf } from "../../toolchain/compile.ts";

const LOCK = {
  version: "5",
  specifiers: { "npm:one@1.0.0": "1.0.0", "npm:@a/two@2.0.0": "2.0.0", "npm:test@1.0.0": "1.0.0" },
  npm: {
    "one@1.0.0": { integrity: "1", dependencies: ["three", "@a/two@2.0.0"] },
    "@a/two@2.0.0": { integrity: "2" },
    "three@3.0.0": { integrity: "3", dependencies: ["one"] },
    "test@1.0.0": { integrity: "4" },
  },
};

Deno.test("lockOf() takes packages out of a lock file, with what they need", () => {
  assertEquals(Object.keys(lockOf(LOCK, ["npm:one@1.0.0"]).npm), [
    "one@1.0.0",
    "three@3.0.0",
    "@a/two@2.0.0",
  ]);
  const { specifiers, npm } = lockOf(LOCK, ["npm:@a/two@2.0.0"]);
  assertEquals(specifiers, { "npm:@a/two@2.0.0": "2.0.0" });
  assertEquals(npm, { "@a/two@2.0.0": { integrity: "2" } });
});

Deno.test("lockOf() says which package is not in the lock file", () => {
  assertThrows(() => lockOf(LOCK, ["npm:four@4.0.0"]), Error, "has no package four");
});
