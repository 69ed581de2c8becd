import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type Sandbox, sandbox } from "../helpers/sandbox.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

/** Runs the binary as on a submit node without Deno. */
async function htmap(
  box: Sandbox,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(binary ?? "", {
    args,
    cwd: box.root,
    clearEnv: true,
    env: {
      ...box.env,
      HTMAP_BACKEND: "htcondor",
      PATH: "/usr/bin:/bin:/usr/sbin",
      CONDOR_CONFIG: Deno.env.get("CONDOR_CONFIG") ?? "",
    },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

function test(name: string, run: (box: Sandbox) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !binary,
    fn: async () => {
      await using box = await sandbox();
      try {
        await run(box);
      } finally {
        await htmap(box, "clean", "--all");
      }
    },
  });
}

test("the binary maps a TypeScript function with imports on a pool, and is its own payload there", async (box) => {
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
  const made = await htmap(box, "map", "work.ts#triple", "--range", "0:10", "--tag", "tripled");
  assertEquals([made.code, made.stdout], [0, "tripled\n"], made.stderr);
  const waited = await htmap(box, "wait", "tripled", "--timeout", "120");
  assertEquals(waited.code, 0, waited.stderr);
  const results = await htmap(box, "results", "tripled");
  assertEquals(results.stdout, Array.from({ length: 10 }, (_, x) => `${3 * x}\n`).join(""));
  assertEquals((await htmap(box, "stdout", "tripled", "4")).stdout, "tripling 4\n");
  assertMatch((await htmap(box, "status")).stdout, /tripled\s+0\s+0\s+0\s+0\s+10\b/);
  assertEquals((await htmap(box, "tags")).stdout, "tripled\n");

  await htmap(box, "map", "work.ts#where", "--range", "0:1", "--tag", "where");
  await htmap(box, "wait", "where", "--timeout", "120");
  assertStringIncludes((await htmap(box, "results", "where")).stdout, "execute/dir_");

  assertEquals((await htmap(box, "remove", "tripled", "where")).code, 0);
  assertEquals((await htmap(box, "tags")).stdout, "");
});

test("the binary reports whatever ends a component", async (box) => {
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
  const made = await htmap(box, "map", "end.ts", "--inputs", "inputs.jsonl", "--tag", "ends");
  assertEquals(made.code, 0, made.stderr);
  const waited = await htmap(box, "wait", "ends", "--errors-ok", "--timeout", "120");
  assertEquals(waited.code, 0, waited.stderr);
  const { stdout } = await htmap(box, "errors", "ends");
  for (const words of Object.values(expected)) assertStringIncludes(stdout, words);
  assertStringIncludes(stdout, "end.ts:2"); // the user's own file and line
});

test("the binary gives a component what its slot has, be it less or more than V8 takes by itself", async (box) => {
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
    await htmap(box, "map", ...args);
    const waited = await htmap(box, "wait", tag, "--errors-ok", "--timeout", "120");
    assertEquals(waited.code, 0, waited.stderr);
  }
  const { given, heap, all } = JSON.parse((await htmap(box, "results", "large")).stdout);
  assert(given >= 6000 && heap >= given && all >= given, JSON.stringify({ given, heap, all }));
  assertEquals((await htmap(box, "results", "grow")).stdout, '"nothing"\n');
  const reports = (await htmap(box, "errors", "grow")).stdout;
  const ranOut = reports.match(/the component ran out of memory: its job had 256 MB/g);
  assertEquals(ranOut?.length, 2, reports);
});

test("the binary says that HTCondor is missing, and what to do", async (box) => {
  await Deno.writeTextFile(`${box.root}/id.ts`, "export default (x: number): number => x;\n");
  const { code, stderr } = await new Deno.Command(binary ?? "", {
    args: ["map", "id.ts", "--range", "0:1", "--tag", "lost"],
    cwd: box.root,
    clearEnv: true,
    env: { ...box.env, HTMAP_BACKEND: "htcondor", PATH: "/nowhere" },
  }).output();
  assertEquals(code, 1);
  assertStringIncludes(new TextDecoder().decode(stderr), "condor_submit is not on PATH");
  assertEquals((await htmap(box, "tags")).stdout, "");
});
