import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { sandbox } from "../helpers/sandbox.ts";

const TWO_DAYS_AGO = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);

Deno.test("clean() removes runtimes that no map needs any more, a day after their last use", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const m = await htmap.map((x: number) => x, [1], {
      backend: "local",
      quiet: true,
      tag: "kept",
    });
    await m.wait();
    const [used] = await htmap.transplants();
    const old = "0123456789abcdef";
    const fresh = "fedcba9876543210";
    for (const id of [old, fresh]) {
      await Deno.mkdir(`${box.directory.transplants}/${id}`);
      await Deno.writeTextFile(`${box.directory.transplants}/${id}/htmap`, "a program");
    }
    for (const id of [used?.id, old]) {
      await Deno.utime(`${box.directory.transplants}/${id}`, TWO_DAYS_AGO, TWO_DAYS_AGO);
    }
    assertStringIncludes(await htmap.transplantInfo(), old);
    await htmap.clean();
    assertEquals((await htmap.transplants()).map(({ id }) => id).sort(), [fresh, used?.id].sort());
    await m.remove();
    await htmap.clean();
    assertEquals((await htmap.transplants()).map(({ id }) => id), [fresh]);
  });
});

Deno.test("clean() leaves what else is among the runtimes as it is", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const { transplants } = box.directory;
    const [old, data, file] = ["0123456789abcdef", "00000000deadbeef", "00000000cafecafe"];
    const python = "d41d8cd98f00b204e9800998ecf8427e"; // as HTMap for Python names its own
    for (const name of [old, data]) {
      await Deno.mkdir(`${transplants}/${name}`, { recursive: true, mode: 0o700 });
    }
    await Deno.writeTextFile(`${transplants}/${old}/htmap`, "a program");
    await Deno.writeTextFile(`${transplants}/${data}/measurements.csv`, "1,2");
    await Deno.writeTextFile(`${transplants}/${file}`, "a file");
    await Deno.writeTextFile(`${transplants}/${python}`, "a Python");
    for (const name of [old, data, file, python]) {
      await Deno.utime(`${transplants}/${name}`, TWO_DAYS_AGO, TWO_DAYS_AGO);
    }
    await htmap.clean({ all: true });
    const left = [...Deno.readDirSync(transplants)].map(({ name }) => name);
    assertEquals(left.sort(), [data, file, python].sort());
  });
});

Deno.test("clean() keeps a runtime that maps of another htmap directory need", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    htmap.settings.set("TRANSPLANT.DIR", `${box.root}/runtimes`);
    htmap.settings.set("HTMAP_DIR", `${box.root}/other`);
    const m = await htmap.map((x: number) => x, [1], { backend: "local", quiet: true });
    await m.wait();
    const [{ path } = { path: "" }] = await htmap.transplants();
    await Deno.utime(path, TWO_DAYS_AGO, TWO_DAYS_AGO);
    htmap.settings.set("HTMAP_DIR", box.directory.root);
    await htmap.clean({ all: true });
    assertEquals((await htmap.transplants()).length, 1);
    htmap.settings.set("HTMAP_DIR", `${box.root}/other`);
    await m.remove();
    await Deno.utime(path, TWO_DAYS_AGO, TWO_DAYS_AGO);
    await htmap.clean();
    assertEquals(await htmap.transplants(), []);
  });
});

Deno.test("a runtime says its size and age, and is removed unless a map needs it", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const options = { backend: "local", quiet: true, tag: "needs-it" } as const;
    const m = await htmap.map((x: number) => x, [1], options);
    await m.wait();
    const [one] = await htmap.transplants();
    assert(one !== undefined && one.size > 0 && one.age >= 0 && one.created <= one.lastUsed);
    for (const { name } of Deno.readDirSync(one.path)) {
      await Deno.utime(`${one.path}/${name}`, TWO_DAYS_AGO, TWO_DAYS_AGO);
    }
    const [old] = await htmap.transplants();
    assertEquals(old?.created, TWO_DAYS_AGO);
    assertMatch(await htmap.transplantInfo(), /\d+\.\d [KM]B +2 d /);
    const error = await assertRejects(() => one.remove(), htmap.errors.TransplantIsInUse);
    assertStringIncludes(error.message, '"needs-it"');
    await m.remove();
    await Deno.writeTextFile(`${one.path}/notes.txt`, "");
    await assertRejects(() => one.remove(), htmap.errors.TransplantIsInUse, "notes.txt");
    await Deno.remove(`${one.path}/notes.txt`);
    await one.remove();
    assertEquals(await htmap.transplants(), []);
    const n = await htmap.map((x: number) => x, [1], options);
    assertEquals(await n.toArray(), [1]);
    const [again] = await htmap.transplants();
    await again?.remove({ force: true });
    assertEquals(await htmap.transplants(), []);
  });
});
