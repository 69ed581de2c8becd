import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../../deps.ts";
import { DamagedMap, InvalidTag, TagNotFound } from "../../../lib/base/errors.ts";
import { createFileExclusively } from "../../../lib/base/files.ts";
import { checkTag, listTags, randomTag, uuidOfTag } from "../../../lib/store/tags.ts";
import { sandbox } from "../../helpers/sandbox.ts";

const UUID = "01234567-89ab-cdef-0123-456789abcdef";

Deno.test("checkTag() takes what people call their work", () => {
  for (const tag of ["dbl", "run-7", "a.b_c", "été 2024", "x".repeat(200), "数据"]) checkTag(tag);
});

Deno.test("checkTag() refuses what cannot be a safe file name, and says why", () => {
  const refused: [unknown, string][] = [
    ["a/b", '"/"'],
    ["..", '"."'],
    [".hidden", '"."'],
    ["-rf", '"-"'],
    ["a\0b", "NUL"],
    ["a\nb", "line break"],
    ["", "empty"],
    [" a", "white space"],
    ["x".repeat(201), "201 bytes"],
    ["é".repeat(101), "202 bytes"],
    ["a\ud800", "surrogate"],
    [7, "not text"],
  ];
  for (const [tag, reason] of refused) {
    assertStringIncludes(assertThrows(() => checkTag(tag), InvalidTag).message, reason);
  }
});

Deno.test("randomTag() gives three words and none that is taken", () => {
  const taken = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const tag = randomTag(taken);
    assertMatch(tag, /^[a-z]+-[a-z]+-[a-z]+$/);
    assert(!taken.has(tag));
    checkTag(tag);
    taken.add(tag);
  }
});

Deno.test("uuidOfTag() finds the map of a tag, and offers similar tags for one that is not there", async () => {
  await using box = await sandbox();
  await box.directory.ensure();
  assert(await createFileExclusively(box.directory.tag("simulation"), `${UUID}\n`));
  assertEquals(await uuidOfTag(box.directory, "simulation"), UUID);
  const error = await assertRejects(() => uuidOfTag(box.directory, "simulatoin"), TagNotFound);
  assertStringIncludes(error.message, 'Did you mean "simulation"?');
});

Deno.test("uuidOfTag() does not follow a tag file that names a path", async () => {
  await using box = await sandbox();
  await box.directory.ensure();
  await Deno.writeTextFile(box.directory.tag("evil"), "../../etc\n");
  await assertRejects(() => uuidOfTag(box.directory, "evil"), DamagedMap);
});

Deno.test("listTags() leaves out what is no tag", async () => {
  await using box = await sandbox();
  assertEquals(await listTags(box.directory), []);
  await box.directory.ensure();
  for (const name of ["b", "a", ".htmap-tmp-1"]) {
    await Deno.writeTextFile(box.directory.tag(name), UUID);
  }
  await Deno.mkdir(box.directory.tag("directory"));
  assertEquals(await listTags(box.directory), ["a", "b"]);
});
