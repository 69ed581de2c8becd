/**
 * What is promised on any backend of functions by reference, builders and mapped functions: registered
 * once for the local backend and once for a pool.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import { pathToFileURL } from "node:url";
import * as htmap from "../../mod.ts";
import { testsOn } from "./on_backend.ts";

const { errors } = htmap;

/** Registers the tests. */
export function testApi(backend: BackendName): void {
  const test = testsOn(backend);

  test(
    "a program runs as a component, with its bytes, and inside a function",
    async (options, { root }) => {
      const bytes = htmap.program<[string]>(["printf", "\\377%s", "{}"], { stdout: "bytes" });
      const m = await htmap.map(bytes, ["a", "b"], options);
      assertEquals(await m.toArray(), [Uint8Array.of(255, 97), Uint8Array.of(255, 98)]);
      await Deno.writeTextFile(`${root}/sum.sh`, "#!/bin/sh\necho $(($1 + $2))\n", { mode: 0o600 });
      const before = Deno.cwd();
      Deno.chdir(root);
      try {
        const sum = htmap.program<[number, number]>(["./sum.sh", "{0}", "{1}"], { stdout: "json" });
        const own = await htmap.starmap(sum, [[1, 2]], options);
        const used = await htmap.map(async (x: number) => [x, await sum(x, 1)], [5], options);
        assertEquals([await own.toArray(), await used.toArray()], [[3], [[5, 6]]]);
        const cat = htmap.program<[htmap.TransferPath]>(["tail", "-1", "{}"]);
        const file = await htmap.map(cat, [new htmap.TransferPath("sum.sh")], options);
        assertEquals(await file.toArray(), ["echo $(($1 + $2))\n"]);
      } finally {
        Deno.chdir(before);
      }
    },
  );

  test(
    "a shell that gets a value as an argument of its own does not run it",
    async (options, { root }) => {
      const names = [
        "plain",
        "; touch harm",
        "$(touch harm)",
        "'\"`touch harm`",
        "-n",
        "a\nb",
        "é",
      ];
      const show = htmap.program<[string]>(["sh", "-c", 'printf "<%s>" "$1"; ls', "sh", "{}"]);
      const m = await htmap.map(show, names, options);
      for (const [i, said] of (await m.toArray()).entries()) {
        assert(said.startsWith(`<${names[i]}>`), said);
        assert(!said.includes("\nharm\n"), said);
      }
      assertEquals(await Deno.stat(`${root}/harm`).catch(() => "none"), "none");
    },
  );

  test("a program's missing argument is refused when the map is made, and no map is left", async (options) => {
    const swap = htmap.program(["echo", "{1}", "{0}"]);
    const make = (...lists: unknown[][]): Promise<htmap.HTMap> =>
      htmap.starmap(swap, lists, { ...options, tag: "swap" });
    const error = await assertRejects(() => make(["a", "b"], ["c"]), errors.InvalidArgument);
    assertStringIncludes(error.message, "Component 1 has 1 argument, but echo has the place {1}");
    await assertRejects(() => make(["a", undefined]), errors.InvalidArgument, "undefined");
    const mapped = htmap.mapped(swap);
    await assertRejects(() => mapped.map([1], options), errors.InvalidArgument, "Component 0");
    assertEquals(await htmap.getTags(), []);
  });

  test(
    "what a module exports may be a program, whose file is sent from here",
    async (options, { root }) => {
      const mod = JSON.stringify(import.meta.resolve("../../mod.ts"));
      await Deno.writeTextFile(
        `${root}/work.ts`,
        `import * as htmap from ${mod};
       export const shout = htmap.program(["./shout.sh", "{}"]);
       const low = htmap.program(["tr", "A-Z", "a-z"]);
       export const both = htmap.mapped({ mapOptions: {} })(async (x: string) => [await shout(x), await low()]);`,
      );
      await Deno.writeTextFile(`${root}/shout.sh`, '#!/bin/sh\nprintf "%s!" "$1"\n');
      const before = Deno.cwd();
      Deno.chdir(root);
      try {
        const url = pathToFileURL(`${root}/work.ts`).href;
        const one = await htmap.map(
          htmap.fromModule<[string], string>(url, "shout"),
          ["a"],
          options,
        );
        const two = await htmap.map(htmap.fromModule<[string]>(url, "both"), ["b"], options);
        assertEquals([await one.toArray(), await two.toArray()], [["a!"], [["b!", ""]]]);
      } finally {
        Deno.chdir(before);
      }
    },
  );

  test("fromModule() gives a function for another one to call", async (options, { root }) => {
    await Deno.writeTextFile(`${root}/work.ts`, "export const cube = (x: number) => x ** 3;");
    const cube = htmap.fromModule<[number], number>(pathToFileURL(`${root}/work.ts`).href, "cube");
    const m = await htmap.map(async (x: number) => await cube(x) + 1, [2], options);
    assertEquals([await cube(3), await m.get(0)], [27, 9]);
  });

  test("the end of a block makes a map of the calls in it", async (options) => {
    const power = (x: number, p: number): number => x ** p;
    let kept: htmap.MapBuilder<[number, number], number> | undefined;
    {
      await using builder = htmap.buildMap(power, { ...options, tag: "pow" });
      for (let x = 1; x < 4; x++) builder(x, x);
      assertEquals(builder.length, 3);
      assertThrows(() => builder.map, errors.NoMapYet);
      kept = builder;
    }
    assertEquals(kept.map.tag, "pow");
    assertEquals(await kept.map.toArray(), [1, 4, 27]);
  });

  test("the end of a block makes no map that was submitted, cancelled or never called", async (options) => {
    const once = htmap.buildMap((x: number) => x, { ...options, tag: "once" });
    {
      await using builder = once;
      builder(1);
      assertEquals(await builder.submit(), builder.map);
    }
    {
      await using builder = htmap.buildMap((x: number) => x, options);
      builder(1);
      builder.cancel();
    }
    let empty: htmap.MapBuilder<[number], number> | undefined;
    const failing = async (): Promise<void> => {
      await using builder = htmap.buildMap((x: number) => x, options);
      empty = builder;
      throw new Error("before the first call");
    };
    await assertRejects(failing, Error, "before the first call");
    assertThrows(() => empty!.map, errors.EmptyMap);
    const refused = async (): Promise<void> => {
      await using builder = htmap.buildMap((x: number) => x, { ...options, tag: "once" });
      builder(1);
      await builder.submit();
    };
    await assertRejects(refused, errors.TagAlreadyExists);
    assertEquals(await htmap.getTags(), ["once"]);
  });

  test(
    "a mapped function is called here, mapped with its options, and called inside another",
    async (options, { root }) => {
      const files = ["a.txt", "b.txt", "c.txt"].map((name) => `${root}/${name}`);
      for (const file of files) await Deno.writeTextFile(file, "");
      const [a, b, c] = files as [string, string, string];
      const seen = (_: number): string[] =>
        ["a.txt", "b.txt", "c.txt"].filter((name) => {
          try {
            return Deno.statSync(name).isFile;
          } catch {
            return false;
          }
        });
      const look = htmap.mapped({ mapOptions: { fixedInputFiles: a } })(seen);
      const more = htmap.mapped(look, { fixedInputFiles: b });
      const m = await more.map([0], { ...options, mapOptions: { fixedInputFiles: [c] } });
      assertEquals(await m.toArray(), [["a.txt", "b.txt", "c.txt"]]);
      const n = await htmap.map(look, [0], options);
      assertEquals(await n.toArray(), [["a.txt"]]);
      const double = htmap.mapped((x: number) => 2 * x);
      const outer = await htmap.map((x: number) => double(x) + 1, [1, 2], options);
      assertEquals([double(4), await outer.toArray()], [8, [3, 5]]);
    },
  );

  test("a static method is decorated with mapped", async (options) => {
    class Study {
      @htmap.mapped
      static double(x: number): number {
        return 2 * x;
      }
      @htmap.mapped({ request_memory: "300MB" })
      static half(x: number): number {
        return x / 2;
      }
    }
    assertEquals([Study.double(2), Study.half(2)], [4, 1]);
    const doubled = await htmap.mapped(Study.double).map([1, 2], options);
    assertEquals(await doubled.toArray(), [2, 4]);
    const half = htmap.mapped(Study.half);
    assertEquals(half.mapOptions, { request_memory: "300MB" });
    assertEquals(await (await half.map([1], options)).toArray(), [0.5]);
  });

  test("statusJson() and statusCsv() write HTMap's keys where they are asked for", async (options) => {
    const fail = (x: number): number => {
      if (x === 1) throw new Error("on purpose");
      return x;
    };
    const m = await htmap.map(fail, [0, 1, 2], { ...options, tag: "b" });
    const n = await htmap.map(fail, [0], { ...options, tag: "a" });
    for (const one of [m, n]) await one.wait({ errorsOk: true });
    const json = await htmap.statusJson(undefined, { keys: "htmap" });
    assertEquals(json.split("\n").slice(0, 5), [
      "{",
      '    "a": {',
      '        "tag": "a", ',
      '        "component_status_counts": {',
      '            "held": 0, ',
    ]);
    const { b } = JSON.parse(json);
    const counts = { held: 0, errored: 1, idle: 0, running: 0, completed: 2 };
    assertEquals(b.component_status_counts, counts);
    const keys = ["local_disk_usage", "max_memory_usage", "max_runtime", "total_runtime"];
    assertEquals(Object.keys(b), ["tag", "component_status_counts", ...keys]);
    assert(b.local_disk_usage > 0);
    const csv = await htmap.statusCsv([m], { keys: "htmap", includeMeta: false });
    assertEquals(csv, "tag,held,errored,idle,running,completed\r\nb,0,1,0,0,2\r\n");
    const keysOf = (keys: string): { keys: "own" } => ({ keys: keys as "own" });
    await assertRejects(
      () => htmap.statusJson([m], keysOf("python")),
      errors.InvalidArgument,
      "keys",
    );
  });
}
