import { assertEquals, assertRejects, assertThrows } from "../../deps.ts";
import { elfProgram } from "./elf_program.ts";
import {
  CHECKSUMS,
  checkVersions,
  MAN_PAGE,
  NotReleasable,
  writeRelease,
} from "../../toolchain/release.ts";
import { type Target, TARGETS } from "../../toolchain/targets.ts";

/** Runs something with a directory that is deleted afterwards. */
async function inDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-release-" });
  try {
    await test(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("checkVersions() passes a version that is the same everywhere", () => {
  checkVersions("1.2.3", { version: "1.2.3" });
});

Deno.test("checkVersions() refuses versions that differ, and says where each is", () => {
  const message = "1.2.3 in lib/base/version.ts and 1.2.4 in deno.json";
  assertThrows(() => checkVersions("1.2.3", { version: "1.2.4" }), NotReleasable, message);
  assertThrows(() => checkVersions("1.2.3", {}), NotReleasable, "none in deno.json");
});

Deno.test({
  name:
    "a release is the binaries under their names, the man page, and checksums that sha256sum reads",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inDirectory(async (directory) => {
      const program = elfProgram([["GLIBC_2.18", "GLIBC_2.27"], ["GCC_3.0"]]);
      await Deno.writeFile(`${directory}/program`, program);
      const binaries = new Map<Target, string>(
        TARGETS.map((target) => [target, `${directory}/program`]),
      );
      await Deno.mkdir(`${directory}/release`);
      await Deno.writeTextFile(`${directory}/release/htmap-of-before`, "");
      const released = await writeRelease(`${directory}/release`, binaries);
      const [x86, arm] = ["htmap-linux-x86_64", "htmap-linux-aarch64"];
      const about = { size: program.length, glibc: "2.27" };
      assertEquals(released, [{ file: x86, ...about }, { file: arm, ...about }]);
      const names = Array.from(Deno.readDirSync(`${directory}/release`), ({ name }) => name);
      assertEquals(names.toSorted(), [CHECKSUMS, arm, x86, MAN_PAGE]);
      assertEquals((await Deno.stat(`${directory}/release/${arm}`)).mode! & 0o777, 0o755);
      const check = new Deno.Command("sha256sum", {
        args: ["-c", CHECKSUMS],
        cwd: `${directory}/release`,
      });
      const { code, stdout } = await check.output();
      assertEquals(new TextDecoder().decode(stdout), `${x86}: OK\n${arm}: OK\n${MAN_PAGE}: OK\n`);
      assertEquals(code, 0);
    }),
});

Deno.test("what needs a newer system than is promised is not released, and the release before stays", () =>
  inDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/release`);
    await Deno.writeTextFile(`${directory}/release/${CHECKSUMS}`, "of before");
    await Deno.writeFile(`${directory}/program`, elfProgram([["GLIBC_2.28"]]));
    const binaries = new Map<Target, string>([[TARGETS[0]!, `${directory}/program`]]);
    const writing = () => writeRelease(`${directory}/release`, binaries);
    await assertRejects(writing, NotReleasable, "htmap-linux-x86_64 needs glibc 2.28");
    assertEquals(await Deno.readTextFile(`${directory}/release/${CHECKSUMS}`), "of before");
  }));
