import { assert, assertEquals } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { isThere } from "../../lib/base/files.ts";
import { removeRemains } from "../../lib/map/removal.ts";
import { makePythonMap } from "../helpers/foreign_map.ts";
import { testInSandbox as test } from "../helpers/sandbox.ts";
import { script, spawn } from "../helpers/script.ts";
import { untilOver } from "./local_backend_map.ts";

const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;
const TWO_HOURS_AGO = new Date(Date.now() - 2 * 3_600_000);

test("clean() removes what is left of a map in the making, with a tag or without", async (box) => {
  await box.directory.ensure();
  const uuids = [crypto.randomUUID(), crypto.randomUUID()];
  for (const uuid of uuids) {
    const paths = box.directory.map(uuid);
    await Deno.mkdir(paths.root);
    await Deno.writeTextFile(paths.making, "null\n");
    await Deno.writeTextFile(`${paths.root}/htmap_function.mjs`, "");
  }
  await Deno.writeTextFile(box.directory.tag("half"), `${uuids[0]}\n`);
  assertEquals(await htmap.clean(), ["half"]);
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
});

test("clean() removes an empty directory once nobody can be about to fill it", async (box) => {
  await box.directory.ensure();
  const [old, fresh] = [0, 1].map(() => box.directory.map(crypto.randomUUID()).root);
  for (const path of [old, fresh]) await Deno.mkdir(path!);
  await Deno.utime(old!, TWO_HOURS_AGO, TWO_HOURS_AGO);
  await htmap.clean({ all: true });
  assertEquals([isThere(old!), isThere(fresh!)], [false, true]);
});

test("clean() removes what HTCondor makes anew of a map that is gone, unless anything else is in it", async (box) => {
  await box.directory.ensure();
  const [old, fresh, other] = [0, 1, 2].map(() => box.directory.map(crypto.randomUUID()));
  for (const paths of [old!, fresh!, other!]) {
    await Deno.mkdir(paths.logs, { recursive: true });
    await Deno.writeTextFile(
      paths.events,
      "009 (001.000.000) 2026-01-02 03:04:05 Job was aborted.\n...\n",
    );
  }
  await Deno.writeTextFile(`${other!.logs}/0.stdout`, "printed");
  for (const { root } of [old!, other!]) await Deno.utime(root, TWO_HOURS_AGO, TWO_HOURS_AGO);
  await htmap.clean({ all: true });
  assertEquals([old!, fresh!, other!].map(({ root }) => isThere(root)), [false, true, true]);
});

test("clean() removes what was being written under temporary names for long, wherever that is", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  await m.wait();
  const python = await makePythonMap(box.directory, "legacy");
  const [runtime] = await htmap.transplants();
  const { tags, maps, transplants } = box.directory;
  const ours = [tags, maps, transplants, runtime!.path, m.paths.root, m.paths.submissions];
  ours.push(m.paths.outputs, m.paths.localClusters);
  const theirs = [python, `${python}/outputs`, `${box.directory.root}/logs`];
  await Deno.mkdir(`${box.directory.root}/logs`);
  const name = `.htmap-tmp-${crypto.randomUUID()}`;
  for (const place of [...ours, ...theirs]) {
    for (const path of [`${place}/${name}`, `${place}/${name}-fresh`]) {
      await Deno.writeTextFile(path, "half");
    }
    await Deno.utime(`${place}/${name}`, TWO_HOURS_AGO, TWO_HOURS_AGO);
  }
  await htmap.clean();
  for (const place of ours) assert(!isThere(`${place}/${name}`), place);
  for (const place of ours) assert(isThere(`${place}/${name}-fresh`), place);
  for (const place of theirs) assert(isThere(`${place}/${name}`), place);
  assertEquals(await m.toArray(), [2]);
  await m.remove();
});

test("clean() keeps nobody from making maps, however often it is called", async (box) => {
  const cleaning = `console.log("cleaning"); while (true) await htmap.clean();`;
  const cleaners = [spawn(box, cleaning), spawn(box, cleaning)];
  const readers = cleaners.map(({ stdout }) => stdout.getReader());
  await Promise.all(readers.map((reader) => reader.read()));
  const tags = Array.from({ length: 15 }, (_, i) => `scan-${10 + i}`);
  for (const tag of tags) await htmap.map(double, [1], { ...LOCAL, tag });
  assertEquals(await htmap.getTags(), tags);
  for (const cleaner of cleaners) cleaner.kill("SIGKILL");
  const ends = cleaners.map(({ status, stderr }) => Promise.all([status, stderr.cancel()]));
  await Promise.all([...readers.map((reader) => reader.cancel()), ...ends]);
  assertEquals((await htmap.clean({ all: true })).sort(), tags);
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
});

test("clean() removes at once what only waited to be removed, and what no process makes any more", async (box) => {
  await box.directory.ensure();
  const { maps } = box.directory;
  const [removed, empty, made] = ["removed-", "", ""].map((mark) =>
    `${maps}/.htmap-tmp-${mark}${crypto.randomUUID()}`
  );
  for (const path of [removed, empty, made]) await Deno.mkdir(path!);
  await Deno.writeTextFile(`${removed}/events.log`, "");
  await Deno.writeTextFile(`${made}/making.json`, "null\n");
  await htmap.clean();
  assertEquals([...Deno.readDirSync(maps)], []);
});

test("clean() removes a map whose maker was killed before its backend had its jobs", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "torn" });
  await untilOver(m.paths); // no scheduler makes anything anew
  await Deno.writeTextFile(m.paths.making, "null\n");
  // As it is before: of the map's directory, only the description says which backend it is for.
  await Deno.remove(m.paths.local, { recursive: true });
  await Deno.remove(m.paths.events);
  const { stdout, stderr } = await script(box, "console.log(await htmap.clean());", {
    before: "export PATH=/nowhere;", // no HTCondor to ask
  });
  assertEquals(stdout, '[ "torn" ]\n', stderr);
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
});

test("removeRemains() leaves a map that has become whole since it was looked at", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  const { uuid } = m.paths;
  assertEquals(await removeRemains(box.directory, uuid, "mine", { wholeStays: true }), false);
  assertEquals(await m.toArray(), [2]);
  await Deno.writeTextFile(m.paths.making, "null\n"); // as a maker that was killed leaves it
  assertEquals(await removeRemains(box.directory, uuid, "mine", { wholeStays: true }), true);
  assertEquals(await htmap.getTags(), []);
});
