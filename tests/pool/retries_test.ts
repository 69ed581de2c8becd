import * as htmap from "../../mod.ts";
import { assertEquals, assertStringIncludes } from "../deps.ts";
import { testBinaryOnPool, untilAnswered } from "../helpers/binary_on_pool.ts";
import { ON_POOL, testOnPool } from "../helpers/on_pool.ts";
import { TIMEOUT } from "../helpers/patience.ts";
import { testRetries } from "../helpers/retry_behaviour.ts";
import { IMAGES } from "../toolchain/containers.ts";

testRetries("htcondor");

/** A function that knows of its job's attempts what is said to it where it runs. */
const WORK = `export default function work(x) {
  const ad = Deno.readTextFileSync(".job.ad");
  const attempt = 1 + Number(/^NumJobCompletions = (\\d+)$/m.exec(ad)[1]);
  console.log(\`\${x} in attempt \${attempt}\`);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (x === 3) Atomics.wait(clock, 0, 0, 100); // so that nothing else of this thread has its turn
  if (attempt <= x) throw new Error(\`\${x} fails in attempt \${attempt}\`);
  return attempt;
}`;

testOnPool("an attempt can ask for more memory than the one before", async () => {
  const asked = (): number => {
    const ad = Deno.readTextFileSync(".job.ad");
    const memory = Number(/^RequestMemory = (\d+)$/m.exec(ad)?.[1]);
    if (memory < 250) throw new Error(`${memory} MB will not do`);
    return memory;
  };
  const m = await htmap.starmap(asked, [[]], {
    ...ON_POOL,
    mapOptions: { retries: 2, request_memory: "100 * (NumJobCompletions + 1)" },
  });
  assertEquals(await m.toArray(), [300]);
});

const noContainers = Deno.env.get("HTMAP_TEST_CONTAINERS") === undefined;
const DELIVERIES: Readonly<Record<string, { env: Record<string, string>; ignore?: boolean }>> = {
  transplant: { env: { HTMAP_DELIVERY: "transplant" } },
  common: { env: { HTMAP_DELIVERY: "common" } },
  "docker, with a C library": {
    env: { HTMAP_DELIVERY: "docker", HTMAP_DOCKER_IMAGE: IMAGES.libc },
    ignore: noContainers,
  },
  "docker, with nothing but a busybox": {
    env: { HTMAP_DELIVERY: "docker", HTMAP_DOCKER_IMAGE: IMAGES.bare },
    ignore: noContainers,
  },
};

for (const [delivery, options] of Object.entries(DELIVERIES)) {
  testBinaryOnPool(
    `retries and a time limit hold whatever the delivery (${delivery})`,
    async (htmap, box) => {
      await Deno.writeTextFile(`${box.root}/work.js`, WORK);
      // Long enough that a component which does nothing is not taken for one that never ends.
      const limits = ["-o", "retries=2", "-o", "timeLimit=10", "-o", "chunk=2"];
      const args = ["work.js", "--range", "0:4", "--tag", "tries", ...limits];
      const made = await untilAnswered(() => htmap("map", ...args));
      if (delivery === "common" && made.code === 1) {
        assertStringIncludes(made.stderr, "cannot take files once a node");
        return;
      }
      assertEquals(made.code, 0, made.stderr);
      const waited = await htmap("wait", "tries", "--errors-ok", "--timeout", TIMEOUT);
      assertEquals(waited.code, 0, waited.stderr);
      assertEquals(
        (await htmap("components", "tries")).stdout,
        "0 COMPLETED\n1 COMPLETED\n2 COMPLETED\n3 ERRORED\n",
      );
      assertEquals((await htmap("results", "tries")).stdout, "1\n2\n3\n");
      const { stdout } = await htmap("errors", "tries");
      assertStringIncludes(stdout, "TimeLimitExceeded: it took longer than its time limit of 10 s");
      // Of a job in Docker, HTCondor makes a file only when it has ended.
      if (delivery.startsWith("docker")) return;
      for (const [component, attempt] of [[0, 1], [1, 2], [2, 3], [3, 3]]) {
        assertEquals(
          (await htmap("stdout", "tries", String(component))).stdout,
          `${component} in attempt ${attempt}\n`,
        );
      }
    },
    options,
  );
}
