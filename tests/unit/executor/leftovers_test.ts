import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { TestJob } from "./job.ts";

/** Runs three components, the first of which leaves something behind that goes off while the second runs. */
async function runAfter(goOff: () => void): Promise<TestJob> {
  const work = async (component: number): Promise<string> => {
    console.log(`${component} begins`);
    console.error(`${component} begins`);
    if (component === 0) {
      const timer = setInterval(() => {
        if (Deno.env.get("HTMAP_COMPONENT") !== "1") return;
        clearInterval(timer);
        Deno.writeTextFileSync("../gone-off", "");
        goOff();
      }, 1);
    }
    while (component === 1 && !await Deno.stat("../gone-off").then(() => true, () => false)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    // So that what went off comes before the end.
    if (component === 1) await new Promise((resolve) => setTimeout(resolve, 500));
    console.log(`${component} ends`);
    return `result ${component}`;
  };
  const job = await TestJob.make(work, [0, 1, 2]);
  const { code } = await job.run();
  assertEquals(code, 0);
  return job;
}

const WAYS: Record<string, () => void> = {
  "an error in a timer": () => {
    throw new Error("left by 0");
  },
  "a promise that is rejected": () => void Promise.reject(new Error("left by 0")),
  "a call of Deno.exit": () => Deno.exit(3),
  "a call of process.exit": async () => (await import("node:process")).default.exit(0),
  "a worker that fails": () => {
    const code = `data:text/javascript,${encodeURIComponent("throw new Error('left by 0')")}`;
    new Worker(code, { type: "module" });
  },
};

for (const [what, leave] of Object.entries(WAYS)) {
  Deno.test(`a component is not failed by ${what} that another left behind`, async () => {
    await using job = await runAfter(leave);
    assertEquals(job.statuses(), ["OK", "OK", "OK"]);
    for (const component of [0, 1, 2]) {
      assertEquals(job.result(component), `result ${component}`);
      const printed = `${component} begins\n${component} ends\n`;
      assertEquals(await job.printed("stdout", component), printed);
      assertEquals(await job.printed("stderr", component), `${component} begins\n`);
    }
  });
}

Deno.test("a component that fails by itself after others have run is run again once, and reports that", async () => {
  const work = async (component: number): Promise<number> => {
    console.log(`${component} begins`);
    await Deno.writeTextFile("../runs", String(component), { append: true });
    if (component === 1) Deno.exit(4);
    if (component === 2) setTimeout(() => Promise.reject(new Error("of 2")), 1);
    if (component === 2) await new Promise((resolve) => setTimeout(resolve, 10_000));
    return component;
  };
  await using job = await TestJob.make(work, [0, 1, 2, 3]);
  await job.run();
  assertEquals(job.statuses(), ["OK", "ERR", "ERR", "OK"]);
  assertStringIncludes(job.report(1), "exit(4)");
  assertStringIncludes(job.report(2), "Error: of 2");
  for (const component of [1, 2]) assert(!job.report(component).includes("same process"));
  assertStringIncludes(
    job.report(1),
    "This was its second run, alone in its process. In the first, after others, it was ended by Error: the function called exit(4)",
  );
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "01123");
  assertEquals(await job.printed("stdout", 1), "1 begins\n");
});

Deno.test("a component that throws is run once, and its report says which ran before it", async () => {
  const work = async (component: number): Promise<number> => {
    await Deno.writeTextFile("../runs", String(component), { append: true });
    if (component > 1) throw new Error(`of ${component}`);
    return component;
  };
  await using job = await TestJob.make(work, [0, 1, 2, 3]);
  await job.run();
  assertEquals(await Deno.readTextFile(`${job.root}/runs`), "0123");
  assertStringIncludes(
    job.report(2),
    "Components 0 to 1 had run in the same process before, and may have left behind what it met",
  );
  assertStringIncludes(job.report(3), "Components 0 to 2 had run");
});

Deno.test("each component begins in the same directory and with the same environment", async () => {
  const look = (component: number): unknown[] => {
    const found = [
      Deno.cwd().endsWith("/within"),
      ...["HOME", "SET_BY_MODULE", "SET_BY_FUNCTION"].map((name) => Deno.env.get(name)),
      Deno.env.get("HTMAP_COMPONENT"),
    ];
    Deno.mkdirSync(String(component));
    Deno.chdir(String(component));
    Deno.env.set("HOME", "changed");
    Deno.env.set("SET_BY_FUNCTION", "set");
    Deno.env.delete("SET_BY_MODULE");
    return found;
  };
  const head =
    'Deno.mkdirSync("within"); Deno.chdir("within"); Deno.env.set("SET_BY_MODULE", "set");';
  await using job = await TestJob.make(look, [0, 1, 2], head);
  await job.run();
  const home = Deno.env.get("HOME");
  const expected = (component: number): unknown[] => [true, home, "set", undefined, `${component}`];
  assertEquals([0, 1, 2].map((component) => job.result(component)), [0, 1, 2].map(expected));
});

Deno.test("a component whose working directory another has removed runs alone", async () => {
  const work = async (component: number): Promise<string> => {
    if (component === 0) await Deno.remove("../within", { recursive: true });
    return Deno.cwd().slice(-6);
  };
  const head = 'Deno.mkdirSync("within", { recursive: true }); Deno.chdir("within");';
  await using job = await TestJob.make(work, [0, 1], head);
  await job.run();
  assertEquals(job.result(1), "within");
});

const CHANGES: Record<string, () => void> = {
  "deleted a global": () => void Reflect.deleteProperty(globalThis, "structuredClone"),
  "replaced a global": () => void Reflect.set(globalThis, "structuredClone", undefined),
  "replaced a method of a common object": () => {
    Math.hypot = () => {
      throw new Error("not this one");
    };
  },
  "added to a common prototype": () => {
    const get = (): never => {
      throw new Error("polluted");
    };
    Object.defineProperty(Array.prototype, "extra", { get, enumerable: true });
  },
};

for (const [what, change] of Object.entries(CHANGES)) {
  Deno.test(`a component that cannot do where another has ${what} is run alone`, async () => {
    const work = (component: number): number => {
      const list: number[] = structuredClone([Math.hypot(component, 0)]);
      for (const key in list) if (!Reflect.get(list, key)) Number(key);
      if (component === 0) change();
      return component;
    };
    await using job = await TestJob.make(work, [0, 1, 2]);
    await job.run();
    assertEquals(job.statuses(), ["OK", "OK", "OK"]);
  });
}

Deno.test("a component that takes away what htmap itself needs fails, and no other of its job", async () => {
  const work = (component: number): number => {
    console.log(`${component} runs`);
    if (component === 1) {
      Uint8Array.prototype.subarray = () => {
        throw new Error("taken away");
      };
    }
    return component;
  };
  await using job = await TestJob.make(work, [0, 1, 2]);
  await job.run();
  assertEquals(job.statuses(), ["OK", "ERR", "OK"]);
  assertStringIncludes(job.report(1), "taken away");
  assertEquals(await job.printed("stdout", 2), "2 runs\n");
});

Deno.test("a component that waits for what another never gave back is run alone", async () => {
  let isTaken = false;
  const work = async (component: number): Promise<number> => {
    if (isTaken) await new Promise(() => {});
    isTaken = component === 0;
    return component;
  };
  await using job = await TestJob.make(work, [0, 1]);
  await job.run();
  assertEquals(job.statuses(), ["OK", "OK"]);
});

Deno.test("however many components end their process, no more than two are there at once", async () => {
  const work = async (component: number): Promise<void> => {
    const [parent = ""] = (await Deno.readTextFile(`/proc/${Deno.ppid}/cmdline`)).split("\0");
    const status = await Deno.readTextFile(`/proc/${Deno.ppid}/stat`);
    const grandparent = status.slice(status.lastIndexOf(")")).split(" ")[2];
    const [above = ""] = (await Deno.readTextFile(`/proc/${grandparent}/cmdline`)).split("\0");
    await Deno.writeTextFile(`parents-${component}`, `${parent}\n${above}`);
    await Deno.writeTextFile("parent", `${Deno.ppid}`);
    Deno.exit(0);
  };
  await using job = await TestJob.make(work, [0, 1, 2, 3, 4]);
  await job.run();
  assertEquals(job.statuses(), Array(5).fill("ERR"));
  const parents = [1, 2, 3, 4].map((component) =>
    Deno.readTextFileSync(`${job.scratch}/parents-${component}`)
  );
  assertEquals(new Set(parents).size, 1);
});

Deno.test("a signal that ends a later process of a job ends the job in the same way", async () => {
  const work = (component: number): void => {
    if (component === 0) Deno.exit(0);
    Deno.kill(Deno.pid, "SIGKILL");
  };
  await using job = await TestJob.make(work, [0, 1]);
  assertEquals((await job.run()).signal, "SIGKILL");
  assertEquals(job.statuses(), ["ERR"]);
});
