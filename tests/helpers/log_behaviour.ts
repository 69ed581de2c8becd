/**
 * What the log promises on any backend: registered once for the local backend and once for a pool.
 *
 * @module
 */

import { assertEquals, assertMatch, assertRejects } from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import type { HTMapDirectory } from "../../lib/store/paths.ts";
import * as htmap from "../../mod.ts";
import { testInSandbox } from "./sandbox.ts";
import { script } from "./script.ts";

/** A line of the log. */
export interface LoggedLine {
  readonly level: string;
  readonly pid: number;
  readonly category: string;
  readonly message: string;
}

/**
 * Reads the log.
 *
 * @param directory The htmap directory.
 * @returns Its lines.
 * @throws If one is not of the form that is promised.
 */
export function readLog({ log }: Pick<HTMapDirectory, "log">): LoggedLine[] {
  return Deno.readTextFileSync(log).trimEnd().split("\n").map((line) => {
    const [, level, pid, category, message] =
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) (\d+) (htmap\.\w+) (.*)$/
        .exec(line) ?? [];
    if (level === undefined || category === undefined || message === undefined) {
      throw new Error(`Not a line of a log: ${line}`);
    }
    return { level, pid: Number(pid), category, message };
  });
}

/** What the log says of maps. */
function saidOfMaps(directory: HTMapDirectory): string[] {
  const lines = readLog(directory).filter(({ category }) => category === "htmap.map");
  return lines.map(({ level, message }) => `${level} ${message}`);
}

/** Registers the tests. */
export function testLog(backend: BackendName): void {
  const test = (
    promise: string,
    run: (options: htmap.MapCallOptions, directory: HTMapDirectory) => Promise<void>,
  ): void =>
    testInSandbox(`${promise} (${backend})`, async ({ directory }) => {
      htmap.settings.set("DELIVERY_METHOD", "shared");
      try {
        await run({ backend, quiet: true }, directory);
      } finally {
        await htmap.clean({ all: true });
      }
    });

  test("the log says what was done to a map", async (options, directory) => {
    const m = await htmap.map((x: number) => 2 * x, [1, 2, 3], { ...options, tag: "one" });
    await m.wait();
    await m.retag("two");
    await m.rerun([0]);
    await m.wait();
    await m.remove();
    const said = saidOfMaps(directory);
    const uuid = "\\([0-9a-f-]{36}\\)";
    const expected = [
      / has 3 jobs of the map "one"/,
      RegExp(
        `^info The map "one" ${uuid} was made on the backend ${backend} after \\d+ ms, with 3 components in 3 jobs$`,
      ),
      /^info The map "one" is now "two"$/,
      / has 1 job of the map "two"/,
      /^info Of the map "two", to run again: 1 job$/,
      RegExp(`^info The map "two" ${uuid} was removed$`),
    ];
    assertEquals(said.length, expected.length, said.join("\n"));
    expected.forEach((each, i) => assertMatch(said[i]!, each));
  });

  test(
    "the log says why a map was refused before anything of it was there",
    async (options, directory) => {
      const twice = (x: number): number => 2 * x;
      await htmap.map(twice, [1], { ...options, tag: "one" });
      await assertRejects(() => htmap.map(twice, [1], { ...options, tag: "one" }));
      const socket = new Promise(() => {});
      await assertRejects(() => htmap.map(() => socket, [1], options));
      const refused = saidOfMaps(directory).filter((line) => line.startsWith("warning"));
      assertEquals(refused.length, 2, refused.join("\n"));
      assertMatch(
        refused[0]!,
        /^warning The map "one" was not made: TagAlreadyExists: The tag "one" is in use/,
      );
      assertMatch(refused[1]!, /^warning A map without a tag was not made: CannotCapture: /);
    },
  );

  test("the log says why a map was not made", async (options, directory) => {
    const inputs = function* (): Generator<number> {
      yield 1;
      throw new RangeError("no more\nof them");
    };
    await assertRejects(
      () => htmap.map((x: number) => x, inputs(), { ...options, tag: "none" }),
      RangeError,
    );
    const [line = ""] = saidOfMaps(directory);
    assertMatch(
      line,
      /^warning The map "none" \(.*\) was not made, after \d+ ms: RangeError: no more\\nof them$/,
    );
  });

  test(
    "the log says that components are held when that is first seen, and why",
    async (options, directory) => {
      const never = (): Promise<never> => new Promise(() => setInterval(() => {}, 1000));
      const m = await htmap.map(never, [1, 2], { ...options, tag: "h" });
      await m.hold();
      await assertRejects(() => m.wait(), htmap.errors.MapComponentHeld);
      await assertRejects(() => m.wait(), htmap.errors.MapComponentHeld);
      await m.wait({ holdsOk: true });
      const said = saidOfMaps(directory).slice(2);
      assertMatch(said[0]!, /^info To the jobs of the map "h": hold$/);
      const holds = said.slice(1);
      // Both are in one line if they were seen at once.
      assertEquals(
        holds.every((line) =>
          /^warning Held of the map "h": [12] jobs?, component [01]/.test(line)
        ),
        true,
        holds.join("\n"),
      );
      assertEquals(holds.length <= 2, true, holds.join("\n"));
      assertMatch(holds[0]!, /: .+ \(code \d+, subcode \d+\)/);
    },
  );

  testInSandbox(
    `nothing that is logged is on standard output or standard error (${backend})`,
    async (box) => {
      const { success, stdout, stderr } = await script(
        box,
        `htmap.settings.set("DELIVERY_METHOD", "shared");
       htmap.settings.set("LOG.LEVEL", "debug");
       const m = await htmap.map((x) => 2 * x, [1, 2, 3], { backend: "${backend}", quiet: true });
       await m.wait();
       await m.remove();`,
      );
      assertEquals([success, stdout], [true, ""]);
      const own = stderr.split("\n").filter((line) => !/^[╭│╰]|^$/.test(line)); // Deno warns of packages
      assertEquals(own, []);
      assertEquals(new Set(readLog(box.directory).map(({ pid }) => pid)).size, 1);
    },
  );
}
