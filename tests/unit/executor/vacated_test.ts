import * as htmap from "../../../mod.ts";
import { OUTPUT_DIRECTORY } from "../../../lib/wire/names.ts";
import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { TestJob, textsIn, until } from "./job.ts";

/** Whether there is something at a path. It goes along by value, so that nothing has to be bundled. */
function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("nothing is lost of components that had finished when their job was vacated", async () => {
  const work = async (component: number): Promise<string> => {
    const run = isThere("../run") ? "later" : "first";
    if (component === 2) Deno.writeTextFileSync("../run", "");
    console.log(`${component} prints in the ${run} run`);
    if (component !== 0) console.error(`${component} says so, too`);
    if (component === 1) throw new Error("one");
    await Deno.writeTextFile(`${component}.txt`, run);
    await htmap.checkpoint(`${component}.txt`);
    await htmap.transferOutputFiles(`${component}.txt`);
    if (component === 2 && run === "first") await new Promise(() => setInterval(() => {}, 1000));
    return `${component} in the ${run} run`;
  };
  await using job = await TestJob.make(work, [0, 1, 2, 3]);
  const first = job.start();
  const sent = `${job.scratch}/${OUTPUT_DIRECTORY}/files/2/2.txt`;
  await until(() => isThere(sent), "the third component");
  assertEquals(isThere(`${job.scratch}/${OUTPUT_DIRECTORY}/checkpoints/0`), false);
  first.kill("SIGKILL"); // which it cannot prepare for
  await first.status;
  await job.moveOn();
  await job.run();

  assertEquals(job.statuses(), ["OK", "ERR", "OK", "OK"]);
  for (const [component, run] of [[0, "first"], [2, "later"], [3, "later"]] as const) {
    assertEquals(job.result(component), `${component} in the ${run} run`);
    assertEquals(await job.printed("stdout", component), `${component} prints in the ${run} run\n`);
    assertEquals(job.sent(component), { [`${component}.txt`]: run });
  }
  assertEquals(await job.printed("stdout", 1), "1 prints in the first run\n");
  assertEquals(await job.printed("stderr", 0), "");
  assertEquals(await job.printed("stderr", 3), "3 says so, too\n");
  assertStringIncludes(await job.printed("stderr", 1) ?? "", "1 says so, too\nError: one");
  // What is in the job's own streams does not travel twice.
  assertEquals(Object.keys(textsIn(job.paths.allKeptStreams)).sort(), [
    "0.stdout",
    "1.stderr",
    "1.stdout",
  ]);
});

Deno.test("a job that is vacated twice keeps what each of its runs finished", async () => {
  const work = async (component: number): Promise<number> => {
    console.log(`${component} prints`);
    await Deno.writeTextFile("../begun", `${component}`, { append: true });
    const times = (await Deno.readTextFile("../begun")).split(`${component}`).length - 1;
    if (component > 0 && times === 1) await new Promise(() => setInterval(() => {}, 1000));
    return times;
  };
  await using job = await TestJob.make(work, [0, 1, 2]);
  const begun = (): string => {
    try {
      return Deno.readTextFileSync(`${job.root}/begun`);
    } catch {
      return "";
    }
  };
  for (const all of ["01", "0112"]) {
    const run = job.start();
    await until(() => begun() === all, all);
    run.kill("SIGKILL");
    await run.status;
    await job.moveOn();
  }
  await job.run();
  assertEquals([0, 1, 2].map((component) => job.result(component)), [1, 2, 2]);
  for (const component of [0, 1, 2]) {
    assertEquals(await job.printed("stdout", component), `${component} prints\n`);
  }
});

const LISTENERS: Record<string, (end: () => void) => void> = {
  "Deno.addSignalListener": (end) => Deno.addSignalListener("SIGTERM", end),
  "node:process": async (end) => (await import("node:process")).default.once("SIGTERM", end),
};

for (const [how, listen] of Object.entries(LISTENERS)) {
  Deno.test(`a component that ends within its grace keeps all, and does not run again (${how})`, async () => {
    const work = async (): Promise<string> => {
      console.log("begun");
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      await listen(resolve);
      const timer = setInterval(() => {}, 1000);
      Deno.writeTextFileSync("../begun", "x", { append: true });
      await asked;
      clearInterval(timer);
      console.error("asked to end");
      await Deno.mkdir("deep/er", { recursive: true });
      await Deno.writeTextFile("deep/er/file.txt", "sent");
      await htmap.transferOutputFiles("deep/er/file.txt");
      return "result";
    };
    await using job = await TestJob.make(work, [0]);
    const run = job.start();
    await until(() => isThere(`${job.root}/begun`), "the component");
    run.kill("SIGTERM");
    assertEquals((await run.status).code, 0);
    await job.moveOn();
    await job.run();
    assertEquals(job.result(0), "result");
    assertEquals(await job.printed("stdout", 0), "begun\n");
    assertEquals(await job.printed("stderr", 0), "asked to end\n");
    assertEquals(job.sent(0), { "deep/": "", "deep/er/": "", "deep/er/file.txt": "sent" });
    assertEquals(await Deno.readTextFile(`${job.root}/begun`), "x");
  });
}

Deno.test("a job that is not vacated sends what it prints once", async () => {
  const work = (component: number): void => {
    console.log(`${component} prints`);
    console.error("and more");
    if (component === 1) Deno.exit(0);
  };
  await using job = await TestJob.make(work, [0, 1, 2]);
  await job.run();
  assertEquals(await job.printed("stdout", 0), "0 prints\n");
  assertEquals(Object.keys(textsIn(job.paths.outputs)).sort(), ["0.err", "0.out"]);
});

Deno.test("an output file that was being made when its job was killed costs nothing", async () => {
  const work = async (component: number): Promise<number> => {
    await Deno.writeTextFile("../begun", `${component}`, { append: true });
    if (component === 1 && (await Deno.readTextFile("../begun")).length === 2) {
      await new Promise(() => setInterval(() => {}, 1000));
    }
    return component;
  };
  await using job = await TestJob.make(work, [0, 1]);
  const run = job.start();
  await until(() => isThere(`${job.root}/begun`), "the first component");
  await until(() => Deno.readTextFileSync(`${job.root}/begun`) === "01", "the second component");
  run.kill("SIGKILL");
  await run.status;
  await job.moveOn();
  await Deno.writeTextFile(`${job.scratch}/${OUTPUT_DIRECTORY}/0.out.new`, "half of i");
  await job.run();
  assertEquals(job.statuses(), ["OK", "OK"]);
  assertEquals(await Deno.readTextFile(`${job.root}/begun`), "011");
  assertEquals(Object.keys(textsIn(job.paths.outputs)), ["0.out"]);
});
