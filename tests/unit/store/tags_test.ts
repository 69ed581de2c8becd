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
  for (const tag of ["dbl", "run-7", "a.b_c", "été-2024", "lr=0.1,n+1", "数据"]) checkTag(tag);
  checkTag("x".repeat(200));
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
    ["a\tb", "control character"],
    ["a b", "a blank"],
    ["a\u00a0b", "a blank"],
    [7, "not text"],
  ];
  for (const [tag, reason] of refused) {
    assertStringIncludes(assertThrows(() => checkTag(tag), InvalidTag).message, reason);
  }
});

Deno.test("checkTag() refuses what has a meaning in patterns, shells and other systems, and says so", () => {
  for (const character of ["\\", "*", "?", ":", "<", ">", '"', "|"]) {
    const { message } = assertThrows(() => checkTag(`a${character}b`), InvalidTag);
    assertMatch(message, /cannot be a tag: it has a (?:"."|'"')\. /);
    assertStringIncludes(message, character);
    assertStringIncludes(message, 'no blanks and none of / \\ * ? : < > " |');
  }
});

Deno.test("tags that an earlier version gave are found and listed", async () => {
  await using box = await sandbox();
  await box.directory.ensure();
  const tags = ['"quoted"', "a b", "a*b?", "c:d", "e\\f", "g|<h>"];
  for (const tag of tags) {
    assertThrows(() => checkTag(tag), InvalidTag);
    assert(await createFileExclusively(box.directory.tag(tag), `${UUID}\n`));
    assertEquals(await uuidOfTag(box.directory, tag), UUID);
  }
  assertEquals(await listTags(box.directory), tags);
  await assertRejects(() => uuidOfTag(box.directory, "no such"), TagNotFound);
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
