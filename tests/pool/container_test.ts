/** Maps whose components run in an image, by HTCondor's docker and container universes. */

import * as htmap from "../../mod.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type RunBinary, testBinaryOnPool } from "../helpers/binary_on_pool.ts";
import { ON_POOL, testOnPool, untilJobHas } from "../helpers/on_pool.ts";
import { PATIENCE, TIMEOUT } from "../helpers/patience.ts";
import type { Sandbox } from "../helpers/sandbox.ts";
import { IMAGES } from "../toolchain/containers.ts";
import { run } from "../toolchain/process.ts";

/** Declares a test of maps that run in an image. */
function testIn(
  env: Record<string, string>,
  name: string,
  run: (htmap: RunBinary, box: Sandbox) => Promise<void>,
): void {
  testBinaryOnPool(name, run, {
    env,
    shares: true,
    ignore: Deno.env.get("HTMAP_TEST_CONTAINERS") === undefined,
  });
}

/** Declares a test of maps that run in an image with a C library, and in one of nothing but a busybox. */
function test(name: string, run: (htmap: RunBinary, box: Sandbox) => Promise<void>): void {
  const env = (image: string) => ({ HTMAP_DELIVERY: "docker", HTMAP_DOCKER_IMAGE: image });
  testIn(env(IMAGES.libc), name, run);
  testIn(env(IMAGES.bare), `${name} (an image of nothing but a busybox)`, run);
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
    const waited = await htmap("wait", "tripled", "--timeout", TIMEOUT);
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
  const waited = await htmap("wait", "fails", "--errors-ok", "--timeout", TIMEOUT);
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
     console.log(await m.toArray({ timeout: ${PATIENCE} }));
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
    const waited = await htmap("wait", "count", "--timeout", TIMEOUT);
    assertEquals(waited.code, 0, waited.stderr);
    assertEquals((await htmap("results", "count")).stdout.replaceAll(/\s/g, ""), "[7,10]");
    const events = (await htmap("path", "count:events")).stdout.trim();
    assertMatch(await Deno.readTextFile(events), /^004 /m); // it was evicted
  },
);

testIn(
  { HTMAP_DELIVERY: "singularity", HTMAP_SINGULARITY_IMAGE: `docker://${IMAGES.bare}` },
  "a map delivered by singularity runs in an image that is named as Docker's are",
  async (htmap, box) => {
    await Deno.writeTextFile(
      `${box.root}/where.ts`,
      `export default (): boolean => [...Deno.readDirSync("/")].some(({ name }) => name === "home");`,
    );
    await htmap("map", "where.ts", "--range", "0:1", "--tag", "where");
    const waited = await htmap("wait", "where", "--timeout", TIMEOUT);
    assertEquals(waited.code, 0, waited.stderr);
    assertEquals((await htmap("results", "where")).stdout, "false\n");
  },
);

test("what a component in an image starts has the image's own libraries", async (htmap, box) => {
  await Deno.writeTextFile(
    `${box.root}/env.ts`,
    `export default async (): Promise<string> => {
       const { stdout } = await new Deno.Command("sh", { args: ["-c", 'echo "[$LD_LIBRARY_PATH]"'] }).output();
       return new TextDecoder().decode(stdout).trim();
     }`,
  );
  await htmap("map", "env.ts", "--range", "0:1", "--tag", "env");
  const waited = await htmap("wait", "env", "--timeout", TIMEOUT);
  assertEquals(waited.code, 0, waited.stderr);
  assertEquals((await htmap("results", "env")).stdout, '"[]"\n');
});

test(
  "components of one job in an image go on in another process after one has harmed theirs",
  async (htmap, box) => {
    await Deno.writeTextFile(
      `${box.root}/harm.ts`,
      `export default (x: number): number => {
       if (x === 1) setTimeout(() => { throw new Error("later"); });
       return x;
     }`,
    );
    const chunk = ["-o", "chunk=4"];
    const made = await htmap("map", "harm.ts", "--range", "0:4", "--tag", "harm", ...chunk);
    assertEquals(made.code, 0, made.stderr);
    const waited = await htmap("wait", "harm", "--errors-ok", "--timeout", TIMEOUT);
    assertEquals(waited.code, 0, waited.stderr);
    assertMatch(
      (await htmap("components", "harm")).stdout,
      /^0 COMPLETED\n1 \w+\n2 COMPLETED\n3 COMPLETED\n$/,
    );
  },
);

/** An image as docs/containers.md makes it: another, and the binary. */
async function imageWithHTMap(box: Sandbox): Promise<string> {
  const name = `localhost/htmap-there-${crypto.randomUUID().slice(0, 8)}`;
  const context = `${box.root}/image`;
  await Deno.mkdir(context);
  await Deno.copyFile(Deno.env.get("HTMAP_TEST_BINARY") ?? "", `${context}/htmap`);
  await Deno.writeTextFile(
    `${context}/Containerfile`,
    `FROM ${IMAGES.libc}\nCOPY htmap /usr/local/bin/htmap\n`,
  );
  await podman("build", "--quiet", "--tag", name, context);
  return name;
}

/** Runs podman as the pool does. */
async function podman(...args: string[]): Promise<string> {
  const env: Record<string, string> = JSON.parse(Deno.env.get("HTMAP_TEST_CONTAINERS") ?? "{}");
  return await run(["podman", ...args], { env, timeout: PATIENCE });
}

testIn(
  { HTMAP_DELIVERY: "docker" },
  "an image that has htmap is sent nothing",
  async (htmap, box) => {
    const image = await imageWithHTMap(box);
    try {
      for (const setting of [["IMAGE", image], ["ASSUME_EXISTS", "true"]] as const) {
        const set = await htmap("set", `DOCKER.${setting[0]}`, setting[1]);
        assertEquals(set.code, 0, set.stderr);
      }
      await Deno.writeTextFile(
        `${box.root}/where.ts`,
        "export default (x: number): [number, string] => [x, Deno.execPath()];",
      );
      await htmap("map", "where.ts", "--range", "0:1", "--tag", "there");
      const waited = await htmap("wait", "there", "--timeout", TIMEOUT);
      assertEquals(waited.code, 0, waited.stderr);
      const { stdout } = await htmap("results", "there");
      assertEquals(JSON.parse(stdout), [0, "/usr/local/bin/htmap"]);
      const events = await Deno.readTextFile((await htmap("path", "there:events")).stdout.trim());
      const [, bytes] = /(\d+) {2}- {2}Total Bytes Received By Job/.exec(events) ?? [];
      assert(Number(bytes) < 20_000, events);
    } finally {
      await podman("rmi", "--force", image);
    }
  },
);

testIn({}, "a map is made and run inside a container", async (_, box) => {
  const image = await imageWithHTMap(box);
  try {
    const work = `${box.root}/work`;
    await Deno.mkdir(work);
    await Deno.writeTextFile(`${work}/double.ts`, "export default (x: number): number => 2 * x;");
    const commands =
      "htmap map double.ts --range 0:3 --tag dbl && htmap wait dbl && htmap results dbl";
    const stdout = await podman(
      ...["run", "--rm", "--volume", `${work}:/work`, "--workdir", "/work", "--env", "HOME=/work"],
      ...["--env", "TMPDIR=/work", image, "sh", "-c", `PATH=/usr/local/bin:/bin; ${commands}`],
    );
    assertEquals(stdout, "dbl\n0\n2\n4\n");
  } finally {
    await podman("rmi", "--force", image);
  }
});

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
