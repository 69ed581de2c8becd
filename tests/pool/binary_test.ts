import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { testBinaryOnPool as test, untilAnswered } from "../helpers/binary_on_pool.ts";
import { TIMEOUT } from "../helpers/patience.ts";
import type { Sandbox } from "../helpers/sandbox.ts";

test(
  "the binary maps a TypeScript function with imports on a pool, and is its own payload there",
  async (htmap, box) => {
    await Deno.writeTextFile(`${box.root}/factor.ts`, "export const factor: number = 3;\n");
    await Deno.writeTextFile(
      `${box.root}/work.ts`,
      `import { factor } from "./factor.ts";
     export function triple(x: number): number {
       console.log(\`tripling \${x}\`);
       return factor * x;
     }
     export const where = (): string => Deno.execPath();`,
    );
    const made = await htmap("map", "work.ts#triple", "--range", "0:10", "--tag", "tripled");
    assertEquals([made.code, made.stdout], [0, "tripled\n"], made.stderr);
    const waited = await htmap("wait", "tripled", "--timeout", TIMEOUT);
    assertEquals(waited.code, 0, waited.stderr);
    const results = await htmap("results", "tripled");
    assertEquals(results.stdout, Array.from({ length: 10 }, (_, x) => `${3 * x}\n`).join(""));
    assertEquals((await htmap("stdout", "tripled", "4")).stdout, "tripling 4\n");
    assertMatch((await htmap("status")).stdout, /tripled\s+0\s+0\s+0\s+0\s+10\b/);
    assertEquals((await htmap("tags")).stdout, "tripled\n");

    await htmap("map", "work.ts#where", "--range", "0:1", "--tag", "where");
    await htmap("wait", "where", "--timeout", TIMEOUT);
    assertStringIncludes((await htmap("results", "where")).stdout, "execute/dir_");

    assertEquals((await htmap("remove", "tripled", "where")).code, 0);
    assertEquals((await htmap("tags")).stdout, "");
  },
  { env: { HTMAP_DELIVERY: "transplant" } },
);

test("the binary reports whatever ends a component", async (htmap, box) => {
  await Deno.writeTextFile(
    `${box.root}/end.ts`,
    `export default async function end(how: string): Promise<unknown> {
       if (how === "throw") throw new RangeError("too far");
       if (how === "exit") Deno.exit(3);
       if (how === "never") return await new Promise(() => {});
       if (how === "rejection") Promise.reject(new Error("nobody awaits this"));
       if (how === "signal") Deno.kill(Deno.pid, "SIGKILL");
       return await new Promise((resolve) => setTimeout(resolve, 5000));
     }`,
  );
  const expected = {
    throw: "RangeError: too far",
    exit: "exit(3)",
    never: "never settled",
    rejection: "nobody awaits this",
    signal: "signal 9",
  };
  await Deno.writeTextFile(
    `${box.root}/inputs.jsonl`,
    Object.keys(expected).map((how) => JSON.stringify(how)).join("\n"),
  );
  const made = await htmap("map", "end.ts", "--inputs", "inputs.jsonl", "--tag", "ends");
  assertEquals(made.code, 0, made.stderr);
  const waited = await htmap("wait", "ends", "--errors-ok", "--timeout", TIMEOUT);
  assertEquals(waited.code, 0, waited.stderr);
  const { stdout } = await htmap("errors", "ends");
  for (const words of Object.values(expected)) assertStringIncludes(stdout, words);
  assertStringIncludes(stdout, "end.ts:2"); // the user's own file and line
});

test(
  "the binary gives a component what its slot has, be it less or more than V8 takes by itself",
  async (htmap, box) => {
    await Deno.writeTextFile(
      `${box.root}/memory.ts`,
      `import { getHeapStatistics } from "node:v8";
     export function limits() {
       const limit = /Max data size +(\\d+)/.exec(Deno.readTextFileSync("/proc/self/limits"))?.[1];
       return {
         given: Number(/^Memory = (\\d+)/m.exec(Deno.readTextFileSync(".machine.ad"))?.[1]),
         heap: getHeapStatistics().heap_size_limit / 2 ** 20,
         all: Number(limit) / 2 ** 20,
       };
     }
     export function grow(what: string): string {
       if (!(limits().all < 4000)) throw new Error("its memory is not limited");
       const all: unknown[] = [];
       while (what === "values") all.push(new Array(100_000).fill(1.5));
       while (what === "arrays") all.push(new Uint8Array(90 * 2 ** 20).fill(1));
       return what;
     }`,
    );
    const inputs = ["values", "arrays", "nothing"].map((what) => JSON.stringify(what)).join("\n");
    await Deno.writeTextFile(`${box.root}/grow.jsonl`, inputs);
    const option = (memory: number): string => `request_memory=${memory}`;
    // One after the other: HTCondor gives a slot that has become free to another job as it is.
    const grow = ["memory.ts#grow", "--inputs", "grow.jsonl", "--tag", "grow", "-o", option(256)];
    const large = ["memory.ts#limits", "--range", "0:1", "--tag", "large", "-o", option(6000)];
    for (const [tag, args] of Object.entries({ grow, large })) {
      await htmap("map", ...args);
      const waited = await htmap("wait", tag, "--errors-ok", "--timeout", TIMEOUT);
      assertEquals(waited.code, 0, waited.stderr);
    }
    const { given, heap, all } = JSON.parse((await htmap("results", "large")).stdout);
    assert(given >= 6000 && heap >= given && all >= given, JSON.stringify({ given, heap, all }));
    assertEquals((await htmap("results", "grow")).stdout, '"nothing"\n');
    const reports = (await htmap("errors", "grow")).stdout;
    // A slot that is still kept from an earlier map may have more than was asked for.
    const ranOut = [...reports.matchAll(/the component ran out of memory: its job had (\d+) MB/g)];
    assertEquals(ranOut.length, 2, reports);
    assert(ranOut.every(([, had]) => Number(had) >= 256 && Number(had) < 4000), reports);
  },
);

test("the binary says that HTCondor is missing, and what to do", async (htmap, box) => {
  await Deno.writeTextFile(`${box.root}/id.ts`, "export default (x: number): number => x;\n");
  const { code, stderr } = await new Deno.Command(Deno.env.get("HTMAP_TEST_BINARY") ?? "", {
    args: ["map", "id.ts", "--range", "0:1", "--tag", "lost"],
    cwd: box.root,
    clearEnv: true,
    env: { ...box.env, HTMAP_BACKEND: "htcondor", PATH: "/nowhere" },
  }).output();
  assertEquals(code, 1);
  assertStringIncludes(new TextDecoder().decode(stderr), "condor_submit is not on PATH");
  assertEquals((await htmap("tags")).stdout, "");
});

test("htmap settings says which delivery was chosen for the pool, and why", async (htmap, box) => {
  const before = await htmap("settings");
  assertEquals(before.stdout.includes("# "), false, before.stdout);
  await Deno.writeTextFile(`${box.root}/id.ts`, "export default (x: number): number => x;\n");
  let said = "";
  let stdout = "";
  // On a busy pool what is asked may be answered too late for the first map, which then goes without, and so
  // may the job be back that looks.
  for (let n = 0; !stdout.includes("# ") || stdout.includes("that has not started yet"); n++) {
    const made = await htmap("map", "id.ts", "--range", "0:1", "--tag", `id-${n}`);
    assertEquals(made.code, 0, made.stderr);
    said += made.stderr;
    await htmap("wait", `id-${n}`, "--timeout", TIMEOUT);
    ({ stdout } = await htmap("settings"));
  }
  assertStringIncludes(said, 'DELIVERY_METHOD "auto" is ');
  assertStringIncludes(
    stdout,
    '# DELIVERY_METHOD "auto" is "shared" for this pool: the program runs',
  );
  assertStringIncludes(stdout, 'DELIVERY_METHOD = "auto"');
  assertEquals((await htmap("set", "DELIVERY_METHOD", "transplant")).code, 0);
  assertEquals((await htmap("settings")).stdout.includes("# "), false);
});

/** Copies the binary into a directory where one for another machine is beside it. */
async function besideAnother({ root }: Sandbox): Promise<string> {
  const binary = Deno.env.get("HTMAP_TEST_BINARY") ?? "";
  const bytes = await Deno.readFile(binary);
  await Deno.mkdir(`${root}/bin`);
  await Deno.writeFile(`${root}/bin/htmap`, bytes, { mode: 0o755 });
  const [other, machine] = Deno.build.arch === "x86_64" ? ["aarch64", 183] : ["x86_64", 62];
  // As to what is looked at, a file whose head names another machine is a program for that.
  new DataView(bytes.buffer).setUint16(18, Number(machine), true);
  await Deno.writeFile(`${root}/bin/htmap-linux-${other}`, bytes, { mode: 0o755 });
  return `${root}/bin/htmap`;
}

for (const method of ["transplant", "common"]) {
  test(
    `of two binaries a machine gets the one for it (${method})`,
    async (htmap, box) => {
      await Deno.writeTextFile(`${box.root}/arch.ts`, "export default () => Deno.build.arch;\n");
      const made = await untilAnswered(() =>
        htmap("map", "arch.ts", "--range", "0:2", "--tag", "arch")
      );
      if (method === "common" && made.code === 1) {
        assertStringIncludes(made.stderr, "cannot take files once a node");
        return;
      }
      assertEquals(made.code, 0, made.stderr);
      const waited = await htmap("wait", "arch", "--timeout", TIMEOUT);
      assertEquals(waited.code, 0, waited.stderr);
      assertEquals(
        (await htmap("results", "arch")).stdout,
        `"${Deno.build.arch}"\n`.repeat(2),
      );
      const directory = (await htmap("path", "arch")).stdout.trim();
      const description = await Deno.readTextFile(`${directory}/submissions/0.submit`);
      for (const arch of ["X86_64", "aarch64"]) {
        assertStringIncludes(description, `TARGET.Arch == "${arch}"`);
      }
      const { size } = await Deno.stat(Deno.env.get("HTMAP_TEST_BINARY") ?? "");
      const log = await Deno.readTextFile(`${directory}/events.log`);
      const [, bytes] = /(\d+) {2}- {2}Total Bytes Received By Job/.exec(log) ?? [];
      assert(Number(bytes) < (method === "common" ? 20_000 : 0.6 * size), `${bytes} of ${size}`);
    },
    { env: { HTMAP_DELIVERY: method }, program: besideAnother },
  );
}
