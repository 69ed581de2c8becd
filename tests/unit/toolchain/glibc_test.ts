import { assert, assertEquals, assertThrows } from "../../deps.ts";
import { elfProgram } from "./elf_program.ts";
import { compareVersions, neededGlibc } from "../../toolchain/glibc.ts";

Deno.test("neededGlibc() is the newest version that any library of glibc is needed in", () => {
  const libraries = [["GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.27"], ["GCC_4.0.0"], ["GLIBC_2.17"]];
  assertEquals(neededGlibc(elfProgram(libraries)), "2.27");
  assertEquals(neededGlibc(elfProgram([["GLIBC_2.9", "GLIBC_PRIVATE"]])), "2.9");
  assertEquals(neededGlibc(elfProgram([["GCC_3.0"]])), undefined);
});

Deno.test({
  name: "neededGlibc() reads the programs of a distribution",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const version = neededGlibc(await Deno.readFile("/bin/ls"));
    assert(version !== undefined && compareVersions(version, "2.2.5") >= 0, version);
  },
});

Deno.test("neededGlibc() refuses what is no ELF file", () => {
  assertThrows(() => neededGlibc(new Uint8Array(100)), TypeError, "7f454c46");
});

Deno.test("compareVersions() compares numbers, not texts", () => {
  const sorted = ["2.2.5", "2.9", "2.17", "2.27", "10.0"];
  assertEquals(sorted.toReversed().toSorted(compareVersions), sorted);
  assertEquals(compareVersions("2.27", "2.27.0"), 0);
});
