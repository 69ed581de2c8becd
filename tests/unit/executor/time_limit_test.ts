import { RUN_AGAIN } from "../../../executor/attempt.ts";
import { isThere } from "../../../lib/base/files.ts";
import { JobAttribute } from "../../../lib/wire/job_ad.ts";
import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { PATIENCE } from "../../helpers/patience.ts";
import { TestJob, textsIn, until } from "./job.ts";

/** The first limit and the longest, in milliseconds. */
const [SHORTEST, LONGEST] = [4000, 256_000];

/**
 * Does something with a job whose components end in no time, or never. On a machine that is so slow that one
 * of the others exceeds the limit as well, it is done anew with another job that has a longer limit.
 *
 * @param func The function.
 * @param inputs What it is called with.
 * @param endless How many runs there are that never end.
 * @param act What is done with the job, whose limit is given in seconds; `false` if the limit was too short for
 *   what is to be seen.
 */
async function withLimit<I>(
  func: (input: I) => unknown,
  inputs: readonly I[],
  endless: number,
  act: (job: TestJob, limit: number) => Promise<boolean | void>,
): Promise<void> {
  for (let limit = SHORTEST;; limit *= 4) {
    await using job = await TestJob.make(func, inputs);
    job.limits[JobAttribute.TIME_LIMIT] = limit;
    try {
      if (await act(job, limit / 1000) !== false) return;
      if (limit === LONGEST) throw new Error("All limits were too short");
    } catch (error) {
      const exceeded = job.said.split("TimeLimitExceeded: ").length - 1;
      // What watches the limit has a thread that may be too slow to start.
      const isSlow = exceeded > endless || job.said.includes("did not start within");
      if (!isSlow || limit === LONGEST) throw error;
    }
  }
}

Deno.test("a component that never gives way is ended when its time is over, and the others go on", async () => {
  const work = (component: number): number => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    console.log(`${component} prints`);
    if (component === 1 || component === 2) { for (;;); }
    return component;
  };
  await withLimit(work, [0, 1, 2, 3], 2, async (job, limit) => {
    assertEquals((await job.run()).code, 0);
    assertEquals(job.statuses(), ["OK", "ERR", "ERR", "OK"]);
    assertEquals([job.result(0), job.result(3)], [0, 3]);
    for (const component of [1, 2]) {
      assertStringIncludes(
        job.report(component),
        `TimeLimitExceeded: it took longer than its time limit of ${limit} s, and was ended. Raise the map option timeLimit`,
      );
      assertStringIncludes(job.report(component), `Called with:\n  ${component}\n`);
    }
    for (const component of [0, 1, 2, 3]) {
      assertEquals(await job.printed("stdout", component), `${component} prints\n`);
    }
    assertEquals(await Deno.readTextFile(`${job.root}/runs`), "0123");
    assertEquals(Object.keys(textsIn(job.paths.outputs)).sort(), ["0.err", "0.out"]);
  });
});

Deno.test("a component that waits for what never comes is ended with the programs it has started", async () => {
  const work = async (kind: string): Promise<void> => {
    const program = (name: string): void => {
      const script =
        'echo $$ >>../pids; [ "$1" = away ] && exec setsid sh -c "echo \\$\\$ >>../pids; sleep 1000"; sleep 1000';
      new Deno.Command("sh", { args: ["-c", script, "sh", name], stdin: "null" }).spawn();
    };
    if (kind === "programs") {
      program("here");
      program("away");
      await new Deno.Command("sh", { args: ["-c", "echo $$ >>../pids; sleep 1000 | cat"] })
        .output();
    } else await new Promise((resolve) => setTimeout(resolve, 1e8));
  };
  await withLimit(work, ["programs", "timer"], 2, async (job) => {
    assertEquals((await job.run()).code, 0);
    assertEquals(job.statuses(), ["ERR", "ERR"]);
    const pids = (await Deno.readTextFile(`${job.root}/pids`).catch(() => "")).trim().split("\n");
    if (pids.length < 3) return false; // not all had begun
    assertEquals(pids.filter((pid) => isOf(job, pid)), []);
  });
});

/** Whether a process is one of a job's, and not another that has its number by now. */
function isOf({ root }: TestJob, pid: string): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).includes(root);
  } catch {
    return false; // there is none
  }
}

Deno.test("a component that takes too long counts as failed, so that it is run again", async () => {
  const work = (component: number): number => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    if (component === 1 && Deno.readTextFileSync("../runs").split("1").length === 2) { for (;;); }
    return component;
  };
  await withLimit(work, [0, 1, 2], 1, async (job) => {
    job.limits[JobAttribute.RETRIES] = 1;
    assertEquals((await job.run()).code, RUN_AGAIN);
    await job.retry();
    assertEquals((await job.run()).code, 0);
    assertEquals(job.statuses(), ["OK", "OK", "OK"]);
    assertEquals(await Deno.readTextFile(`${job.root}/runs`), "0121");
  });
});

Deno.test("with a time limit, all else that ends a component is known as without", async () => {
  const work = (component: number): unknown => {
    if (component === 1) return new Promise(() => {});
    if (component === 2) Deno.exit(3);
    if (component === 3) throw new Error("three");
    if (component === 4) {
      setTimeout(() => {
        throw new Error("in a timer");
      });
      return new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return component;
  };
  await using job = await TestJob.make(work, [0, 1, 2, 3, 4, 5]);
  job.limits[JobAttribute.TIME_LIMIT] = PATIENCE; // which none of them exceeds
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "ERR", "ERR", "ERR", "ERR", "OK"]);
  assertStringIncludes(job.report(1), "promise was never settled");
  assertStringIncludes(job.report(2), "exit(3)");
  assertStringIncludes(job.report(3), "Error: three");
  assertStringIncludes(job.report(4), "in a timer");
});

Deno.test("a time limit and local variables in reports get on with each other", async () => {
  const work = (component: number): number => {
    const half = component / 2;
    if (component === 1) { for (;;); }
    if (component === 2) throw new Error(`${half}`);
    return half;
  };
  await withLimit(work, [0, 1, 2], 1, async (job, limit) => {
    job.limits[JobAttribute.CAPTURE_LOCALS] = 1;
    assertEquals((await job.run()).code, 0);
    assertEquals(job.statuses(), ["OK", "ERR", "ERR"]);
    assertStringIncludes(job.report(1), `time limit of ${limit} s`);
    assertStringIncludes(job.report(2), "half = 1");
  });
});

Deno.test("a time limit also holds for the process that goes on after another", async () => {
  const work = (component: number): number => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    if (component === 1) Deno.exit(0);
    if (component === 2 || component === 3) { for (;;); }
    return component;
  };
  await withLimit(work, [0, 1, 2, 3, 4], 2, async (job, limit) => {
    assertEquals((await job.run()).code, 0);
    assertEquals(job.statuses(), ["OK", "ERR", "ERR", "ERR", "OK"]);
    for (const component of [2, 3]) {
      assertStringIncludes(job.report(component), `time limit of ${limit} s`);
    }
    assertEquals(await Deno.readTextFile(`${job.root}/runs`), "011234");
  });
});

Deno.test("a component that is paused does not use up its time", async () => {
  const work = async (): Promise<string> => {
    Deno.writeTextFileSync("../begun", "");
    while (!(await Deno.stat("../go").then(() => true, () => false))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return "done";
  };
  await withLimit(work, [0], 0, async (job, limit) => {
    const running = job.start();
    await until(() => isThere(`${job.root}/begun`), "the component");
    running.kill("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 1000 * (limit + 2)));
    await Deno.writeTextFile(`${job.root}/go`, "");
    running.kill("SIGCONT");
    assertEquals((await running.status).code, 0);
    await job.bringBack();
    assertEquals(job.result(0), "done");
  });
});

Deno.test("where nothing can watch a component, the system ends what takes too long", async () => {
  const directory = await Deno.makeTempDir({ prefix: "htmap-test-" });
  try {
    const url = (name: string): string =>
      JSON.stringify(new URL(`../../../executor/${name}`, import.meta.url));
    const code = `import { TimeLimit } from ${url("time_limit.ts")};
      const place = { scratch: ".", handover: "./handover", program: "", args: [], env: {} };
      const start = (limit) => TimeLimit.start(limit, place, "throw new Error('no thread today')");
      const run = { component: 3, clock: { startCpu: 0 }, start: { stdout: 0, stderr: 0 } };
      const long = await start(${PATIENCE});
      const short = await start(1000);
      long.begin(run, false);
      long.end();
      console.log("one is over in time");
      short.begin(run, false);
      for (;;);`;
    await Deno.writeTextFile(`${directory}/main.ts`, code);
    const { signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-lock", "--quiet", `${directory}/main.ts`],
      cwd: directory,
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(signal, "SIGALRM");
    assertEquals(new TextDecoder().decode(stdout), "one is over in time\n");
    const said = new TextDecoder().decode(stderr);
    assertStringIncludes(said, "no thread today. A component that exceeds it ends its job");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
