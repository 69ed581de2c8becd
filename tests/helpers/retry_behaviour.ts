/**
 * What retries and time limits promise on any backend: registered once for the local backend and once for a
 * pool.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import type { BackendName } from "../../lib/backend/backend.ts";
import { isThere } from "../../lib/base/files.ts";
import { MapHandle } from "../../lib/map/handle.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import * as htmap from "../../mod.ts";
import { testsOn } from "./on_backend.ts";

/**
 * Time limits, in milliseconds: shorter than what is to be ended takes, and long for all else. Where a busy
 * machine needs longer for that, the next is tried.
 */
const LIMITS = [5000, 25_000, 125_000] as const;
/** The last of them. */
const LONGEST = LIMITS[2];

/** Registers the tests. */
export function testRetries(backend: BackendName): void {
  const test = testsOn(backend);

  test(
    "a component that throws is run again, and is not known as failed before the last attempt",
    async (options, { root }) => {
      const work = workIn(root);
      const m = await htmap.map((x: number) => work(x, x === 3 ? 100 : x), [0, 1, 2, 3], {
        ...options,
        mapOptions: { retries: 2 },
      });
      const seen = new Set<string>();
      while (!(await m.isDone())) {
        for (const [component, status] of (await m.componentStatuses()).entries()) {
          if (component < 3) seen.add(status);
        }
        if ((await m.componentStatuses())[3] === "ERRORED") break;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      assertEquals([await m.get(0), await m.get(1), await m.get(2)], [
        "0 in 1",
        "1 in 2",
        "2 in 3",
      ]);
      assert(!seen.has("ERRORED"), [...seen].join());
      assertEquals([...(await m.errors()).keys()], [3]);
      const error = await m.getError(3);
      assertStringIncludes(error.report(), "3 fails in 3");
      assertStringIncludes(error.report(), "attempt 3 of 3");
      assertEquals(error.attempt, { number: 3, of: 3 });
      assertEquals(runsOf(root, 3), 3);
      assertEquals(await m.stdout.get(2), "2 prints in 3\n");
      // Another process finds the same.
      const other = await MapHandle.open(HTMapDirectory.current(), m.tag, m.paths.uuid);
      await other.look();
      assertEquals(other.state.statuses(), await m.componentStatuses());
      // Nothing is left of the attempts.
      assertEquals(isThere(m.paths.attempts(2, 0)), false);
      // What runs again has as many attempts as before.
      await m.rerun([3]);
      await m.wait({ errorsOk: true });
      assertEquals(runsOf(root, 3), 6);
      assertEquals((await m.componentStatuses())[3], "ERRORED");
      await m.rerun([1]);
      assertEquals(await m.get(1), "1 in 3");
    },
  );

  test(
    "of a job of several components only those run again that failed, and all is kept of the others",
    async (options, { root }) => {
      const work = workIn(root);
      const m = await htmap.map((x: number) => work(x, x % 3), [0, 1, 2, 3, 4, 5, 9], {
        ...options,
        mapOptions: { chunk: 3, retries: 2 },
      });
      assertEquals(
        await m.toArray(),
        ["0 in 1", "1 in 2", "2 in 3", "3 in 1", "4 in 2", "5 in 3", "9 in 1"],
      );
      for (const [component, x] of [0, 1, 2, 3, 4, 5, 9].entries()) {
        assertEquals(runsOf(root, x), x % 3 + 1);
        assertEquals(await m.stdout.get(component), `${x} prints in ${x % 3 + 1}\n`);
        const directory = await m.outputFiles.get(component);
        assertEquals(
          await Deno.readTextFile(`${directory}/${x}.txt`),
          `${x} sends in ${x % 3 + 1}`,
        );
      }
      assertEquals(await m.stderr.get(0), "");
      assertEquals([...Deno.readDirSync(m.paths.allAttempts)], []);
      // What runs again without the others of its job has attempts, too.
      await Deno.remove(`${root}/runs-5`);
      await m.rerun([5]);
      assertEquals(await m.get(5), "5 in 3");
      assertEquals(await m.get(4), "4 in 2");
      assertEquals([...Deno.readDirSync(m.paths.allAttempts)], []);
    },
  );

  test(
    "files that go elsewhere are those of the attempt that counts",
    async (options, { root }) => {
      const work = workIn(root);
      const elsewhere = `${root}/elsewhere`;
      await Deno.mkdir(elsewhere);
      const m = await htmap.map((x: number) => work(x, x), [0, 1, 2], {
        ...options,
        mapOptions: {
          chunk: 3,
          retries: 2,
          outputRemaps: {
            "0.txt": `${elsewhere}/a.txt`,
            "1.txt": `${elsewhere}/b.txt`,
            "2.txt": `${elsewhere}/c.txt`,
          },
        },
      });
      await m.wait();
      for (const [x, name] of ["a", "b", "c"].entries()) {
        assertEquals(await Deno.readTextFile(`${elsewhere}/${name}.txt`), `${x} sends in ${x + 1}`);
      }
    },
  );

  test(
    "what runs again can have retries and a time limit that its map had not",
    async (options, { root }) => {
      const work = workIn(root);
      const m = await htmap.map((x: number) => work(x, 2), [1], options);
      await m.wait({ errorsOk: true });
      await m.rerun("errored", { mapOptions: { retries: 1, timeLimit: 1e9 } });
      assertEquals(await m.get(0), "1 in 3");
    },
  );

  test(
    "a job that dies is run again, and what its last attempt leaves is known as it is",
    async (options, { root }) => {
      const dying = (x: number): string => {
        const path = `${root}/runs-${x}`;
        Deno.writeTextFileSync(path, "x", { append: true });
        const run = Deno.readTextFileSync(path).length;
        console.log(`${x} prints in ${run}`);
        if (x === 1 && run === 1 || x === 4) Deno.kill(Deno.pid, "SIGKILL");
        return `${x} in ${run}`;
      };
      const m = await htmap.map(dying, [0, 1, 2, 3, 4, 5], {
        ...options,
        mapOptions: { chunk: 3, retries: 1 },
      });
      await m.wait({ errorsOk: true });
      assertEquals(await m.componentStatuses(), [
        ...["COMPLETED", "COMPLETED", "COMPLETED"] as const,
        ...["COMPLETED", "ERRORED", "ERRORED"] as const,
      ]);
      assertEquals(await m.slice(0, 4), ["0 in 1", "1 in 2", "2 in 1", "3 in 1"]);
      assertEquals(await m.stdout.get(0), "0 prints in 1\n");
      assertEquals(await m.stdout.get(3), "3 prints in 1\n");
      assertEquals(runsOf(root, 4), 2);
      const report = (await m.getError(4)).report();
      assertStringIncludes(report, "signal 9");
      assertStringIncludes(report, "attempt 2");
    },
  );

  test(
    "a component that takes too long is ended, whatever it does, and the others are not harmed",
    async (options, { root }) => {
      const work = async (what: string): Promise<string> => {
        console.log(`${what} begins`);
        if (what === "loop") { for (;;); }
        if (what === "wait") await new Promise((resolve) => setTimeout(resolve, 1e8));
        if (what === "program") {
          const script = `echo $$ >${root}/pid; exec sleep 1000`;
          await new Deno.Command("sh", { args: ["-c", script] }).output();
        }
        return what;
      };
      const whats = ["loop", "quick", "wait", "program", "last"];
      for (const chunk of [1, 5]) {
        for (const timeLimit of LIMITS) {
          await Deno.remove(`${root}/pid`).catch(() => {});
          const mapOptions = { chunk, timeLimit };
          const m = await htmap.map(work, whats, { ...options, mapOptions });
          await m.wait({ errorsOk: true });
          const statuses = await m.componentStatuses();
          const printed = await Array.fromAsync(m.stdout);
          const pid = (await Deno.readTextFile(`${root}/pid`).catch(() => "")).trim();
          // A busy machine may not have begun with what was ended, nor ended what is quick.
          const isInTime = pid !== "" && !printed.includes("") &&
            [1, 4].every((component) => statuses[component] === "COMPLETED");
          if (!isInTime && timeLimit < LONGEST) continue;
          assertEquals(
            statuses,
            ["ERRORED", "COMPLETED", "ERRORED", "ERRORED", "COMPLETED"],
          );
          assertEquals([await m.get(1), await m.get(4)], ["quick", "last"]);
          for (const component of [0, 2, 3]) {
            const { exceptionMessage } = await m.getError(component);
            assertStringIncludes(
              exceptionMessage,
              `TimeLimitExceeded: it took longer than its time limit of ${timeLimit / 1000} s`,
            );
          }
          assertEquals(printed, whats.map((what) => `${what} begins\n`));
          assert(pid !== "");
          // It was killed, and is gone when the system comes to it.
          while (runsStill(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
          break;
        }
      }
    },
  );

  test(
    "an external program that takes too long is ended, and is run again with retries",
    async (options, { root }) => {
      const script =
        `echo x >>${root}/runs; echo says $1; [ $(wc -l <${root}/runs) -ge 2 ] || sleep 1000`;
      const program = htmap.program(["sh", "-c", script, "sh", "{}"], { stdout: "text" });
      for (const timeLimit of LIMITS) {
        await Deno.remove(`${root}/runs`).catch(() => {});
        const mapOptions = { timeLimit, retries: 1 };
        const m = await htmap.map(program, ["one"], { ...options, mapOptions });
        await m.wait({ errorsOk: true });
        // A busy machine may not have begun with the first, nor ended the second.
        if (!await m.isDone() && timeLimit < LONGEST) continue;
        assertEquals(await m.toArray(), ["says one\n"]);
        break;
      }
    },
  );

  test("to be held, or taken off a machine, is no attempt", async (options, { root }) => {
    const work = workIn(root);
    const waiting = async (x: number): Promise<string> => {
      Deno.writeTextFileSync(`${root}/begun`, "x", { append: true });
      while (!(await Deno.stat(`${root}/go`).then(() => true, () => false))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return await work(x, 1);
    };
    const m = await htmap.map(waiting, [1], { ...options, mapOptions: { retries: 1 } });
    const begun = async (times: number): Promise<void> => {
      const path = `${root}/begun`;
      while (!isThere(path) || Deno.readTextFileSync(path).length < times) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await begun(1);
    await m.hold();
    while ((await m.componentStatuses())[0] !== "HELD") {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await m.release();
    await begun(2);
    await m.vacate();
    await begun(3);
    await Deno.writeTextFile(`${root}/go`, "");
    assertEquals(await m.get(0), "1 in 2");
  });

  test("a map can be removed while a component waits for its next attempt", async (options) => {
    const m = await htmap.map(
      () => {
        throw new Error("never");
      },
      [1],
      { ...options, mapOptions: { retries: 1000 } },
    );
    while (!/requeued/.test(await Deno.readTextFile(m.paths.events).catch(() => ""))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert(!(await m.isDone()));
    await m.remove();
    assertEquals(m.exists, false);
    await assertRejects(() => m.status(), htmap.errors.MapWasRemoved);
  });
}

/** Work that fails in its first runs, and says and sends in which run it is. */
function workIn(root: string): (x: number, failures: number) => Promise<string> {
  return async (x, failures) => {
    const path = `${root}/runs-${x}`;
    Deno.writeTextFileSync(path, "x", { append: true });
    const run = Deno.readTextFileSync(path).length;
    console.log(`${x} prints in ${run}`);
    await Deno.writeTextFile(`${x}.txt`, `${x} sends in ${run}`);
    await htmap.transferOutputFiles(`${x}.txt`);
    if (run <= failures) throw new Error(`${x} fails in ${run}`);
    return `${x} in ${run}`;
  };
}

function runsOf(root: string, x: number): number {
  return Deno.readTextFileSync(`${root}/runs-${x}`).length;
}

/** Whether the program that sleeps has this number, and has not ended. */
function runsStill(pid: string): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("sleep");
  } catch {
    return false;
  }
}
