import { pathToFileURL } from "node:url";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { askPool } from "../../lib/backend/pool/facts.ts";
import { forgetProbe, readProbe, sendProbe } from "../../lib/backend/pool/probe.ts";
import { chosenSchedd } from "../../lib/backend/schedds.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import { programDigest } from "../../lib/submission/kept_runtime.ts";
import { resolveOptions } from "../../lib/submission/options.ts";
import { currentRuntime } from "../../lib/submission/runtime.ts";
import * as htmap from "../../mod.ts";
import {
  isLate,
  ON_POOL,
  testOnPool as test,
  untilAnswered,
  untilJobHas,
} from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";
import { saidBy } from "../helpers/said.ts";

const { errors } = htmap;

/** What the jobs of a map received, in bytes each, as the event log has it. */
async function bytesReceived(map: { paths: { events: string } }): Promise<number[]> {
  const log = await Deno.readTextFile(map.paths.events);
  return [...log.matchAll(/(\d+) {2}- {2}Total Bytes Received By Job/g)].map(([, bytes]) =>
    Number(bytes)
  );
}

/** Does something as where the pool's machines do not say that they have this machine's file system. */
async function elsewhere<T>(act: () => Promise<T>): Promise<T> {
  Deno.env.set("_CONDOR_FILESYSTEM_DOMAIN", "elsewhere.example");
  try {
    return await act();
  } finally {
    Deno.env.delete("_CONDOR_FILESYSTEM_DOMAIN");
  }
}

async function takesCommonFiles(): Promise<boolean> {
  return (await askPool(chosenSchedd(), {})).commonCpus > 0;
}

test("a transplant crosses the network compressed, and is whole where components run", async () => {
  htmap.settings.set("DELIVERY_METHOD", "transplant");
  const m = await htmap.map((x: number) => [2 * x, Deno.execPath()] as const, [1, 2], ON_POOL);
  const outputs = await m.toArray();
  assertEquals(outputs.map(([double]) => double), [2, 4]);
  for (const [, path] of outputs) assert(path.endsWith("/htmap_program"), path);
  const { size } = await Deno.stat(Deno.execPath());
  for (const bytes of await bytesReceived(m)) assert(bytes < 0.6 * size, `${bytes} of ${size}`);
});

test("common files cross the network once a node, and each job gets little more than its input", async (box) => {
  htmap.settings.set("DELIVERY_METHOD", "common");
  const work = (x: number): number => x + 1;
  if (!await takesCommonFiles()) {
    const make = () => untilAnswered(() => htmap.map(work, [1], ON_POOL));
    const error = await assertRejects(make, errors.HTCondorError);
    assertStringIncludes(error.message, 'Set DELIVERY_METHOD to "auto"');
    assertEquals(await htmap.getTags(), []);
    return;
  }
  const [data, tool, directory] = [`${box.root}/data.txt`, `${box.root}/tool`, `${box.root}/many`];
  await Deno.writeTextFile(data, "data".repeat(20_000), { mode: 0o644 });
  await Deno.writeTextFile(tool, "#!/bin/sh\necho tool $1\n", { mode: 0o755 });
  await Deno.mkdir(`${directory}/inner`, { recursive: true });
  await Deno.writeTextFile(`${directory}/inner/a b.txt`, "inner");
  const use = async (x: number): Promise<unknown> => {
    const { stdout } = await new Deno.Command("./tool", { args: [String(x)] }).output();
    return {
      size: (await Deno.stat("data.txt")).size,
      tool: new TextDecoder().decode(stdout),
      inner: await Deno.readTextFile("many/inner/a b.txt"),
    };
  };
  const mapOptions = { fixedInputFiles: [data, tool, directory] };
  const m = await untilAnswered(() => htmap.map(use, htmap.range(6), { ...ON_POOL, mapOptions }));
  const expected = [...htmap.range(6)].map((x) => ({
    size: 80_000,
    tool: `tool ${x}\n`,
    inner: "inner",
  }));
  assertEquals(await m.toArray(), expected);
  for (const bytes of await bytesReceived(m)) assert(bytes < 20_000, `${bytes}`);
  await m.rerun([1, 4]);
  assertEquals(await m.toArray(), expected);
});

test("a component that comes back to a node after it was vacated finds its common files again", async () => {
  htmap.settings.set("DELIVERY_METHOD", await takesCommonFiles() ? "common" : "transplant");
  const marker = `saved-${crypto.randomUUID()}`;
  const go = async (): Promise<string> => {
    const { checkpoint } = await import("htmap");
    const before = await Deno.readTextFile("here").catch(() => undefined);
    if (before !== undefined) return `again, after ${before}`;
    await Deno.writeTextFile("here", "a checkpoint");
    await checkpoint("here");
    await Deno.writeTextFile(marker, "");
    return await new Promise(() => setInterval(() => {}, 1000));
  };
  const m = await untilAnswered(() => htmap.map(go, [0], ON_POOL));
  await untilJobHas(marker);
  await m.vacate();
  assertEquals(await m.get(0, { timeout: PATIENCE }), "again, after a checkpoint");
});

test("DELIVERY_METHOD auto takes the file system that a job has seen, and says so once", async (box) => {
  htmap.settings.set("DELIVERY_METHOD", "auto");
  const left = `${box.directory.pool}/what-a-killed-process-has-left`;
  await Deno.mkdir(left, { recursive: true, mode: 0o700 });
  await Deno.utime(left, 0, 0);
  const options = { backend: "htcondor", mapOptions: { requirements: "true" } } as const;
  const where = (): string => Deno.execPath();
  // On a busy pool the probe may be back too late for the first map, which then goes without.
  let [said, place] = ["", ""];
  while (!said.includes('"auto" is "shared" for this pool')) {
    const lines = await saidBy(async () => {
      place = await (await htmap.map(where, [0], options)).get(0, { timeout: PATIENCE });
    });
    said = lines.join("\n");
  }
  assertEquals(place, Deno.execPath());
  assertEquals(await saidBy(() => htmap.map(where, [0], options)), []);
  // Other tests may have probes of their own in the queue, which one leaves some time after it has ended.
  const ofThis = `HTMapProbe =!= undefined && substr(Iwd, 0, ${box.root.length}) == "${box.root}"`;
  const args = ["-constraint", ofThis, "-af", "ClusterId"];
  while ((await runTool("condor_q", args, "failed")).stdout.trim() !== "") await pause();
  assertEquals([...Deno.readDirSync(box.directory.pool)].map(({ name }) => name), ["known.json"]);
});

test("DELIVERY_METHOD auto sends the program where the file system is another, and says how and why", async () => {
  htmap.settings.set("DELIVERY_METHOD", "auto");
  const common = await takesCommonFiles();
  const { version } = await askPool(chosenSchedd(), {});
  let m: htmap.HTMap<[number], string> | undefined;
  const make = () =>
    elsewhere(async () => {
      m = await htmap.map((_: number) => Deno.execPath(), [0], { backend: "htcondor" });
    });
  let said = await saidBy(make);
  // What a pool can do that does not answer in time is not known.
  while (said.some(isLate)) said = await saidBy(make);
  const words = common
    ? ['"auto" is "common"', "all of its machines take common files"]
    : ['"auto" is "transplant"', `HTCondor ${version} does not know how to do that`];
  for (const word of words) assertStringIncludes(said.join("\n"), word);
  assertStringIncludes(await m!.get(0), "execute/dir_");
});

test("a probe says that a machine sees another file under a path, or none", async (box) => {
  const given = resolveOptions({}, 1);
  const schedd = chosenSchedd();
  const runtime = await currentRuntime(box.directory);
  const { executable } = runtime;
  const keep = { directory: box.directory, id: runtime.id };
  const right = await programDigest(runtime, keep);
  const cases = [
    [{ [executable]: right }, "seen"],
    [{ [executable]: "0".repeat(64) }, "saw another file"],
    [{ [executable]: right, "/nowhere/at $all": "" }, "saw no /nowhere/at $all"],
  ] as const;
  for (const [files, expected] of cases) {
    const name = await sendProbe(box.directory, schedd, files, { given });
    const result = await readProbe(box.directory, name, files, { patience: PATIENCE });
    assertStringIncludes(result.state === "not seen" ? result.why : result.state, expected);
    await forgetProbe(box.directory, schedd, name, false, {});
  }
});

test("jobs fetch their program from where the settings say, and start nothing that is another", async (box) => {
  htmap.settings.set("DELIVERY_METHOD", "transplant");
  let serve: () => Promise<Response> | Response = () => new Response("none", { status: 404 });
  const listener = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(listener, () => serve());
  const url = `http://127.0.0.1:${server.addr.port}/files/deno.gz`;
  htmap.settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", url);
  const run = async (): Promise<htmap.HTMap<[number], number>> =>
    await htmap.map((x: number) => 2 * x, [21], ON_POOL);

  const missing = await run();
  while ((await missing.holds()).size === 0) await pause();
  assertStringIncludes(String((await missing.holds()).get(0)), url);

  const { id } = await currentRuntime(box.directory);
  const kept = `${box.directory.transplants}/${id}/htmap_program-${Deno.build.arch}.gz`;
  serve = async () => new Response((await Deno.open(kept)).readable);
  const whole = await run();
  assertEquals(await whole.get(0, { timeout: PATIENCE }), 42);
  htmap.settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", pathToFileURL(Deno.execPath()).href);
  assertEquals(await (await run()).get(0, { timeout: PATIENCE }), 42);
  htmap.settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", url);

  const other = new Blob(["#!/bin/sh\necho evil\n"]).stream();
  const bytes = await new Response(other.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  serve = () => new Response(bytes);
  const error = await (await run()).getError(0, { timeout: PATIENCE });
  assertStringIncludes(
    error.report(),
    `what came from ${url} is not the program that made the map`,
  );
});

test("a map whose program no machine of the pool can run says so, and what to do", async () => {
  htmap.registerDeliveryMethod("foreign", ({ runtime }) => ({
    descriptors: { executable: runtime.executable, transfer_executable: "False" },
    arguments: [],
    inputFiles: [],
    requirements: 'TARGET.Arch == "aarch64" && TARGET.HasCommonFilesTransfer >= 1',
  }));
  htmap.settings.set("DELIVERY_METHOD", "foreign");
  const m = await htmap.map((x: number) => x, [1, 2], { ...ON_POOL, tag: "foreign" });
  // The pool has only some seconds to answer, and is not asked again at once.
  const said = "no machine of the pool can run the map's program";
  let reason = "";
  while (!reason.includes(said)) reason = await untilAnswered(() => m.idleReason()) ?? "";
  assertStringIncludes(reason, "aarch64");
  assertStringIncludes(reason, "there are 1 with X86_64");
  let table = "";
  while (!table.includes(said)) table = await htmap.status([m]);
  assertStringIncludes(table, reason);
  htmap.settings.set("DELIVERY_METHOD", "shared");
  const fine = await htmap.map((x: number) => x, [1], { ...ON_POOL, mapOptions: { hold: true } });
  assertEquals(await untilAnswered(() => fine.idleReason()), undefined);
});

function pause(milliseconds = 200): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
