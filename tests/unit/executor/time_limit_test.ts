import { RUN_AGAIN } from "../../../executor/attempt.ts";
import { isThere } from "../../../lib/base/files.ts";
import { statOf } from "../../../lib/backend/local/process.ts";
import { JobAttribute } from "../../../lib/wire/job_ad.ts";
import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { TestJob, textsIn, until } from "./job.ts";

/** Shorter than what these components take that are to be ended, and long for all others: in milliseconds. */
const LIMIT = 4000;

async function limitedJob<I>(func: (input: I) => unknown, inputs: readonly I[]): Promise<TestJob> {
  const job = await TestJob.make(func, inputs);
  job.limits[JobAttribute.TIME_LIMIT] = LIMIT;
  return job;
}

Deno.test("a component that never gives way is ended when its time is over, and the others go on", async () => {
  const work = (component: number): number => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    console.log(`${component} prints`);
    if (component === 1 || component === 2) { for (;;); }
    return component;
  };
  await using job = await limitedJob(work, [0, 1, 2, 3]);
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "ERR", "ERR", "OK"]);
  assertEquals([job.result(0), job.result(3)], [0, 3]);
  for (const component of [1, 2]) {
    assertStringIncludes(
      job.report(component),
      "TimeLimitExceeded: it took longer than its time limit of 4 s, and was ended. Raise the map option timeLimit",
    );
    assertStringIncludes(job.report(component), `Called with:\n  ${component}\n`);
  }
  for (const component of [0, 1, 2, 3]) {
    assertEquals(await job.printed("stdout", component), `${component} prints\n`);
  }
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "0123");
  assertEquals(Object.keys(textsIn(job.paths.outputs)).sort(), ["0.err", "0.out"]);
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
  await using job = await limitedJob(work, ["programs", "timer"]);
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["ERR", "ERR"]);
  const pids = (await Deno.readTextFile(`${job.root}/pids`)).trim().split("\n");
  assert(pids.length >= 3, pids.join(" "));
  for (const pid of pids) assertEquals(statOf(Number(pid)), undefined, `${pid} lives`);
});

Deno.test("a component that takes too long counts as failed, so that it is run again", async () => {
  const work = (component: number): number => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    if (component === 1 && Deno.readTextFileSync("../runs").split("1").length === 2) { for (;;); }
    return component;
  };
  await using job = await limitedJob(work, [0, 1, 2]);
  job.limits[JobAttribute.RETRIES] = 1;
  assertEquals((await job.run()).code, RUN_AGAIN);
  await job.retry();
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "OK", "OK"]);
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "0121");
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
  await using job = await limitedJob(work, [0, 1, 2, 3, 4, 5]);
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
  await using job = await limitedJob(work, [0, 1, 2]);
  job.limits[JobAttribute.CAPTURE_LOCALS] = 1;
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "ERR", "ERR"]);
  assertStringIncludes(job.report(1), "time limit of 4 s");
  assertStringIncludes(job.report(2), "half = 1");
});

Deno.test("a time limit also holds for the process that goes on after another", async () => {
  const work = (component: number): number => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    if (component === 1) Deno.exit(0);
    if (component === 2 || component === 3) { for (;;); }
    return component;
  };
  await using job = await limitedJob(work, [0, 1, 2, 3, 4]);
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "ERR", "ERR", "ERR", "OK"]);
  for (const component of [2, 3]) assertStringIncludes(job.report(component), "time limit of 4 s");
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "011234");
});

Deno.test("a component that is paused does not use up its time", async () => {
  const work = async (): Promise<string> => {
    Deno.writeTextFileSync("../begun", "");
    while (!(await Deno.stat("../go").then(() => true, () => false))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return "done";
  };
  await using job = await TestJob.make(work, [0]);
  job.limits[JobAttribute.TIME_LIMIT] = 8000;
  const running = job.start();
  await until(() => isThere(`${job.root}/begun`), "the component");
  running.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  await Deno.writeTextFile(`${job.root}/go`, "");
  running.kill("SIGCONT");
  assertEquals((await running.status).code, 0);
  await job.bringBack();
  assertEquals(job.result(0), "done");
});

Deno.test("where nothing can watch a component, the system ends what takes too long", async () => {
  const directory = await Deno.makeTempDir({ prefix: "htmap-test-" });
  try {
    const url = (name: string): string =>
      JSON.stringify(new URL(`../../../executor/${name}`, import.meta.url));
    const code = `import { TimeLimit } from ${url("time_limit.ts")};
      const place = { scratch: ".", handover: "./handover", program: "", args: [], env: {} };
      const limit = await TimeLimit.start(1000, place, "throw new Error('no thread today')");
      const run = { component: 3, clock: { startCpu: 0 }, start: { stdout: 0, stderr: 0 } };
      limit.begin(run, false);
      limit.end();
      console.log("one is over in time");
      limit.begin(run, false);
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
