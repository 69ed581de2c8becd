import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { isThere } from "../../lib/base/files.ts";
import { MapHandle } from "../../lib/map/handle.ts";
import { rerun } from "../../lib/map/rerun.ts";
import { dropVersion, readVersions } from "../../lib/map/versions.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import * as htmap from "../../mod.ts";
import { FROM_SOURCE, Place } from "../helpers/cli.ts";
import { testMending } from "../helpers/mending_behaviour.ts";
import { saidBy } from "../helpers/said.ts";
import { testInSandbox } from "../helpers/sandbox.ts";

const { errors } = htmap;

testMending("local");

const QUIET = { backend: "local", quiet: true } as const;

/** Opens a map as another process does. */
async function reopened(m: Pick<htmap.HTMap, "tag" | "paths">): Promise<MapHandle> {
  return await MapHandle.open(HTMapDirectory.current(), m.tag, m.paths.uuid);
}

/** Changes what a map's directory says of it. */
async function redescribe(
  { paths }: Pick<htmap.HTMap, "paths">,
  change: (description: Record<string, unknown>) => void,
): Promise<void> {
  const description = JSON.parse(await Deno.readTextFile(paths.description));
  change(description);
  await Deno.writeTextFile(paths.description, JSON.stringify(description));
}

Deno.test("htmap rerun mends what failed, says that a source has changed, and shows what came of which code", async () => {
  await using place = await Place.make(FROM_SOURCE);
  const write = async (most: number): Promise<string> =>
    await place.write(
      "work.ts",
      `export default function work(x: number): number {
  if (x > ${most}) throw new Error(x + " is too much");
  return 10 * x;
}`,
    );
  const path = await write(2);
  await place.ok(["map", "work.ts", "-r", "0:6", "-t", "w", "-o", "chunk=3"]);
  await place.ok(["wait", "w", "--errors-ok"]);
  const unchanged = await place.run(["rerun", "components", "w", "4"]);
  assertEquals(unchanged.stderr, "Running 4 of w again\n");
  await place.ok(["wait", "w", "--errors-ok"]);

  await write(4);
  const changed = await place.run(["rerun", "map", "w", "--errored"]);
  assertStringIncludes(changed.stderr, `The source has changed since, in ${path}`);
  assertStringIncludes(changed.stderr, "Running 3 of 6 components of w again");
  await place.ok(["wait", "w", "--errors-ok"]);
  const quiet = await place.run(["rerun", "components", "w", "5", "--quiet"]);
  assertEquals(quiet.stderr, "Running 5 of w again\n");
  await place.ok(["wait", "w", "--errors-ok"]);

  const mended = ["--with", "work.ts", "-o", "request_memory=300MB"];
  assertStringIncludes(
    (await place.run(["rerun", "map", "w", "--errored", ...mended])).stderr,
    "Running 3 of 6 components of w again",
  );
  await place.ok(["wait", "w", "--errors-ok"]);
  assertEquals((await place.ok(["components", "w"])).split("\n").slice(2, 6), [
    "2 COMPLETED version 1",
    "3 COMPLETED version 2",
    "4 COMPLETED version 2",
    "5 ERRORED version 2",
  ]);
  assertStringIncludes(await place.ok(["errors", "w"]), "With version 2 of 2 of the map");
  const versions = (await place.ok(["versions", "w"])).trim().split("\n");
  assertEquals(versions.length, 4);
  assert(/^ +2 .*request_memory = 300MB +3-5$/.test(versions[3] ?? ""), versions[3]);

  const nothing = await place.run(["rerun", "map", "w", "--removed"]);
  assertEquals(nothing.stderr, 'Nothing of the map "w" runs again: no component was removed\n');
  for (
    const [args, said] of [
      [["--errored", "--removed"], "not both"],
      [["-o", "chunk=2"], "--chunk NUMBER"],
    ] as const
  ) {
    const { code, stderr } = await place.run(["rerun", "map", "w", ...args]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, said);
  }
  const missing = await place.run(["rerun", "map", "w", "--with", "none.ts"]);
  assertEquals(missing.code, 1);
  assertStringIncludes(missing.stderr, "There is no file none.ts");
});

testInSandbox("what a backend refuses leaves neither jobs nor a version", async () => {
  const m = await htmap.map((x: number) => x, [1, 2], QUIET);
  await m.wait();
  const environment = '"A=1';
  await assertRejects(
    () => m.rerun([0], { with: (x: number) => 2 * x, mapOptions: { environment } }),
    errors.InvalidOption,
  );
  assertEquals((await m.versions()).length, 1);
  assertEquals([...Deno.readDirSync(m.paths.versions)], []);
  assertEquals(isThere(m.paths.submittedJobs(1)), false);
  await m.rerun([0]);
  assertEquals(await m.toArray(), [1, 2]);
  assertEquals((await m.versions()).map(({ components }) => components), [[0, 1]]);
});

testInSandbox("what changes nothing of a map makes no version of it", async () => {
  const m = await htmap.map((x: number) => x, [1, 2], QUIET);
  await m.wait();
  assertEquals(await m.rerun([0], { mapOptions: {} }), [0]);
  await m.wait();
  assertEquals(await m.rerun([1], { mapOptions: { request_memory: undefined } }), [1]);
  await m.wait();
  assertEquals((await m.versions()).length, 1);
  await m.remove();
});

testInSandbox("rerun() can take the requirements of a map away", async () => {
  const mapOptions = { requirements: 'Machine == "none"' };
  const m = await htmap.map((x: number) => x, [1], { ...QUIET, mapOptions });
  await m.wait();
  const described = async (submission: number): Promise<boolean> =>
    (await Deno.readTextFile(m.paths.submitDescription(submission))).includes(
      'Machine == "none"',
    );
  assertEquals(await described(0), true);
  await m.rerun([0], { mapOptions: { requirements: null } });
  await m.wait();
  assertEquals(await described(1), false);
  assertEquals((await m.versions())[1]?.mapOptions, { requirements: "null" });
  await m.remove();
});

testInSandbox(
  "a rerun that is stopped before it is submitted leaves the map as it was",
  async () => {
    const m = await htmap.map((x: number) => x, [1, 2], QUIET);
    await m.wait();
    const signal = AbortSignal.abort(new Error("stopped"));
    const mended = (x: number): number => 2 * x;
    await assertRejects(() => m.rerun([0], { with: mended, signal }), Error, "stopped");
    assertEquals((await m.versions()).length, 1);
    assertEquals(await m.toArray(), [1, 2]);
  },
);

testInSandbox(
  "of two processes that mend a map at once, each makes a version of its own",
  async () => {
    const m = await htmap.map((x: number) => `${x}`, htmap.range(4), QUIET);
    await m.wait();
    const others = await Promise.all([reopened(m), reopened(m), reopened(m)]);
    await Promise.all(
      others.map((handle, index) => rerun(handle, [index], { with: () => `by ${index}` })),
    );
    assertEquals(await m.toArray(), ["by 0", "by 1", "by 2", "3"]);
    assertEquals((await m.versions()).map(({ components }) => components.length), [1, 1, 1, 1]);
  },
);

testInSandbox(
  "jobs of a map that an earlier htmap made run as wholes, until they are mended",
  async () => {
    const work = (x: number): string => {
      if (x % 2 === 1) throw new Error(`${x} is odd`);
      return `${x}`;
    };
    const m = await htmap.map(work, htmap.range(6), { ...QUIET, mapOptions: { chunk: 3 } });
    await m.wait({ errorsOk: true });
    await redescribe(m, (description) => {
      delete description.runsParts;
      description.version = "0.1.0";
    });
    const handle = await reopened(m);
    const said = await saidBy(async () => {
      assertEquals(await rerun(handle, [4], {}), [3, 4, 5]);
    });
    assertEquals(said.length, 1);
    assertStringIncludes(said[0] ?? "", "3 components run again, and not only 1");
    await m.wait({ errorsOk: true });
    // What this htmap captures is run by this htmap.
    assertEquals(await rerun(handle, "errored", { with: (x: number) => `mended ${x}` }), [1, 3, 5]);
    assertEquals(await m.toArray(), ["0", "mended 1", "2", "mended 3", "4", "mended 5"]);
    assertEquals(await rerun(handle, [0], {}), [0]);
    assertEquals(await m.get(0), "mended 0");
  },
);

testInSandbox(
  "a mapped function brings its options along when a map is mended with it",
  async () => {
    const m = await htmap.map((x: number) => x, [1, 2], { ...QUIET, mapOptions: { chunk: 2 } });
    await m.wait();
    const options = { request_memory: "300MB", environment: "A=1", chunk: 5 };
    const mended = htmap.mapped((x: number): number => x + Number(Deno.env.get("A")), options);
    await m.rerun([1], { with: mended, mapOptions: { environment: "A=10" } });
    assertEquals(await m.toArray(), [1, 12]);
    const [, { mapOptions } = { mapOptions: {} }] = await m.versions();
    assertEquals(mapOptions, { environment: "A=10", request_memory: "300MB" });
  },
);

testInSandbox(
  "what a mending left behind is removed by clean(), and in nobody's way before",
  async () => {
    const m = await htmap.map((x: number) => x, [1], { ...QUIET, tag: "kept" });
    await m.wait();
    await m.rerun([0], { with: (x: number) => 2 * x });
    const left = `${m.paths.versions}/.htmap-tmp-${crypto.randomUUID()}`;
    await Deno.mkdir(left);
    await Deno.writeTextFile(`${left}/version.json`, "{");
    const yesterday = new Date(Date.now() - 24 * 3600_000);
    await Deno.utime(left, yesterday, yesterday);
    assertEquals(await m.toArray(), [2]);
    await htmap.clean();
    assertEquals([...Deno.readDirSync(m.paths.versions)].map(({ name }) => name), ["2"]);
    // One that was made, and then nothing was submitted, counts from then on.
    const handle = await reopened(m);
    const [, second] = await readVersions(m.paths, handle.description);
    assertEquals(second?.functionVersion, 2);
    await dropVersion(m.paths, 2);
    await m.rerun([0]);
    assertEquals(await m.get(0), 1);
  },
);

testInSandbox(
  "a function can only be mended with one that takes the map's inputs and gives its results",
  async () => {
    const m = await htmap.map((x: number) => x, [1], QUIET);
    await m.wait();
    await m.rerun([0], { with: async (x: number) => await Promise.resolve(x + 1) });
    assertEquals(await m.get(0), 2);
    // @ts-expect-error -- the results of this map are numbers
    await m.rerun([0], { with: (x: number) => `${x}` });
    assertEquals(await m.get(0) as unknown, "1");
    // @ts-expect-error -- and its inputs, too
    await m.rerun([0], { with: (x: { y: number }) => x.y });
    assertEquals(await m.get(0), undefined as unknown as number);
    const loaded = await htmap.load(m.tag);
    await loaded.rerun([0], { with: (x: number) => x });
    assertEquals(await m.get(0), 1);
    await m.rerun([0], { with: htmap.program(["echo", "{0}"]) as unknown as () => number });
    assertEquals(await m.get(0) as unknown, "1\n");
    await assertRejects(
      () => m.rerun([0], { with: htmap.program(["echo", "{1}"]) as unknown as () => number }),
      errors.InvalidArgument,
      "Component 0",
    );
  },
);
