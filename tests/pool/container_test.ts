/** Maps whose components run in an image, by HTCondor's docker and container universes. */

import * as htmap from "../../mod.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type RunBinary, testBinaryOnPool } from "../helpers/binary_on_pool.ts";
import { ON_POOL, testOnPool } from "../helpers/on_pool.ts";
import type { Sandbox } from "../helpers/sandbox.ts";
import { IMAGES } from "../toolchain/containers.ts";

/** Declares a test of maps that are delivered into an image that has the C library. */
function test(
  name: string,
  run: (htmap: RunBinary, box: Sandbox) => Promise<void>,
  env: Record<string, string> = { HTMAP_DELIVERY: "docker", HTMAP_DOCKER_IMAGE: IMAGES.libc },
): void {
  testBinaryOnPool(name, run, {
    env,
    ignore: Deno.env.get("HTMAP_TEST_CONTAINERS") === undefined,
  });
}

/** Waits until a file is in a directory that a job runs in, which the pool has on this machine. */
async function untilJobHas(name: string): Promise<void> {
  const { stdout } = await runTool("condor_config_val", ["EXECUTE"], "failed");
  for (let i = 0; i < 1200; i++) {
    for await (const { name: job } of Deno.readDir(stdout.trim())) {
      for (const place of [job, `${job}/scratch`]) {
        const path = `${stdout.trim()}/${place}/${name}`;
        if (await Deno.stat(path).then(() => true, () => false)) return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No job has written ${name}`);
}

test(
  "a map delivered by docker runs in the image, and nothing of this machine is there",
  async (htmap, box) => {
    await Deno.writeTextFile(`${box.root}/factor.ts`, "export const factor: number = 3;\n");
    await Deno.writeTextFile(
      `${box.root}/work.ts`,
      `import { factor } from "./factor.ts";
     export default function work(x: number): [number, string[]] {
       console.log(\`tripling \${x}\`);
       return [factor * x, [...Deno.readDirSync("/bin")].map(({ name }) => name).sort()];
     }`,
    );
    const made = await htmap("map", "work.ts", "--range", "0:4", "--tag", "tripled");
    assertEquals(made.code, 0, made.stderr);
    const waited = await htmap("wait", "tripled", "--timeout", "300");
    assertEquals(waited.code, 0, waited.stderr);
    const { stdout } = await htmap("results", "tripled");
    const results: [number, string[]][] = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(results.map(([number]) => number), [0, 3, 6, 9]);
    const programs = results[0]?.[1] ?? [];
    assert(programs.includes("busybox") && !programs.includes("bash"), programs.join());
    assertEquals((await htmap("stdout", "tripled", "2")).stdout, "tripling 2\n");
  },
);

test("what fails in an image is reported, with the user's own place", async (htmap, box) => {
  await Deno.writeTextFile(
    `${box.root}/fails.ts`,
    `export default function fails(x: number): number {
       if (x === 1) throw new RangeError("too far");
       if (x === 2) Deno.exit(3);
       return x;
     }`,
  );
  await htmap("map", "fails.ts", "--range", "0:3", "--tag", "fails");
  const waited = await htmap("wait", "fails", "--errors-ok", "--timeout", "300");
  assertEquals(waited.code, 0, waited.stderr);
  const { stdout } = await htmap("errors", "fails");
  for (const words of ["RangeError: too far", "fails.ts:2", "exit(3)"]) {
    assertStringIncludes(stdout, words);
  }
  assertEquals((await htmap("components", "fails")).stdout, "0 COMPLETED\n1 ERRORED\n2 ERRORED\n");
});

test("output files come back from an image", async (htmap, box) => {
  await Deno.writeTextFile(
    `${box.root}/files.ts`,
    `import * as htmap from "htmap";
     const m = await htmap.map(async (x: number) => {
       Deno.mkdirSync("deep");
       Deno.writeTextFileSync("deep/file.txt", \`written by \${x}\`);
       await htmap.transferOutputFiles("deep");
       return x;
     }, [5, 6], { quiet: true });
     console.log(await m.toArray({ timeout: 300_000 }));
     for (const directory of await Array.fromAsync(m.outputFiles)) {
       console.log(Deno.readTextFileSync(\`\${directory}/deep/file.txt\`));
     }`,
  );
  const { stdout, stderr } = await htmap("run", "files.ts");
  assertEquals(stdout, "[ 5, 6 ]\nwritten by 5\nwritten by 6\n", stderr);
});

test(
  "a component in an image goes on from its checkpoint when it was taken off its machine",
  async (htmap, box) => {
    const marker = `saved-${crypto.randomUUID()}`;
    await Deno.writeTextFile(
      `${box.root}/count.ts`,
      `import * as htmap from "htmap";
     export default async function count(end: number): Promise<[number, number]> {
       const from = Number(await Deno.readTextFile("n.txt").catch(() => "0"));
       for (let n = from; n < end; n++) {
         await Deno.writeTextFile("n.txt", String(n));
         await htmap.checkpoint("n.txt");
         if (from > 0 || n < 7) continue;
         await Deno.writeTextFile("${marker}", "");
         await new Promise(() => setInterval(() => {}, 1000));
       }
       return [from, end];
     }`,
    );
    const made = await htmap("map", "count.ts", "--range", "10:11", "--tag", "count");
    assertEquals(made.code, 0, made.stderr);
    await untilJobHas(marker);
    const vacated = await htmap("vacate", "count");
    assertEquals(vacated.code, 0, vacated.stderr);
    const waited = await htmap("wait", "count", "--timeout", "300");
    assertEquals(waited.code, 0, waited.stderr);
    assertEquals((await htmap("results", "count")).stdout.replaceAll(/\s/g, ""), "[7,10]");
    const events = (await htmap("path", "count:events")).stdout.trim();
    assertMatch(await Deno.readTextFile(events), /^004 /m); // it was evicted
  },
);

test(
  "a map delivered by singularity runs in an image that is named as Docker's are",
  async (htmap, box) => {
    await Deno.writeTextFile(
      `${box.root}/where.ts`,
      `export default (): boolean => [...Deno.readDirSync("/")].some(({ name }) => name === "home");`,
    );
    await htmap("map", "where.ts", "--range", "0:1", "--tag", "where");
    const waited = await htmap("wait", "where", "--timeout", "300");
    assertEquals(waited.code, 0, waited.stderr);
    assertEquals((await htmap("results", "where")).stdout, "false\n");
  },
  { HTMAP_DELIVERY: "singularity", HTMAP_SINGULARITY_IMAGE: `docker://${IMAGES.libc}` },
);

/** What HTCondor makes of the name of each kind of image, beside the delivered program. */
const KINDS: Record<string, string[]> = {
  "docker://debian:stable-slim": [
    "HasDockerURL",
    'ContainerImage="docker://debian:stable-slim"',
    "WantDockerImage=true",
  ],
  "/images/tools.sif": ["HasSIF", 'ContainerImage="tools.sif"', "/images/tools.sif"],
  "/cvmfs/tools": ["HasSandboxImage", 'ContainerImage="/cvmfs/tools"'],
};

for (const [image, words] of Object.entries(KINDS)) {
  testOnPool(`the delivery method singularity is understood by HTCondor for ${image}`, async () => {
    htmap.settings.set("DELIVERY_METHOD", "singularity");
    htmap.settings.set("SINGULARITY.IMAGE", image);
    const m = await htmap.map((x: number) => x, [1, 2], { ...ON_POOL, mapOptions: { hold: true } });
    const args = ["-dry-run", "-", m.paths.submitDescription(0)];
    const { stdout } = await runTool("condor_submit", args, "failed");
    for (const word of ["WantContainer=true", "htmap_function.mjs", ...words]) {
      assertStringIncludes(stdout, word);
    }
  });
}
