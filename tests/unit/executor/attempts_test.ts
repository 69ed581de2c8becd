import { cpSync } from "node:fs";
import * as htmap from "../../../mod.ts";
import { RUN_AGAIN } from "../../../executor/attempt.ts";
import { isThere } from "../../../lib/base/files.ts";
import { JobAttribute } from "../../../lib/wire/job_ad.ts";
import { ALL_ATTEMPTS } from "../../../lib/wire/names.ts";
import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { TestJob, textsIn, until } from "./job.ts";

/** What is in the outputs of a job beside what attempts have left. */
function outputs(job: TestJob): string[] {
  return Object.keys(textsIn(job.paths.outputs)).filter((path) => !path.startsWith(ALL_ATTEMPTS))
    .sort();
}

/** Runs a job whose first attempt fails, and whose second ends it. */
async function runTwice(job: TestJob): Promise<void> {
  assertEquals((await job.run()).code, RUN_AGAIN);
  await job.retry();
  assertEquals((await job.run()).code, 0);
}

Deno.test("a component that throws has its job run again, and brings nothing back until the last attempt", async () => {
  const work = (): never => {
    throw new Error("no luck");
  };
  await using job = await TestJob.make(work, [0]);
  job.limits[JobAttribute.RETRIES] = 2;
  for (let attempt = 1; attempt < 3; attempt++) {
    assertEquals((await job.run()).code, RUN_AGAIN);
    assertEquals(outputs(job), []);
    await job.retry();
  }
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["ERR"]);
  assertStringIncludes(job.report(0), "Error: no luck");
});

Deno.test("what has finished in an attempt does not run again, and nothing of it is lost", async () => {
  const work = async (component: number): Promise<string> => {
    const path = `../runs-${component}`;
    Deno.writeTextFileSync(path, "x", { append: true });
    const attempt = Deno.readTextFileSync(path).length;
    console.log(`${component} prints in its attempt ${attempt}`);
    if (component === 1) console.error("and says this");
    await Deno.writeTextFile(`${component}.txt`, `sent in ${attempt}`);
    await htmap.transferOutputFiles(`${component}.txt`);
    if (attempt < component) throw new Error(`${component} fails in ${attempt}`);
    return `${component} in ${attempt}`;
  };
  await using job = await TestJob.make(work, [0, 1, 2, 3]);
  job.limits[JobAttribute.RETRIES] = 5;
  for (const code of [RUN_AGAIN, RUN_AGAIN]) {
    assertEquals((await job.run()).code, code);
    await job.retry();
  }
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "OK", "OK", "OK"]);
  for (const component of [0, 1, 2, 3]) {
    const attempt = Math.max(1, component);
    assertEquals(job.result(component), `${component} in ${attempt}`);
    const printed = `${component} prints in its attempt ${attempt}\n`;
    assertEquals(await job.printed("stdout", component), printed);
    assertEquals(job.sent(component), { [`${component}.txt`]: `sent in ${attempt}` });
  }
  assertEquals(await job.printed("stderr", 1), "and says this\n");
  assertEquals(await job.printed("stderr", 3), "");
  assertEquals(outputs(job).filter((path) => path.endsWith(".out")), ["0.out"]);
});

Deno.test("a job whose last attempt fails has the results of all its attempts", async () => {
  const work = (component: number): string => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    console.log(`${component} prints`);
    if (component === 1) throw new Error("one");
    return `result of ${component}`;
  };
  await using job = await TestJob.make(work, [0, 1, 2]);
  job.limits[JobAttribute.RETRIES] = 1;
  await runTwice(job);
  assertEquals(job.statuses(), ["OK", "ERR", "OK"]);
  assertEquals([job.result(0), job.result(2)], ["result of 0", "result of 2"]);
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "0121");
  for (const component of [0, 1, 2]) {
    assertEquals(await job.printed("stdout", component), `${component} prints\n`);
  }
});

for (const retries of [1, 3]) {
  Deno.test(`a job that dies in one of ${retries + 1} attempts keeps what it had finished, and no output file arrives`, async () => {
    const work = async (component: number): Promise<string> => {
      Deno.writeTextFileSync("../runs", `${component}`, { append: true });
      console.log(`${component} prints`);
      await Deno.writeTextFile(`${component}.txt`, `of ${component}`);
      await htmap.transferOutputFiles(`${component}.txt`);
      if (component === 2 && Deno.readTextFileSync("../runs").length === 3) {
        Deno.kill(Deno.pid, "SIGKILL");
      }
      return `result of ${component}`;
    };
    await using job = await TestJob.make(work, [0, 1, 2, 3]);
    job.limits[JobAttribute.RETRIES] = retries;
    assertEquals((await job.run()).signal, "SIGKILL");
    assertEquals(outputs(job), []);
    await job.retry();
    assertEquals((await job.run()).code, 0);
    assertEquals(job.statuses(), ["OK", "OK", "OK", "OK"]);
    assertEquals(await Deno.readTextFile(`${job.root}/runs`), "01223");
    for (const component of [0, 1, 2, 3]) {
      assertEquals(job.result(component), `result of ${component}`);
      assertEquals(await job.printed("stdout", component), `${component} prints\n`);
      assertEquals(job.sent(component), { [`${component}.txt`]: `of ${component}` });
    }
  });
}

Deno.test("a job that is taken off its machine between attempts goes on with the attempt, and with its checkpoint", async () => {
  const work = async (component: number): Promise<string> => {
    const saved = await Deno.readTextFile(`${component}.txt`).catch(() => "nothing");
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    const runs = Deno.readTextFileSync("../runs").length;
    await Deno.writeTextFile(`${component}.txt`, `saved in run ${runs}`);
    await htmap.checkpoint(`${component}.txt`);
    if (component === 0) throw new Error("none");
    if (runs === 2) await new Promise(() => setInterval(() => {}, 1000));
    return saved;
  };
  await using job = await TestJob.make(work, [0, 1]);
  job.limits[JobAttribute.RETRIES] = 1;
  const first = job.start();
  const runs = `${job.root}/runs`;
  await until(() => isThere(runs) && Deno.readTextFileSync(runs).length === 2, "the second");
  const checkpoint =
    `${job.scratch}/htmap_outputs/${ALL_ATTEMPTS}/htmap_attempts_0/1/checkpoints/1`;
  await until(() => isThere(checkpoint), "its checkpoint");
  first.kill("SIGKILL");
  await first.status;
  await job.moveOn();
  assertEquals((await job.run()).code, RUN_AGAIN);
  assertEquals(Deno.readTextFileSync(runs), "011"); // the one that had failed waits for the next attempt
  await job.retry();
  assertEquals((await job.run()).code, 0);
  assertEquals(Deno.readTextFileSync(runs), "0110");
  assertEquals(job.statuses(), ["ERR", "OK"]);
  assertEquals(job.result(1), "saved in run 2");
});

Deno.test("what HTCondor has kept of a job from before its last attempt does no harm", async () => {
  const work = async (component: number): Promise<string> => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    const times = Deno.readTextFileSync("../runs").split(`${component}`).length - 1;
    console.log(`${component} prints in run ${times}`);
    await Deno.writeTextFile(`${component}.txt`, `saved in run ${times}`);
    await htmap.transferOutputFiles(`${component}.txt`);
    if (component === 1 && times === 1) {
      await Deno.writeTextFile("saved.txt", "");
      await htmap.checkpoint("saved.txt");
      Deno.writeTextFileSync("../saved", "");
      await new Promise(() => setInterval(() => {}, 1000));
    }
    if (component === 1 && times === 2) throw new Error("one");
    return `${component} in run ${times}, ${(await Deno.stat("saved.txt").catch(() => 0)) !== 0}`;
  };
  await using job = await TestJob.make(work, [0, 1, 2]);
  job.limits[JobAttribute.RETRIES] = 1;
  const first = job.start();
  await until(() => isThere(`${job.root}/saved`), "the checkpoint");
  first.kill("SIGKILL");
  await first.status;
  const spool = `${job.root}/spool`;
  cpSync(`${job.scratch}/htmap_outputs`, spool, { recursive: true });
  await job.moveOn();
  assertEquals((await job.run()).code, RUN_AGAIN);
  await job.retry();
  cpSync(spool, `${job.scratch}/htmap_outputs`, { recursive: true });
  assertEquals((await job.run()).code, 0);
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "01121");
  const results = ["0 in run 1, false", "1 in run 3, false", "2 in run 1, true"];
  assertEquals([0, 1, 2].map((component) => job.result(component)), results);
  for (const [component, run] of [[0, 1], [1, 3], [2, 1]] as const) {
    assertEquals(
      await job.printed("stdout", component),
      `${component} prints in run ${run}\n`,
    );
    assertEquals(job.sent(component), { [`${component}.txt`]: `saved in run ${run}` });
  }
});

Deno.test("a component that ends its process has its job run again as well", async () => {
  const work = (component: number): string => {
    Deno.writeTextFileSync("../runs", `${component}`, { append: true });
    if (component === 1 && Deno.readTextFileSync("../runs").split("1").length < 4) Deno.exit(0);
    return `result of ${component}`;
  };
  await using job = await TestJob.make(work, [0, 1, 2]);
  job.limits[JobAttribute.RETRIES] = 1;
  await runTwice(job);
  assertEquals(job.statuses(), ["OK", "OK", "OK"]);
});

Deno.test("a job that may not be run again is as it is without the option", async () => {
  const work = (component: number): string => {
    if (component === 1) throw new Error("one");
    return `result of ${component}`;
  };
  await using job = await TestJob.make(work, [0, 1]);
  job.limits[JobAttribute.COMPLETIONS] = 4;
  assertEquals((await job.run()).code, 0);
  assertEquals(job.statuses(), ["OK", "ERR"]);
  assertEquals(outputs(job), ["0.err", "0.out"]);
});
