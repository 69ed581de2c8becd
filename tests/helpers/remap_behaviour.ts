/**
 * What is promised of output files that go elsewhere, and of collecting those that come back, on any
 * backend: registered once for the local backend and once for a pool.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import { isThere } from "../../lib/base/files.ts";
import * as htmap from "../../mod.ts";
import { fileServer } from "./file_server.ts";
import { testsAtHome } from "./on_backend.ts";
import { PATIENCE } from "./patience.ts";

const { errors, TransferPath } = htmap;

/** Writes files, by their names, and sends what is asked for. */
async function write(files: Record<string, string>, ...send: string[]): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(new TransferPath(name).parent.path, { recursive: true });
    await Deno.writeTextFile(name, text);
  }
  await htmap.transferOutputFiles(...send);
}

/** The texts of the files in a directory, by their paths in it. */
async function textsIn(directory: string, at = ""): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${directory}/${at}`)) {
    if (isDirectory) Object.assign(texts, await textsIn(directory, `${at}${name}/`));
    else texts[at + name] = await Deno.readTextFile(`${directory}/${at}${name}`);
  }
  return texts;
}

/** Registers the tests. */
export function testRemaps(backend: BackendName): void {
  const test = testsAtHome(backend);

  for (const chunk of [1, 2]) {
    test(
      `outputRemaps sends a file of each component elsewhere, with chunk = ${chunk}`,
      async (options, root) => {
        const place = root.join("out");
        await place.mkdir();
        const make = async (x: number): Promise<number> => {
          await write(
            { "plots/a.svg": `plot ${x}`, "kept.txt": `kept ${x}` },
            "plots/a.svg",
            "kept.txt",
          );
          return x;
        };
        const m = await htmap.map(make, [0, 1, 2], {
          ...options,
          mapOptions: { chunk, outputRemaps: { "a.svg": place.join("plot-$(component).svg") } },
        });
        assertEquals(await m.toArray(), [0, 1, 2]);
        assertEquals(await textsIn(place.path), {
          "plot-0.svg": "plot 0",
          "plot-1.svg": "plot 1",
          "plot-2.svg": "plot 2",
        });
        assertEquals(await textsIn(await m.outputFiles.get(1)), { "kept.txt": "kept 1" });
        await Deno.remove(place.join("plot-1.svg").path);
        await m.rerun([1]);
        assertEquals(await m.get(1), 1);
        assertEquals(await place.join("plot-1.svg").readText(), "plot 1");
        assertEquals(await textsIn(await m.outputFiles.get(1)), { "kept.txt": "kept 1" });
      },
    );
  }

  test(
    "outputRemaps has a record for each component, with places of every kind",
    async (options, root) => {
      await using server = fileServer({});
      const place = root.join('o;d=d, "p" lace');
      await place.join("there").mkdir();
      const inputs = ["path", "url", "file url", "into", "directory", "nothing", "a ;=\\b.txt"];
      const make = async (name: string): Promise<void> => {
        if (name === "nothing") return await write({ x: name }, "x");
        await write({ [name]: `${name}!` }, name);
      };
      const outputRemaps: htmap.OutputRemaps[] = [
        { path: `${place}/p;=$x` },
        { url: new URL("/kept/url $(component).txt", server.url) },
        { "file url": new URL(place.join("from url").href) },
        { into: `${place}/` },
        { directory: place.join("there") },
        {},
        { "a ;=\\b.txt": `${server.url}dir/` },
      ];
      const m = await htmap.map(make, inputs, { ...options, mapOptions: { outputRemaps } });
      await m.wait({ timeout: PATIENCE });
      assertEquals(await textsIn(place.path), {
        "p;=$x": "path!",
        "from url": "file url!",
        "into": "into!",
        "there/directory": "directory!",
      });
      assertEquals(server.files, {
        "/kept/url%201.txt": "url!",
        "/dir/a%20;=%5Cb.txt": "a ;=\\b.txt!",
      });
      assertEquals(await textsIn(await m.outputFiles.get(0)), {});
      assertEquals(await textsIn(await m.outputFiles.get(5)), { x: "nothing" });
    },
  );

  test(
    "outputRemaps sends directories elsewhere, to paths but not to URLs",
    async (options, root) => {
      await root.join("old").mkdir();
      await root.join("old/before.txt").writeText("before");
      const make = async (): Promise<void> => {
        await write({ "d/x.txt": "x", "d/in/y z.txt": "y" }, "d");
        await write({ "f/x.txt": "x" }, "f");
        await write({ "e/x.txt": "x" }, "e");
      };
      const outputRemaps = { d: root.join("new"), f: `${root}/old` };
      const e = new TransferPath("/e-$(component)", { protocol: "http", location: "127.0.0.1:1" });
      const m = await htmap.map(make, [0], { ...options, mapOptions: { outputRemaps } });
      await m.wait({ timeout: PATIENCE });
      assertEquals(await textsIn(root.join("new").path), { "x.txt": "x", "in/y z.txt": "y" });
      assertEquals(await textsIn(root.join("old").path), { "before.txt": "before", "x.txt": "x" });
      assertEquals(await textsIn(await m.outputFiles.get(0)), { "e/x.txt": "x" });

      const n = await htmap.map(make, [0], { ...options, mapOptions: { outputRemaps: { e } } });
      const report = (await n.getError(0, { timeout: PATIENCE })).report();
      assertStringIncludes(report, "it is a directory, and HTCondor sends only files to URLs");
    },
  );

  test("an input that was got by URL can be put elsewhere, as in the manual", async (options) => {
    await using server = fileServer({ "/bucket/in.txt": "in" });
    const bucket = new TransferPath("bucket", { protocol: "http", location: server.location });
    const [input, output] = [bucket.join("in.txt"), bucket.join("out.txt")];
    const move = async (path: htmap.TransferPath): Promise<void> =>
      await htmap.transferOutputFiles(path);
    const m = await htmap.map(move, [input], {
      ...options,
      mapOptions: { outputRemaps: [{ [input.name]: output }] },
    });
    await m.wait({ timeout: PATIENCE });
    assertEquals(server.files, { "/bucket/in.txt": "in", "/bucket/out.txt": "in" });
    assertEquals(await textsIn(await m.outputFiles.get(0)), {});
  });

  test(
    "a place that cannot be written to holds the component, and says which",
    async (options, root) => {
      await using server = fileServer({});
      const file = root.join("a-file");
      await file.writeText("where a directory should be");
      const make = async (): Promise<void> => await write({ "x.txt": "x" }, "x.txt");
      const closed = `${server.url}closed/x.txt`;
      const outputRemaps = [{ "x.txt": file.join("x.txt") }, { "x.txt": closed }];
      const m = await htmap.map(make, [0, 1], { ...options, mapOptions: { outputRemaps } });
      for (const [component, said] of [["a-file"], ["closed/x.txt", "403"]].entries()) {
        const error = await assertRejects(
          () => m.get(component, { timeout: PATIENCE }),
          errors.MapComponentHeld,
        );
        for (const text of [...said, "[12]"]) assertStringIncludes(error.message, text);
      }
      await Deno.remove(file.path);
      await file.mkdir();
      await m.release();
      await m.get(0, { timeout: PATIENCE });
      assertEquals(await file.join("x.txt").readText(), "x");
    },
  );

  test("two files of one name cannot go to the same place", async (options, root) => {
    const make = async (): Promise<void> => {
      await write({ "a/x.txt": "a", "b/x.txt": "b" }, "a/x.txt", "a/x.txt".replace("a", "b"));
    };
    const outputRemaps = { "x.txt": root.join("x.txt") };
    const m = await htmap.map(make, [0], { ...options, mapOptions: { outputRemaps } });
    const error = await m.getError(0);
    assertStringIncludes(error.report(), "outputRemaps has one place for what is called x.txt");
  });

  test(
    "collectFiles() copies the output files of all components, into a directory for each",
    async (options, root) => {
      const make = async (x: number): Promise<void> => {
        if (x === 2) return;
        await write({ "p/a b.txt": `${x}`, [`own-${x}.txt`]: `own ${x}` }, "p", `own-${x}.txt`);
        if (x === 3) throw new Error("three");
      };
      const m = await htmap.map(make, [0, 1, 2, 3], options);
      const place = root.join("all");
      await assertRejects(() => m.outputFiles.collectFiles(place), errors.MapComponentError);
      assert(!isThere(place.path));
      const written = await m.outputFiles.collectFiles(place, { errorsOk: true });
      const of = (x: number): [string, string][] => [
        [`${x}/own-${x}.txt`, `own ${x}`],
        [`${x}/p/a b.txt`, `${x}`],
      ];
      const all = [0, 1, 3].flatMap(of);
      assertEquals(await textsIn(place.path), Object.fromEntries(all));
      assertEquals(written, all.map(([path]) => `${place}/${path}`));

      // What was copied before is no hindrance, and not copied again.
      const { ino } = await Deno.stat(`${place}/1/own-1.txt`);
      await Deno.remove(`${place}/3`, { recursive: true });
      assertEquals(await m.collectFiles(place, { errorsOk: true }), written);
      assertEquals((await Deno.stat(`${place}/1/own-1.txt`)).ino, ino);
      await place.join("1/own-1.txt").writeText("mine");
      const again = await assertRejects(
        () => m.outputFiles.collectFiles(place, { errorsOk: true }),
        errors.InvalidArgument,
      );
      assertStringIncludes(again.message, `${place}/1/own-1.txt is there already, and is another`);
      assertEquals(await place.join("1/own-1.txt").readText(), "mine");
      await m.outputFiles.collectFiles(`${place}/`, { errorsOk: true, overwrite: true });
      assertEquals(await textsIn(place.path), Object.fromEntries(all));

      const noPlace = place.join("1/own-1.txt");
      await assertRejects(
        () => m.outputFiles.collectFiles(noPlace),
        errors.InvalidArgument,
        "is a file. Give a directory",
      );
      await assertRejects(
        () => m.outputFiles.collectFiles(place, { flatt: true } as htmap.CollectOptions),
        errors.InvalidArgument,
        "Did you mean flat?",
      );
      const some = { components: [-1, 0], name: "{component:2} {name}", errorsOk: true };
      assertEquals(
        await m.collectFiles(root.join("some"), some),
        [
          ...[`03 own-3.txt`, `03 p/a b.txt`, `00 own-0.txt`, `00 p/a b.txt`],
        ].map((path) => `${root}/some/${path}`),
      );
      await assertRejects(
        () => m.collectFiles(root.join("some"), { ...some, flat: true }),
        errors.InvalidArgument,
        "either flat or name",
      );
      await assertRejects(
        () => m.collectFiles(root.join("some"), { components: [4] }),
        errors.ComponentNotFound,
      );
      const flat = { errorsOk: true, flat: true };
      const clash = await assertRejects(
        () => m.outputFiles.collectFiles(root.join("flat"), flat),
        errors.InvalidArgument,
      );
      assertStringIncludes(clash.message, "Components 0 and 1 have both sent");
      assert(!isThere(`${root}/flat`));
      const aborted = AbortSignal.abort(new Error("no more"));
      await assertRejects(
        () => m.outputFiles.collectFiles(root.join("flat"), { ...flat, signal: aborted }),
        Error,
        "no more",
      );
    },
  );

  test(
    "collectFiles() puts files of different names beside each other if it is told to",
    async (options, root) => {
      const make = async (x: number): Promise<void> => await write({ [`p/${x}.txt`]: `${x}` }, "p");
      const m = await htmap.map(make, [0, 1], options);
      const written = await m.outputFiles.collectFiles(new URL(root.join("flat").href), {
        flat: true,
      });
      assertEquals(written, [`${root}/flat/p/0.txt`, `${root}/flat/p/1.txt`]);
      assertEquals(await textsIn(`${root}/flat`), { "p/0.txt": "0", "p/1.txt": "1" });
    },
  );
}
