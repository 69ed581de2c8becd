/**
 * The binary for arm64, run by qemu: it does what that for x86_64 does.
 *
 * @module
 */

import { assert, assertEquals } from "../deps.ts";
import { decode } from "../../lib/codec/codec.ts";
import { outcome, Place } from "../helpers/cli.ts";
import { type JobDirectory, jobDirectory } from "../helpers/job_directory.ts";
import { compareVersions, neededGlibc, NEWEST_GLIBC } from "../toolchain/glibc.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");
const other = Deno.env.get("HTMAP_TEST_ARM64_BINARY");
const runner = Deno.env.get("HTMAP_TEST_ARM64_RUN");
const within = Deno.env.get("HTMAP_TEST_ARM64_WITHIN");
const ignore = binary === undefined || other === undefined || runner === undefined;

/** Runs a program, which must succeed, and gives what it printed. */
async function printed(argv: readonly string[], cwd?: string): Promise<string> {
  const child = new Deno.Command(argv[0]!, {
    args: argv.slice(1),
    cwd,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await outcome(child);
  assertEquals(code, 0, stderr);
  return stdout;
}

/** Runs a job on both machines, and gives what came of it on each. */
async function onBoth<A extends unknown[]>(
  func: (...args: A) => unknown,
  inputs: readonly A[],
): Promise<ReturnType<JobDirectory["outputs"]>[]> {
  const all: ReturnType<JobDirectory["outputs"]>[] = [];
  for (const command of [[binary!], [runner!, other!]]) {
    await using job = await jobDirectory(func, inputs);
    await printed([...command, "execute", "0", "0"], job.path);
    all.push(job.outputs());
  }
  return all;
}

/** Values of most kinds there are, and some arithmetic that a machine could get wrong. */
const captured = { offset: 2n ** 70n, date: new Date(0), by: new Map([["π", Math.PI]]) };

function values(x: number): unknown {
  const floats = Float64Array.from({ length: 100 }, (_, i) => Math.sin(x + i) * 1e300 ** (i % 2));
  return {
    ...captured,
    sum: captured.offset + BigInt(x),
    floats,
    narrow: new Float32Array(floats),
    bytes: new Uint8Array(new Uint32Array([x, 0xdeadbeef]).buffer),
    sorted: ["ä", "z", "a", "Z"].toSorted((a, b) => a.localeCompare(b, "de")),
    odd: [-0, NaN, Infinity, undefined, null, /x/giu, new Set([x])],
    text: `${x.toFixed(20)} ${new Date(x * 1e9).toISOString()} 🧪`,
  };
}

Deno.test({
  name: "the binary for arm64 says the same version as that for x86_64",
  ignore,
  fn: async () => {
    const version = await printed([binary!, "--version"]);
    assertEquals(await printed([runner!, other!, "--version"]), version);
  },
});

Deno.test({
  name: "the binary for arm64 runs a job, and its results are those of x86_64, byte for byte",
  ignore,
  fn: async () => {
    const [own, theirs] = await onBoth(values, [[0], [1], [-3e6]]);
    assertEquals(own!.map(({ status }) => status), ["OK", "OK", "OK"]);
    assertEquals(theirs!.map(({ content }) => content), own!.map(({ content }) => content));
  },
});

Deno.test({
  name: "a job on arm64 knows that it is on arm64",
  ignore,
  fn: async () => {
    const [own, theirs] = await onBoth(() => Deno.build.arch, [[]]);
    const archs = [own, theirs].map((records) => decode(records![0]!.content));
    assertEquals(archs, ["x86_64", "aarch64"]);
  },
});

Deno.test({
  name: "a component that throws on arm64 is reported as on x86_64",
  ignore,
  fn: async () => {
    const [own, theirs] = await onBoth((x: number) => {
      if (x === 1) throw new RangeError(`not ${x}`);
      return x;
    }, [[0], [1], [2]]);
    assertEquals(own!.map(({ status }) => status), ["OK", "ERR", "OK"]);
    assertEquals(theirs!.map(({ status }) => status), ["OK", "ERR", "OK"]);
    for (const records of [own, theirs]) {
      const report = Object(decode(records![1]!.content));
      assertEquals([report.name, report.message], ["RangeError", "not 1"]);
    }
  },
});

Deno.test({
  name: "a whole map runs on this machine with the binary for arm64",
  ignore: ignore || within === undefined,
  fn: async () => {
    // qemu runs the scheduler and the jobs, too, which the binary starts by itself.
    await using place = await Place.make({ command: [within!, other!], env: {}, htmap: "htmap" });
    const path = await place.write(
      "work.ts",
      "export default (x: number): unknown => [2 * x, Deno.build.arch];",
    );
    const args = ["map", path, "--range", "0:3", "--tag", "other", "--results", "jsonl"];
    const lines = (await place.ok(args)).trim().split("\n");
    const results = lines.map((line) => JSON.parse(line));
    assertEquals(results, [[0, "aarch64"], [2, "aarch64"], [4, "aarch64"]]);
    assertEquals(await place.ok(["results", "other"]), lines.map((line) => `${line}\n`).join(""));
  },
});

Deno.test({
  name: "the binary for arm64 needs no newer glibc than is promised",
  ignore,
  fn: async () => {
    const glibc = neededGlibc(await Deno.readFile(other!));
    assert(glibc !== undefined && compareVersions(glibc, NEWEST_GLIBC) <= 0, glibc);
  },
});
