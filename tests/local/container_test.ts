import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { isThere } from "../../lib/base/files.ts";
import { isMapUuid } from "../../lib/store/paths.ts";
import { PATIENCE } from "../helpers/patience.ts";
import { testInSandbox as test } from "../helpers/sandbox.ts";
import { script, spawn } from "../helpers/script.ts";
import { until } from "./local_backend_map.ts";

const { errors } = htmap;
const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;

/** What runs a program as the first process of a process table of its own, as a container does. */
const CONTAINER = [
  "unshare",
  ...(Deno.uid() === 0 ? [] : ["--user", "--map-root-user"]),
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
];

/** Whether that is allowed here: in a chroot, an ordinary user may not. */
async function canContain(): Promise<boolean> {
  const [program = "", ...args] = CONTAINER;
  try {
    return (await new Deno.Command(program, { args: [...args, "true"], stderr: "null" }).output())
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const contained = await canContain();

/** Makes a map whose inputs do not come, and meanwhile runs another script in the same container. */
const MAKES = `
  async function* inputs() {
    yield 1;
    console.log("process", Deno.pid);
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  }
  await htmap.map((x) => x, inputs(), { tag: "slow" });
`;

test(
  "clean() leaves a map that is being made in another container, by its first process",
  async (box) => {
    const maker = spawn(box, MAKES, { wrapper: CONTAINER });
    const reader = maker.stdout.getReader();
    const { value } = await reader.read();
    assertEquals(new TextDecoder().decode(value), "process 1\n");
    assertEquals(await htmap.clean(), []);
    assertEquals(await htmap.clean({ all: true }), []);
    const error = await assertRejects(() => htmap.remove("slow"), errors.MapIsBeingMade);
    assertEquals([error.pid, error.isElsewhere], [1, true]);
    assertStringIncludes(error.message, "`htmap remove --force slow`");
    const incomplete = await assertRejects(() => htmap.load("slow"), errors.IncompleteMap);
    assertStringIncludes(incomplete.message, "`htmap remove --force slow`");
    // Of the other one, nobody can say whether it runs.
    const { stdout } = await script(
      box,
      "console.log(JSON.stringify([Deno.pid, await htmap.clean({ all: true })]));",
      { wrapper: CONTAINER },
    );
    assertEquals(stdout, "[1,[]]\n");
    maker.kill("SIGKILL");
    await Promise.all([maker.status, reader.cancel(), maker.stderr.cancel()]);
    await htmap.remove("slow", { force: true });
    assertEquals([...Deno.readDirSync(box.directory.maps)], []);
  },
  !contained,
);

test(
  "clean() sees in the same container whether its first process still makes a map",
  async (box) => {
    const cleans = `
    const cleaner = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", Deno.mainModule.slice(7), "clean"],
      stderr: "inherit",
    });
    if (Deno.args[0] === "clean") {
      console.log(JSON.stringify(await htmap.clean({ all: true })));
    } else {
      async function* inputs() {
        yield 1;
        const { stdout } = await cleaner.output();
        console.log(Deno.pid, new TextDecoder().decode(stdout).trim());
      }
      const m = await htmap.map((x) => x, inputs(), { tag: "mine" });
      await m.remove();
    }
  `;
    const { stdout, stderr } = await script(box, cleans, { wrapper: CONTAINER });
    assertEquals(stdout, "1 []\n", stderr);
  },
  !contained,
);

test("a map of a container that has ended goes on", async (box) => {
  const makes = `
    await htmap.map(async (x) => {
      while (!await Deno.stat(${JSON.stringify(`${box.root}/go`)}).catch(() => false)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return 2 * x;
    }, [1, 2], { tag: "mine" });
    console.log("made");
  `;
  const { stdout, stderr } = await script(box, makes, { wrapper: CONTAINER });
  assertEquals(stdout, "made\n", stderr);
  await Deno.writeTextFile(`${box.root}/go`, "");
  const m = await htmap.load("mine");
  assertEquals(await m.toArray({ timeout: PATIENCE }), [2, 4]);
  await m.remove();
}, !contained);

test("a map that a container runs is run by it alone", async (box) => {
  const makes = `
    const m = await htmap.map(async (x) => {
      await Deno.writeTextFile(${JSON.stringify(`${box.root}/runs`)}, "run\\n", { append: true });
      while (!await Deno.stat(${JSON.stringify(`${box.root}/go`)}).catch(() => false)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return 2 * x;
    }, [1], { tag: "mine" });
    console.log("made");
    await m.wait();
  `;
  const container = spawn(box, makes, { wrapper: CONTAINER });
  const reader = container.stdout.getReader();
  await reader.read();
  await until(() => isThere(`${box.root}/runs`), () => "the component to run");
  const m = await htmap.load("mine");
  const { stdout } = await script(
    box,
    'console.log(await (await htmap.load("mine")).componentStatuses());',
    { wrapper: CONTAINER },
  );
  assertEquals(stdout, '[ "RUNNING" ]\n');
  await Deno.writeTextFile(`${box.root}/go`, "");
  assertEquals(await m.toArray({ timeout: PATIENCE }), [2]);
  assertEquals(await Deno.readTextFile(`${box.root}/runs`), "run\n");
  await Promise.all([container.status, reader.cancel(), container.stderr.cancel()]);
  await m.remove();
}, !contained);

test("a map whose making cannot be looked at stays, and goes by force", async (box) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* inputs(): AsyncGenerator<number> {
    yield 1;
    await promise;
  }
  const refused = htmap.map(double, inputs(), { ...LOCAL, tag: "slow" }).catch((error) => error);
  while ((await htmap.getTags()).length === 0) await new Promise((next) => setTimeout(next, 5));
  const [uuid] = [...Deno.readDirSync(box.directory.maps)].map(({ name }) => name).filter(
    isMapUuid,
  );
  const { making } = box.directory.map(uuid ?? "");
  const alive = await assertRejects(() => htmap.load("slow"), errors.IncompleteMap);
  assertStringIncludes(alive.message, `process ${Deno.pid} on ${Deno.hostname()} is still at it`);
  const there = { pid: 1, table: "pid:[1]", host: "container" };
  const self = JSON.parse(await Deno.readTextFile(making));
  await Deno.writeTextFile(making, JSON.stringify({ ...self, ...there }));
  assertEquals(await htmap.clean({ all: true }), []);
  const error = await assertRejects(() => htmap.remove("slow"), errors.MapIsBeingMade);
  assertEquals([error.pid, error.host, error.isElsewhere], [1, "container", true]);
  await htmap.remove("slow", { force: true });
  resolve();
  assert(await refused instanceof errors.HTMapError);
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
});

test("a map whose making cannot be looked at and that never got a tag goes after an hour", async (box) => {
  await box.directory.ensure();
  const paths = box.directory.map(crypto.randomUUID());
  await Deno.mkdir(paths.root);
  const maker = { pid: 1, start: "1", boot: "another", table: "pid:[1]", host: "container" };
  await Deno.writeTextFile(paths.making, JSON.stringify(maker));
  await htmap.clean({ all: true });
  assert(isThere(paths.root));
  const before = new Date(Date.now() - 2 * 3_600_000);
  await Deno.utime(paths.making, before, before);
  await htmap.clean();
  assert(!isThere(paths.root));
});
