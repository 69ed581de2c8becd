import { assertEquals } from "../../deps.ts";
import {
  changeTag,
  doomIfTransient,
  keepOneTag,
  releaseTags,
  type RetagOutcome,
  settleTag,
  tagsOfMap,
} from "../../../lib/store/map_tag.ts";
import type { HTMapDirectory, MapPaths } from "../../../lib/store/paths.ts";
import { sandbox } from "../../helpers/sandbox.ts";

/** A map's directory, as far as its tag is concerned, and the tags. */
class TaggedMap implements AsyncDisposable {
  private constructor(
    readonly directory: HTMapDirectory,
    readonly paths: MapPaths,
    readonly end: () => PromiseLike<void>,
  ) {}

  static async make(...tags: string[]): Promise<TaggedMap> {
    const box = await sandbox();
    await box.directory.ensure();
    const paths = box.directory.map(crypto.randomUUID());
    await Deno.mkdir(paths.root);
    for (const path of [paths.description, paths.transient]) await Deno.writeTextFile(path, "");
    const map = new TaggedMap(box.directory, paths, () => box[Symbol.asyncDispose]());
    for (const tag of tags) await map.tag(tag);
    return map;
  }

  async tag(tag: string, uuid = this.paths.uuid): Promise<void> {
    await Deno.writeTextFile(this.directory.tag(tag), `${uuid}\n`);
  }

  async change(from: string, to: string): Promise<RetagOutcome> {
    return await changeTag(this.directory, this.paths, () => from, to);
  }

  get tags(): string[] {
    return tagsOfMap(this.directory, this.paths).sort();
  }

  get all(): string[] {
    return [...Deno.readDirSync(this.directory.tags)].map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

const OTHER = "01234567-89ab-cdef-0123-456789abcdef";

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

Deno.test("changeTag() gives the new tag for the old, and the map is not transient any more", async () => {
  await using map = await TaggedMap.make("old");
  assertEquals(await map.change("old", "new"), "done");
  assertEquals(map.all, ["new"]);
  assertEquals(await exists(map.paths.transient), false);
  assertEquals(await exists(map.paths.retagging), false);
});

Deno.test("changeTag() of many at once is done once, and leaves one tag", async () => {
  await using map = await TaggedMap.make("old");
  const names = Array.from({ length: 12 }, (_, i) => `new-${i}`);
  const { now } = Date;
  const start = now();
  Date.now = () => start; // who waits for the others does not give up, however slow the machine is
  let outcomes: RetagOutcome[];
  try {
    outcomes = await Promise.all(names.map((name) => map.change("old", name)));
  } finally {
    Date.now = now;
  }
  assertEquals(outcomes.filter((outcome) => outcome === "done").length, 1);
  assertEquals(outcomes.filter((outcome) => outcome === "lost").length, 11);
  assertEquals(map.all, [names[outcomes.indexOf("done")]]);
});

Deno.test("changeTag() refuses a tag that is in use, the map's own too, and changes nothing", async () => {
  await using map = await TaggedMap.make("old");
  await map.tag("taken", OTHER);
  for (const tag of ["taken", "old"]) assertEquals(await map.change("old", tag), "taken");
  assertEquals(map.all, ["old", "taken"]);
  assertEquals(await exists(map.paths.transient), true);
  assertEquals(await settleTag(map.directory, map.paths), undefined);
});

Deno.test("changeTag() refuses a map that has another tag by now, or is being removed", async () => {
  await using map = await TaggedMap.make("now");
  await map.tag("old", OTHER);
  assertEquals(await map.change("old", "new"), "lost");
  await Deno.writeTextFile(map.paths.removing, "");
  assertEquals(await map.change("now", "new"), "removing");
  assertEquals(map.all, ["now", "old"]);
});

/** What a change of tag from `old` to `new` leaves when it is ended after each of its steps. */
const ENDED: Record<string, [tags: string[], isTransient: boolean, settled: string[]]> = {
  "it has said what it will do": [["old"], true, ["old"]],
  "it has taken the new tag": [["old", "new"], true, ["new"]],
  "it has made the map stay": [["old", "new"], false, ["new"]],
  "it has freed the old tag": [["new"], false, ["new"]],
};

for (const [moment, [tags, isTransient, settled]] of Object.entries(ENDED)) {
  Deno.test(`settleTag() leaves the map one tag where a change was ended when ${moment}`, async () => {
    await using map = await TaggedMap.make(...tags);
    if (!isTransient) await Deno.remove(map.paths.transient);
    await Deno.writeTextFile(map.paths.retagging, JSON.stringify({ from: "old", to: "new" }));
    const tag = await settleTag(map.directory, map.paths);
    assertEquals(tag, settled[0] === "new" ? "new" : undefined);
    assertEquals(map.all, settled);
    assertEquals(await exists(map.paths.transient), settled[0] === "old");
    assertEquals(await exists(map.paths.retagging), false);
  });
}

Deno.test("changeTag() finishes first what another process was killed over", async () => {
  await using map = await TaggedMap.make("old", "new");
  await Deno.writeTextFile(map.paths.retagging, JSON.stringify({ from: "old", to: "new" }));
  assertEquals(await map.change("old", "newest"), "lost");
  assertEquals(map.all, ["new"]);
  assertEquals(await map.change("new", "newest"), "done");
  assertEquals(map.all, ["newest"]);
});

Deno.test("settleTag() takes no tag away that another map has got meanwhile", async () => {
  await using map = await TaggedMap.make("old");
  await map.tag("new", OTHER);
  await Deno.writeTextFile(map.paths.retagging, JSON.stringify({ from: "old", to: "new" }));
  assertEquals(await settleTag(map.directory, map.paths), undefined);
  assertEquals(map.all, ["new", "old"]);
  assertEquals(map.tags, ["old"]);
});

Deno.test("settleTag() goes by no note that leads elsewhere, or is damaged", async () => {
  await using map = await TaggedMap.make("old");
  const outside = `${map.directory.root}/victim`;
  await Deno.writeTextFile(outside, map.paths.uuid);
  for (
    const note of ['{"from":"../victim","to":"old"}', "{", "null", '{"from":"old","to":"old"}']
  ) {
    await Deno.writeTextFile(map.paths.retagging, note);
    await settleTag(map.directory, map.paths);
    assertEquals(map.all, ["old"]);
    assertEquals(await exists(outside), true);
  }
});

Deno.test("settleTag() leaves a change alone that a process is at", async () => {
  await using map = await TaggedMap.make("old", "new");
  await Deno.writeTextFile(map.paths.retagging, JSON.stringify({ from: "old", to: "new" }));
  using file = await Deno.open(map.paths.tagLock, { write: true, create: true });
  assertEquals(file.tryLockSync(true), true);
  assertEquals(await settleTag(map.directory, map.paths), undefined);
  assertEquals(await doomIfTransient(map.paths), false);
  assertEquals(map.all, ["new", "old"]);
});

Deno.test("doomIfTransient() begins the removal of a transient map, and of no other", async () => {
  await using map = await TaggedMap.make("old");
  assertEquals(await doomIfTransient(map.paths), true);
  assertEquals(await map.change("old", "kept"), "removing");
  await using kept = await TaggedMap.make("old");
  assertEquals(await kept.change("old", "kept"), "done");
  assertEquals(await doomIfTransient(kept.paths), false);
  assertEquals(await exists(kept.paths.removing), false);
});

Deno.test("releaseTags() frees all tags of the map, and of no other", async () => {
  await using map = await TaggedMap.make("one", "two");
  await map.tag("known", OTHER); // it was this map's when it was last seen
  await releaseTags(map.directory, map.paths, "known");
  assertEquals(map.all, ["known"]);
});

Deno.test("releaseTags() makes no file in a directory that is no map", async () => {
  await using map = await TaggedMap.make("one");
  for (const path of [map.paths.description, map.paths.transient]) await Deno.remove(path);
  await releaseTags(map.directory, map.paths, "one");
  assertEquals(map.all, []);
  assertEquals([...Deno.readDirSync(map.paths.root)], []);
});

Deno.test("keepOneTag() leaves the youngest", async () => {
  await using map = await TaggedMap.make("a", "b", "c");
  await map.tag("d", OTHER);
  for (const [tag, age] of [["a", 3], ["b", 1], ["c", 2]] as const) {
    const made = new Date(Date.now() - age * 1000);
    await Deno.utime(map.directory.tag(tag), made, made);
  }
  assertEquals(await keepOneTag(map.directory, map.paths), "b");
  assertEquals(map.all, ["b", "d"]);
});
