/**
 * What is promised of files that go along with inputs, on any backend: registered once for the local
 * backend and once for a pool.
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

type P = htmap.TransferPath;

/** An object of a class that has a path. */
class Sample {
  constructor(readonly name: string, readonly file: htmap.TransferPath) {}
}

/** What a function finds of a file. */
async function found(path: htmap.TransferPath): Promise<unknown[]> {
  return [path.name, path.suffix, path.isLocal, await Deno.readTextFile(path.path)];
}

/** The names of what is in a directory, in order. */
async function namesOf(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
}

/** Registers the tests. */
export function testFiles(backend: BackendName): void {
  const test = testsAtHome(backend);

  test(
    "a path anywhere in an input has its file sent for that component alone",
    async (options, root) => {
      const files = ["a", "b", "c", "d", "e", "f"].map((name) => root.join(`${name}.txt`));
      for (const file of files) await file.writeText(`in ${file.stem}`);
      const [a, b, c, d, e, f] = files as [P, P, P, P, P, P];
      const ring: { path?: htmap.TransferPath; self?: unknown } = { path: f };
      ring.self = ring;
      const input = {
        list: [[a, { deep: b }]],
        map: new Map([["c", c]]),
        set: new Set([d]),
        sample: new Sample("e", e),
        ring,
        again: a,
      };
      const read = async (one: Partial<typeof input>): Promise<unknown> => {
        const paths = [
          ...(one.list ?? []).flat().map((item) => "deep" in item ? item.deep : item),
          ...one.map?.values() ?? [],
          ...one.set ?? [],
          ...one.sample ? [one.sample.file] : [],
          ...one.ring?.path ? [one.ring.path] : [],
        ];
        const shared = one.list !== undefined && one.list[0]![0] === one.again;
        const isRing = one.ring !== undefined && one.ring.self === one.ring;
        const sent = (await Array.fromAsync(Deno.readDir("."))).filter(({ name }) =>
          name.endsWith(".txt")
        );
        return [await Promise.all(paths.map(found)), shared, isRing, sent.length];
      };
      const m = await htmap.map(read, [input, {}, { set: new Set([d]) }], options);
      const all = ["a", "b", "c", "d", "e", "f"].map((
        name,
      ) => [`${name}.txt`, ".txt", true, `in ${name}`]);
      assertEquals(await m.toArray(), [
        [all, true, true, 0],
        [[], false, false, 0],
        [[["d.txt", ".txt", true, "in d"]], false, false, 0],
      ]);
      assertEquals(await read({ set: new Set([d]) }), [
        [["d.txt", ".txt", true, "in d"]],
        false,
        false,
        0,
      ]);
      const [[back]] = await Array.fromAsync(m.iterInputs()) as [[typeof input], ...unknown[]];
      assertEquals(back.list[0]![0], a);
      assert(back.sample instanceof Sample && back.sample.file.equals(e));
      assert(back.ring.path instanceof TransferPath);
    },
  );

  for (const chunk of [1, 3]) {
    test(
      `files of one name are each under their own path, with chunk = ${chunk}`,
      async (options, root) => {
        for (const name of ["one", "two", "fixed", "own"]) {
          await root.join(name).mkdir();
          await root.join(name, "data.csv").writeText(name);
        }
        await root.join("one/more").mkdir();
        await root.join("one/more/x").writeText("in more");
        await root.join("two/more").mkdir();
        await root.join("two/more/x").writeText("in the other");
        const read = async (paths: htmap.TransferPath[]): Promise<string[]> => {
          // What it writes itself under that name is another file.
          const before = await Deno.readTextFile("data.csv");
          await Deno.writeTextFile("mine.csv", "mine");
          await htmap.transferOutputFiles("mine.csv", ...paths.slice(0, 1));
          return [before, ...await Promise.all(paths.map((path) => path.readText()))];
        };
        const [one, two] = [root.join("one/data.csv"), root.join("two/data.csv")];
        const [more, other] = [root.join("one/more/x"), root.join("two/more/x")];
        const m = await htmap.map(read, [[one, two, more], [two, one, other], [one, two]], {
          ...options,
          mapOptions: { chunk, fixedInputFiles: root.join("fixed/data.csv") },
        });
        assertEquals(await m.toArray(), [
          ["fixed", "one", "two", "in more"],
          ["fixed", "two", "one", "in the other"],
          ["fixed", "one", "two"],
        ]);
        const directory = await m.outputFiles.get(0);
        assertEquals(await Deno.readTextFile(`${directory}/data.csv`), "one");
        await m.rerun([2]);
        assertEquals(await m.get(2), ["fixed", "one", "two"]);
      },
    );
  }

  test(
    "directories are sent with all that is in them, also through links",
    async (options, root) => {
      await root.join("plain/in").mkdir();
      await root.join("plain/in/x.txt").writeText("x");
      await root.join("other/plain").mkdir();
      await root.join("other/plain/y.txt").writeText("y");
      await Deno.symlink("plain", `${root}/link`);
      await Deno.symlink("../plain", `${root}/other/away`);
      await Deno.symlink("plain/in/x.txt", `${root}/file-link`);
      const list = async (paths: htmap.TransferPath[]): Promise<unknown> => {
        const walk = async (path: htmap.TransferPath): Promise<string[]> => {
          if (await path.isFile()) return [path.name];
          const inner = await Promise.all((await path.list()).map(walk));
          return inner.flat().map((rest) => `${path.name}/${rest}`);
        };
        return await Promise.all(paths.map(walk));
      };
      const inputs = ["plain", "other/plain", "link", "other", "file-link"].map((n) =>
        root.join(n)
      );
      const m = await htmap.map(list, [inputs], options);
      const there = await m.get(0);
      assertEquals(there, await list(inputs));
      assertEquals(there, [
        ["plain/in/x.txt"],
        ["plain/y.txt"],
        ["link/in/x.txt"],
        ["other/away/in/x.txt", "other/plain/y.txt"],
        ["file-link"],
      ]);
    },
  );

  test("files may have any name", async (options, root) => {
    const names = [
      "a b.txt",
      " ends ",
      "a,b.txt",
      'quo"te',
      "it's",
      "-rf",
      ".hidden",
      "žluťoučký kůň.txt",
      "$(component)$x",
      "#=;%41?&.txt",
      "back\\slash\\",
      "htmap_function.mjs",
      "_condor_stdout",
      "new\nline",
    ];
    for (const name of names) await root.join(name).writeText(name);
    const files = names.map((name) => root.join(name));
    const read = async (paths: htmap.TransferPath[]): Promise<unknown> =>
      await Promise.all(paths.map(async (path) => [path.name, await path.readText()]));
    const m = await htmap.map(read, [files], options);
    assertEquals(await m.get(0), names.map((name) => [name, name]));

    const given = names.filter((name) => !/^htmap_|^_condor|\n/.test(name));
    const byName = async (all: string[]): Promise<string[]> =>
      await Promise.all(all.map((name) => Deno.readTextFile(name)));
    for (const which of ["fixedInputFiles", "inputFiles"]) {
      const paths = given.map((name, at) => at % 2 === 0 ? root.join(name) : `${root}/${name}`);
      const mapOptions = { [which]: which === "inputFiles" ? [paths] : paths };
      const n = await htmap.map(byName, [given], { ...options, mapOptions });
      assertEquals(await n.get(0), given);
    }
  });

  test("a path that the function itself has goes with every component", async (options, root) => {
    const table = root.join("table.csv");
    const both = { table, again: [table] };
    await table.writeText("1,2,3");
    const add = async (x: number): Promise<unknown> => {
      const numbers = (await both.again[0]!.readText()).split(",").map(Number);
      return [numbers.reduce((sum, n) => sum + n, x), both.table === both.again[0]];
    };
    const m = await htmap.map(add, [1, 2], options);
    assertEquals(await m.toArray(), [[7, true], [8, true]]);
  });

  test(
    "a path comes back as it was given, and a program is told where its file is",
    async (options, root) => {
      const file = root.join("words.txt");
      await file.writeText("one two three");
      const m = await htmap.map((path: htmap.TransferPath) => [path, path.parent.join("x").name], [
        file,
      ], options);
      assertEquals(await m.get(0), [file, "x"]);

      const count = htmap.program<[htmap.TransferPath]>(["wc", "-w", "{}"]);
      const counted = await htmap.map(count, [file], options);
      assert((await counted.get(0)).startsWith("3 "));
      await root.join("own tool").writeText("#!/bin/sh\necho tool got $1\n");
      const tool = htmap.program<[number]>([root.join("own tool"), "{}"]);
      const run = await htmap.map(tool, [5], options);
      assertEquals(await run.get(0), "tool got 5\n");
    },
  );

  test("files of http: URLs are got, also two of one name", async (options) => {
    await using server = fileServer({
      "/a/data.csv": "a",
      "/b/data.csv": "b",
      "/c/my%20data.csv": "c",
    });
    const read = async (paths: htmap.TransferPath[]): Promise<unknown> =>
      await Promise.all(paths.map(found));
    const inputs = [
      new TransferPath("a/data.csv", { protocol: "http", location: server.location }),
      new TransferPath(new URL("/b/data.csv", server.url)),
      new TransferPath(`${server.url}c/my data.csv?x=1,2`),
      new TransferPath(`${server.url}c/my data.csv?x=3`),
    ];
    const m = await htmap.map(read, [inputs, inputs.slice(1, 2)], {
      ...options,
      mapOptions: { chunk: 2 },
    });
    const [a, b, c] = [["data.csv", "a"], ["data.csv", "b"], ["my data.csv", "c"]].map((
      [name, text],
    ) => [name, ".csv", true, text]);
    assertEquals(await m.toArray(), [[a, b, c, c], [b]]);
    assertEquals((await Array.fromAsync(m.iterInputs()))[1], [[inputs[1]!]]);
    await assertRejects(() => inputs[0]!.readText(), errors.HTMapError, "is not on this machine");

    const n = await htmap.map(async (name: string) => await Deno.readTextFile(name), ["data.csv"], {
      ...options,
      mapOptions: { fixedInputFiles: new URL("/b/data.csv", server.url) },
    });
    assertEquals(await n.get(0), "b");
  });

  test("a URL that has no file holds the component, and says which", async (options) => {
    await using server = fileServer({});
    const url = new URL("/none.txt", server.url);
    const m = await htmap.map(
      (path: htmap.TransferPath) => path.name,
      [new TransferPath(url)],
      options,
    );
    const error = await assertRejects(
      () => m.get(0, { timeout: PATIENCE }),
      errors.MapComponentHeld,
    );
    assertStringIncludes(error.message, "none.txt");
    assertStringIncludes(error.message, "404");
  });

  test(
    "a file that is not there holds the component until it is, and the map is released",
    async (options, root) => {
      const files = [root.join("this-file-does-not-exist.txt"), root.join("nor, this.txt")];
      const read = (path: htmap.TransferPath): Promise<string> => path.readText();
      const m = await htmap.map(read, files, options);
      for (const [component, file] of files.entries()) {
        const error = await assertRejects(
          () => m.get(component, { timeout: PATIENCE }),
          errors.MapComponentHeld,
        );
        assertStringIncludes(error.message, file.name);
      }
      for (const file of files) await file.writeText(`now ${file.stem}`);
      await m.release();
      assertEquals(await m.toArray(), ["now this-file-does-not-exist", "now nor, this"]);
    },
  );

  test("what is mended may have other files than what was mapped", async (options, root) => {
    const names = ["data.csv", "a/table.csv", "b/table.csv", "c/data.csv", "o,dd.txt"];
    const [data, first, second, third, odd] = names.map((name) => root.join(name)) as [
      P,
      P,
      P,
      P,
      P,
    ];
    for (const path of [data, first, second, third, odd]) {
      await path.parent.mkdir();
      await path.writeText(path.parent.name + path.stem);
    }
    const one = async (
      path: P,
    ): Promise<string[]> => [await path.readText(), await first.readText()];
    const m = await htmap.map(one, [data, data], options);
    assertEquals(await m.toArray(), Array(2).fill(["homedata", "atable"]));

    const other = async (path: P): Promise<string[]> => {
      const texts = [path, second, third].map((it) => it.readText());
      const fixed = ["data.csv", "o,dd.txt"].map((name) => Deno.readTextFile(name));
      await Deno.writeTextFile("out.txt", path.name);
      await htmap.transferOutputFiles("out.txt");
      return await Promise.all([...texts, ...fixed]);
    };
    await m.rerun([1], {
      with: other,
      mapOptions: {
        fixedInputFiles: [third, odd],
        outputRemaps: { "out.txt": root.join("out-$(component).txt") },
      },
    });
    assertEquals(await m.get(0), ["homedata", "atable"]);
    assertEquals(await m.get(1), ["homedata", "btable", "cdata", "cdata", "homeo,dd"]);
    assertEquals(await root.join("out-1.txt").readText(), "data.csv");
    await m.rerun([0], { mapOptions: { fixedInputFiles: root.join("c/data.csv") } });
    assertEquals(await m.get(0), ["homedata", "btable", "cdata", "cdata", "homeo,dd"]);
  });

  test(
    "a map that is loaded elsewhere has the paths, and removes its links",
    async (options, root) => {
      const odd = root.join("o,dd.txt");
      await odd.writeText("odd");
      const m = await htmap.map((path: htmap.TransferPath) => path.readText(), [odd], {
        ...options,
        tag: "odd",
      });
      assertEquals(await m.get(0), "odd");
      const links = `${m.paths.root}/files`;
      assertEquals(await namesOf(links), ["htmap_file_0"]);
      await m.remove();
      assert(!isThere(links) && await odd.exists());
    },
  );
}
