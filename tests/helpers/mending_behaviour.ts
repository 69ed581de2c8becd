/**
 * What mending a map promises on any backend: some components again, with mended code and other options, in
 * the same map. Registered once for the local backend and once for a pool.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import { isThere } from "../../lib/base/files.ts";
import { MapHandle } from "../../lib/map/handle.ts";
import { versionsOf } from "../../lib/map/component_versions.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import * as htmap from "../../mod.ts";
import { testsOn } from "./on_backend.ts";

const { errors } = htmap;

/** Registers the tests. */
export function testMending(backend: BackendName): void {
  const test = testsOn(backend);

  test('rerun("errored", { with }) runs what failed with mended code, and nothing else', async (options) => {
    const m = await htmap.map(halve, htmap.range(8), options);
    await m.wait({ errorsOk: true });
    const factor = 10; // what a mended function closes over travels with it
    const again = await m.rerun("errored", { with: (x: number): string => `${factor * x} mended` });
    assertEquals(again, [3, 5]);
    assertEquals(await m.toArray(), ["0", "0.5", "1", "30 mended", "2", "50 mended", "3", "3.5"]);
    assertEquals((await m.versions()).map(({ version, components }) => [version, components]), [
      [1, [0, 1, 2, 4, 6, 7]],
      [2, [3, 5]],
    ]);
    assertEquals([await m.versionOf(3), await m.versionOf(-1)], [2, 1]);
    assertEquals(await m.rerun("errored", { quiet: true }), []);

    // What runs again later runs the newest code.
    await m.rerun([0]);
    assertEquals(await m.get(0), "0 mended");
    assertEquals(await m.versionOf(0), 2);
  });

  test("of components that share a job, some run again without the others, which stay what they were", async (options) => {
    const gate = await Deno.makeTempFile();
    await Deno.remove(gate);
    const m = await htmap.map(halve, htmap.range(8), { ...options, mapOptions: { chunk: 4 } });
    await m.wait({ errorsOk: true });
    const gated = async (x: number): Promise<string> => {
      while (!await Deno.stat(gate).then(() => true, () => false)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      console.log(`mended ${x}`);
      await Deno.writeTextFile("file.txt", `file of ${x}`);
      await htmap.transferOutputFiles("file.txt");
      return `${x} mended`;
    };
    assertEquals(await m.rerun("errored", { with: gated }), [3, 5]);
    const statuses = await m.componentStatuses();
    assertEquals(statuses.filter((status) => status === "COMPLETED").length, 6);
    assertEquals([await m.at(2), await m.at(4)], ["1", "2"]);
    assertEquals(await m.stdout.at(2), "2 prints\n");
    // A hold concerns what runs, and another rerun what does not.
    await m.hold();
    // Of what ran, HTCondor logs that it is idle before it logs the hold: the next look may not show it.
    let holds = await m.holds();
    for (; holds.size < 2; holds = await m.holds()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals([...holds.keys()], [3, 5]);
    assertEquals(await m.get(6), "3");
    const refused = await assertRejects(() => m.rerun([5, 6]), errors.CannotRerunComponents);
    assertEquals(refused.components, [5]);
    await m.rerun([6, 7]);
    // First this: HTCondor may not have ended what ran, which would then end well, be held and run twice.
    await m.release();
    await Deno.writeTextFile(gate, "");
    assertEquals(await m.toArray(), [
      ...["0", "0.5", "1", "3 mended", "2", "5 mended", "6 mended", "7 mended"],
    ]);
    assertEquals(await m.stdout.get(3), "mended 3\n");
    assertEquals(await m.stdout.get(2), "2 prints\n");
    const directory = await m.outputFiles.get(5);
    assertEquals(await Deno.readTextFile(`${directory}/file.txt`), "file of 5");
    await Deno.remove(gate);

    // Another process finds the same: with what was kept of the state, without, and without the log.
    for (const forget of [[], [m.paths.state], [m.paths.state, m.paths.events]]) {
      for (const path of forget) await Deno.remove(path).catch(() => {});
      const other = await MapHandle.open(HTMapDirectory.current(), m.tag, m.paths.uuid);
      await other.look();
      assertEquals(new Set(other.state.statuses()), new Set(["COMPLETED"]));
      assertEquals(await other.results.output(2), "1");
      assertEquals(await other.results.output(3), "3 mended");
      assertEquals(await other.results.output(7), "7 mended");
      const versions = await versionsOf(other);
      assertEquals(versions.map(({ components }) => components), [[0, 1, 2, 4], [3, 5, 6, 7]]);
    }
  });

  test("rerun() packs single components of many jobs, as many to a job as it is told", async (options) => {
    const work = (x: number): number => {
      const isFirst = Deno.env.get("HTMAP_OUTPUT_FILES_DIR")?.endsWith(`/${x}`);
      if (isFirst && x % 3 === 1) throw new Error(`${x} fails`);
      return x;
    };
    const m = await htmap.map(work, htmap.range(18), { ...options, mapOptions: { chunk: 3 } });
    await m.wait({ errorsOk: true });
    assertEquals(await m.rerun("errored", { chunk: 4 }), [1, 4, 7, 10, 13, 16]);
    await m.wait();
    assertEquals(await m.toArray(), [...htmap.range(18)]);
    const items = await Deno.readTextFile(m.paths.itemData(1));
    assertEquals(items.trim().split("\n").length, 2);
    // As the map was made, and of which those go that nothing is left of.
    await m.rerun([1, 2, 4, 5, 7, 8]);
    await m.wait();
    const again = await Deno.readTextFile(m.paths.itemData(2));
    assertEquals(again.trim().split("\n").length, 3);
    await m.rerun();
    await m.wait();
    const names = [...Deno.readDirSync(m.paths.outputs)].map(({ name }) => name);
    assertEquals(names.filter((name) => !name.includes(".3.")), []);
    assertEquals(await m.toArray(), [...htmap.range(18)]);
  });

  test("results are read with the classes of the version that they came from", async (options) => {
    const first = (() => {
      class Point {
        constructor(readonly x: number) {}
        norm(): number {
          return Math.abs(this.x);
        }
      }
      return (x: number): Point => {
        if (x < 0) throw new Error("negative");
        return new Point(x);
      };
    })();
    const m = await htmap.map(first, [1, -2], options);
    await m.wait({ errorsOk: true });
    class Point {
      constructor(readonly x: number) {}
      norm(): number {
        return 100 + Math.abs(this.x);
      }
    }
    await m.rerun("errored", { with: (x: number) => new Point(x) });
    assertEquals((await m.toArray()).map((point) => point.norm()), [1, 102]);
    assert(await m.get(1) instanceof Point);
    const other = await MapHandle.open(HTMapDirectory.current(), m.tag, m.paths.uuid);
    await other.look();
    const outputs = [await other.results.output(0), await other.results.output(1)];
    assertEquals(outputs.map((point) => (point as Point).norm()), [1, 102]);
  });

  test("instances in inputs are of the mended class of their name, or of what they were of", async (options) => {
    type Sized = { size(): string };
    const inputs = ((): Sized[] => {
      class Box {
        constructor(readonly width: number) {}
        size(): string {
          throw new Error("not made yet");
        }
      }
      class Ball {
        #radius: number;
        constructor(radius: number) {
          this.#radius = radius;
        }
        size(): string {
          return `a ball of ${this.#radius}`;
        }
      }
      return [new Box(1), new Ball(2)];
    })();
    const m = await htmap.map((one: Sized) => one.size(), inputs, options);
    await m.wait({ errorsOk: true });
    class Box {
      constructor(readonly width: number) {}
      size(): string {
        return `a box of ${this.width}`;
      }
    }
    const mended = (one: Sized): { size: string; isBox: boolean; one: Sized } => ({
      size: one.size(),
      isBox: one instanceof Box,
      one,
    });
    await m.rerun(undefined, { with: mended as unknown as (one: Sized) => string });
    const results = await m.toArray() as unknown as ReturnType<typeof mended>[];
    assertEquals(results.map(({ size, isBox }) => [size, isBox]), [
      ["a box of 1", true],
      ["a ball of 2", false],
    ]);
    assertEquals(results.map(({ one }) => one.size()), ["a box of 1", "a ball of 2"]);
    assertEquals((await Array.fromAsync(m.iterInputs())).length, 2);
  });

  test("members of an enumeration and symbols in inputs are those that the mended function has", async (options) => {
    type Input = { color: { name: string }; kind: symbol; both: object[] };
    const make = (word: string): { red: Input; work: (input: Input) => string } => {
      class Color {
        static readonly RED = new Color("red");
        static readonly BLUE = new Color("blue");
        constructor(readonly name: string) {}
      }
      const kind = Symbol("kind");
      return {
        red: { color: Color.RED, kind, both: [Color.RED, Color.BLUE] },
        work: (input) => {
          if (word === "first") {
            throw new Error(`${Color.RED === input.color} ${kind === input.kind}`);
          }
          const { color, both } = input;
          const are = [color === Color.RED, both[1] === Color.BLUE, input.kind === kind];
          return `${word} ${are}`;
        },
      };
    };
    const { red, work } = make("first");
    const m = await htmap.map(work, [red], options);
    assertEquals((await m.getError(0)).exceptionMessage, "Error: true true");
    await m.rerun("errored", { with: make("mended").work });
    assertEquals(await m.get(0), "mended true,true,true");
  });

  test("rerun({ mapOptions }) changes options for what runs again, now and later", async (options) => {
    const which = (): string => `${Deno.env.get("WHICH")} ${Deno.env.get("ALL")}`;
    const m = await htmap.map(which, [0, 0, 0], {
      ...options,
      mapOptions: { environment: "WHICH=first", request_memory: 100 },
    });
    await m.wait();
    await m.rerun([1], { mapOptions: { environment: "WHICH=second;ALL=all".replace(";", " ") } });
    assertEquals(await m.get(0), "first undefined");
    assertStringIncludes(await m.get(1), "second");
    await m.rerun([2]);
    assertStringIncludes(await m.get(2), "second");
    const each = ["a", "b", "c"].map((letter) => `WHICH=${letter}`);
    await m.rerun([0, 2], { mapOptions: { Environment: each, request_memory: "200MB" } });
    assertEquals([await m.get(0), await m.get(2)], ["a undefined", "c undefined"]);
    const versions = await m.versions();
    assertEquals(versions.map(({ components, hasNewFunction }) => [components, hasNewFunction]), [
      [[], true],
      [[1], false],
      [[0, 2], false],
    ]);
    assertEquals(versions[2]?.mapOptions, {
      Environment: "WHICH=a, WHICH=b, WHICH=c",
      request_memory: "200MB",
    });
    const described = await Deno.readTextFile(m.paths.submitDescription(3));
    assertStringIncludes(described, "request_memory = 200MB");
    assert(!described.includes("= 100"), described);
  });

  test("what cannot be is refused before anything is changed", async (options) => {
    const m = await htmap.map((x: number) => x, [1, 2], options);
    await m.wait();
    const socket = Promise.resolve(1);
    const { any }: { any: htmap.HTMap } = { any: m as unknown as htmap.HTMap };
    const captured = async () => `${await socket}`;
    await assertRejects(() => any.rerun([0], { with: captured }), errors.CannotCapture);
    for (
      const [mapOptions, error] of [
        [{ chunk: 2 }, errors.InvalidOption],
        [{ universe: "local" }, errors.ReservedOptionKeyword],
        [{ environment: ["A=1"] }, errors.MisalignedInputData],
        [{ "a b": "c" }, errors.InvalidOption],
        [{ inputFiles: ["x"] }, errors.MisalignedInputData],
      ] as const
    ) {
      await assertRejects(() => m.rerun([0], { mapOptions }), error);
    }
    await assertRejects(() => m.rerun("failed" as "errored"), errors.InvalidArgument, "errored");
    await assertRejects(() => m.rerun([2]), errors.ComponentNotFound);
    assertEquals(await m.rerun([], { with: () => 1, quiet: true }), []);
    assertEquals((await m.versions()).length, 1);
    assertEquals(isThere(m.paths.submittedJobs(1)), false);
    assertEquals(isThere(m.paths.versions), false);
    assertEquals(await m.toArray(), [1, 2]);
  });
}

function halve(x: number): string {
  console.log(`${x} prints`);
  if (x === 3 || x === 5) throw new Error(`${x} fails`);
  return `${x / 2}`;
}
