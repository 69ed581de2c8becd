import { assertEquals, assertThrows } from "../../deps.ts";
import { nameInDist, targetNamed, targetOf, TARGETS } from "../../toolchain/targets.ts";

const X86_64 = targetNamed("x86_64-unknown-linux-gnu");
const AARCH64 = targetNamed("aarch64-unknown-linux-gnu");

Deno.test("targetOf() is the machine itself, and nothing where there is no binary for it", () => {
  assertEquals(targetOf({ os: "linux", arch: "x86_64" }), X86_64);
  assertEquals(targetOf({ os: "linux", arch: "aarch64" }), AARCH64);
  assertEquals(targetOf({ os: "darwin", arch: "aarch64" }), undefined);
});

Deno.test("the binary for this machine is called htmap, and one for another what it is in a release", () => {
  const names = (arch: "x86_64" | "aarch64"): string[] =>
    TARGETS.map((target) => nameInDist(target, { os: "linux", arch }));
  assertEquals(names("x86_64"), ["htmap", "htmap-linux-aarch64"]);
  assertEquals(names("aarch64"), ["htmap-linux-x86_64", "htmap"]);
  assertEquals(nameInDist(AARCH64, { os: "darwin", arch: "aarch64" }), "htmap-linux-aarch64");
  assertEquals(nameInDist(undefined, { os: "darwin", arch: "aarch64" }), "htmap");
});

Deno.test("targetNamed() says which targets there are when it is asked for another", () => {
  assertThrows(
    () => targetNamed("riscv64gc-unknown-linux-gnu"),
    TypeError,
    'the target "riscv64gc-unknown-linux-gnu". The targets are x86_64-unknown-linux-gnu, ' +
      "aarch64-unknown-linux-gnu.",
  );
});
