import { assertEquals, assertMatch, assertStringIncludes } from "../../../deps.ts";
import { testInSandbox } from "../../../helpers/sandbox.ts";
import { lookAtDirectory } from "../../../../lib/api/doctor/directory_check.ts";
import { HTMapDirectory } from "../../../../lib/store/paths.ts";

testInSandbox(
  "the doctor leaves nothing in the htmap directory that it looks at",
  async ({ directory }) => {
    await directory.ensure();
    const findings = await lookAtDirectory(directory);
    assertEquals(findings[0]?.level, "ok");
    assertStringIncludes(findings[0]?.text ?? "", directory.root);
    const names = (await Array.fromAsync(Deno.readDir(directory.root))).map(({ name }) => name);
    assertEquals(names.toSorted(), ["maps", "tags"]);
  },
);

testInSandbox("the doctor looks where an htmap directory would be made", async ({ root }) => {
  const [first] = await lookAtDirectory(new HTMapDirectory(`${root}/not/yet/there`));
  assertEquals(first?.level, "note");
  assertEquals((await Array.fromAsync(Deno.readDir(root))).map(({ name }) => name), ["home"]);
});

testInSandbox(
  "the doctor finds an htmap directory that everyone could replace",
  async ({ root }) => {
    await Deno.mkdir(`${root}/open`);
    await Deno.chmod(`${root}/open`, 0o777);
    await Deno.chmod(root, 0o755);
    const [first] = await lookAtDirectory(new HTMapDirectory(`${root}/open/htmap`));
    assertEquals(first?.level, "fault");
    assertStringIncludes(first?.text ?? "", `chmod o-w ${root}/open`);
  },
);

testInSandbox("the doctor finds that nothing can be written", async ({ root }) => {
  // The kernel's own files are nobody's to add to, root's neither.
  await Deno.symlink("/proc/self", `${root}/readonly`);
  const [first] = await lookAtDirectory(new HTMapDirectory(`${root}/readonly/fd/htmap`));
  assertEquals(first?.level, "fault");
  assertMatch(first?.text ?? "", /^Nothing can be written to .*readonly\/fd: /);
});

const small = Deno.env.get("HTMAP_TEST_SMALL_DISK");

testInSandbox("the doctor finds a disk that has little room, and is in memory", async () => {
  const levels = await lookAtDirectory(new HTMapDirectory(`${small}/doctor/htmap`));
  const texts = levels.filter(({ level }) => level !== "ok").map(({ text }) => text);
  assertMatch(texts.join("\n"), /The disk of \S+ is nearly full: \S+ \S+ of \S+ \S+ are free/);
  assertStringIncludes(texts.join("\n"), "It is in memory");
}, small === undefined);
