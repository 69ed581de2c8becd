import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { isThere } from "../../lib/base/files.ts";
import { pause } from "../helpers/cli.ts";
import { testInSandbox as test } from "../helpers/sandbox.ts";
import { script, spawn } from "../helpers/script.ts";

const { errors } = htmap;
const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;

/**
 * Loads a map, says so, waits for a line and gives the map a tag. Where another process takes so long over
 * that that this one gives up, it asks again.
 */
const RETAGS = `
  const [tag, wanted] = JSON.parse(Deno.env.get("TAGS"));
  const m = await htmap.load(tag);
  console.log("loaded");
  await Deno.stdin.read(new Uint8Array(1));
  for (let isBusy = true; isBusy;) {
    isBusy = false;
    try {
      await m.retag(wanted);
      console.log("done");
    } catch (error) {
      isBusy = / just now/.test(error.message);
      if (!isBusy) console.log(error.name, error.message);
    }
  }
`;

test("retag() of several processes at once leaves the map one tag, and tells the others which", async (box) => {
  await htmap.map(double, [1], { ...LOCAL, tag: "start" });
  let tag = "start";
  for (let round = 0; round < 4; round++) {
    const wanted = [0, 1, 2, 3].map((i) => `round-${round}-${i}`);
    const processes = wanted.map((name) => {
      const tags = `export TAGS='${JSON.stringify([tag, name])}';`;
      return spawn(box, RETAGS, { before: tags, stdin: "piped" });
    });
    const readers = processes.map(({ stdout }) => stdout.getReader());
    const said = await Promise.all(readers.map((reader) => reader.read()));
    for (const { value } of said) assertEquals(new TextDecoder().decode(value), "loaded\n");
    for (const { stdin } of processes) {
      const writer = stdin.getWriter();
      await writer.write(new TextEncoder().encode("\n"));
      await writer.close();
    }
    const outcomes = await Promise.all(readers.map(async (reader) => {
      let text = "";
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        text += new TextDecoder().decode(read.value);
      }
      return text.trim();
    }));
    for (const { stderr, status } of processes) {
      await stderr.cancel();
      await status;
    }
    const won = outcomes.indexOf("done");
    tag = wanted[won] ?? "none";
    assertEquals(await htmap.getTags(), [tag]);
    for (const [i, outcome] of outcomes.entries()) {
      if (i === won) continue;
      assertStringIncludes(outcome, "CannotRetagMap");
      assertStringIncludes(outcome, `given it the tag "${tag}"`);
    }
  }
  const m = await htmap.load(tag);
  assertEquals(await m.toArray(), [2]);
  await m.remove();
});

test("retag() may be killed at any moment: who next loads the map finds it by one tag", async (box) => {
  const m = await htmap.map(double, [1, 2], LOCAL); // a transient one
  assertEquals(await m.toArray(), [2, 4]);
  const first = m.tag;
  for (let round = 0; round < 10; round++) {
    const [from] = await htmap.getTags();
    const child = spawn(
      box,
      `const m = await htmap.load(${JSON.stringify(from)});
       console.log("ready");
       for (let i = 0;; i++) await m.retag(\`kept-\${i % 3}-${round}\`);`,
    );
    const reader = child.stdout.getReader();
    await reader.read();
    await pause(7 * round);
    child.kill("SIGKILL");
    await Promise.all([child.status, reader.cancel(), child.stderr.cancel()]);
    const tags = await htmap.getTags();
    assert(tags.length === 1 || tags.length === 2, tags.join());
    const [map, ...others] = await htmap.loadMaps();
    assertEquals(others, []);
    assertEquals(await htmap.getTags(), [map?.tag]);
    assertEquals(map, m);
    assertEquals(m.isTransient, m.tag === first);
    assertEquals(await m.toArray(), [2, 4]);
  }
  await m.remove();
  assertEquals(await htmap.getTags(), []);
});

test("clean() leaves a map that was being given a tag when its process was killed", async (box) => {
  const m = await htmap.map(double, [1], LOCAL);
  const { tag, paths } = m;
  // As it is when the new tag is there, and nothing else is done.
  await Deno.writeTextFile(paths.retagging, JSON.stringify({ from: tag, to: "kept" }));
  await Deno.copyFile(box.directory.tag(tag), box.directory.tag("kept"));
  assertEquals(await htmap.clean(), []);
  assertEquals(await htmap.getTags(), ["kept"]);
  assertEquals([(await htmap.load("kept")).isTransient, m.tag], [false, "kept"]);
  await m.remove();
});

test("clean() leaves a map one of several tags, whatever gave it those", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "one" });
  await Deno.copyFile(box.directory.tag("one"), box.directory.tag("two"));
  assertEquals((await htmap.loadMaps()).length, 1);
  assertEquals(await htmap.clean(), []);
  assertEquals((await htmap.getTags()).length, 1);
  assertEquals(await m.toArray(), [2]);
  await Deno.copyFile(box.directory.tag(m.tag), box.directory.tag("three"));
  await m.remove();
  assertEquals(await htmap.getTags(), []);
});

test("remove() of a map that another process has given a tag removes that, and not who has the old one", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "scan" });
  await script(box, 'await (await htmap.load("scan")).retag("scan-old");');
  const other = await htmap.map(double, [2], { ...LOCAL, tag: "scan" });
  assertEquals(m.tag, "scan"); // as it was last seen here
  await m.remove();
  assertEquals(await htmap.getTags(), ["scan"]);
  assertEquals(await (await htmap.load("scan")).toArray(), [4]);
  await other.remove();
});

test("retag() that is refused learns the tag that the map has", async (box) => {
  const m = await htmap.map(double, [1], LOCAL);
  await script(box, `await (await htmap.load(${JSON.stringify(m.tag)})).retag("theirs");`);
  await assertRejects(() => m.retag("mine"), errors.CannotRetagMap, '"theirs"');
  assertEquals([m.tag, m.isTransient], ["theirs", false]);
  await m.retag("mine");
  assertEquals(await htmap.getTags(), ["mine"]);
  assert(!isThere(m.paths.retagging));
  await m.remove();
});

test("retag() gives up in time on a map that another process is giving a tag", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  using file = await Deno.open(m.paths.tagLock, { write: true });
  assert(file.tryLockSync(true));
  await assertRejects(() => m.retag("other"), errors.CannotRetagMap, "just now");
  assertEquals(await htmap.getTags(), ["mine"]);
  file.unlockSync();
  await m.retag("other");
  // A map of an earlier version has no such file.
  await Deno.remove(m.paths.tagLock);
  await m.retag("third");
  assertEquals(await htmap.getTags(), ["third"]);
  await m.remove();
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
});
