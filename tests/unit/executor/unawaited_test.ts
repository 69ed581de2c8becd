import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { TestJob } from "./job.ts";

/** Keeps the processor from anything else, in the midst of a turn of the event loop. */
const busy = (turns: number): void => {
  const end = Date.now() + 3;
  while (Date.now() < end);
  if (turns > 0) queueMicrotask(() => busy(turns - 1));
};

/** Ways in which a function leaves something behind that fails. */
const WAYS: Record<string, (x: number) => unknown> = {
  "a promise": () => void Promise.reject(new Error("left")),
  "a promise, long before the turn is over": () => {
    Promise.reject(new Error("left"));
    busy(5);
  },
  "a promise after a timer": async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    Promise.reject(new Error("left"));
    busy(5);
  },
  "a promise after input": async () => {
    await Deno.stat(".");
    Promise.reject(new Error("left"));
    busy(5);
  },
  "a microtask": () =>
    queueMicrotask(() => {
      busy(5);
      Promise.reject(new Error("left"));
    }),
  "a tick": async () => {
    const { nextTick } = await import("node:process");
    nextTick(() => void Promise.reject(new Error("left")));
  },
  "an immediate": async () => {
    const { setImmediate } = await import("node:timers");
    setImmediate(() => {
      throw new Error("left");
    });
    busy(5);
  },
  "an async function": () =>
    void (async () => {
      await null;
      throw new Error("left");
    })(),
};

for (const [way, leave] of Object.entries(WAYS)) {
  Deno.test(`a component that leaves behind ${way} that fails has failed`, async () => {
    for (const length of [1, 3]) {
      await using job = await TestJob.make(leave, Array(length).fill(0));
      await job.run();
      assertEquals(job.statuses(), Array(length).fill("ERR"));
      for (let i = 0; i < length; i++) assertStringIncludes(job.report(i), "Error: left");
    }
  });
}

Deno.test("what the user's modules leave behind that fails fails all components", async () => {
  const head = 'Promise.reject(new Error("at the top"));';
  await using job = await TestJob.make((x: number) => x, [1, 2], head);
  await job.run();
  assertEquals(job.statuses(), ["ERR", "ERR"]);
  assertStringIncludes(job.report(1), "Error: at the top");
});

Deno.test("a rejection that is handled in the same turn is none", async () => {
  const late = async (x: number): Promise<number> => {
    const promise = Promise.reject(new Error("handled"));
    await null;
    promise.catch(() => {});
    return x;
  };
  await using job = await TestJob.make(late, [1, 2]);
  await job.run();
  assertEquals(job.statuses(), ["OK", "OK"]);
});

Deno.test("functions do not see how htmap finds out what nobody waits for", async () => {
  const seen: unknown[] = [];
  const listen = (): unknown[] => {
    addEventListener("unhandledrejection", ({ reason }) => seen.push(reason), { capture: true });
    return [...seen];
  };
  await using job = await TestJob.make(listen, [1, 2]);
  await job.run();
  assertEquals([job.result(0), job.result(1)], [[], []]);
});
