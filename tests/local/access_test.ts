import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { readLock } from "../../lib/backend/local/lock.ts";
import { isThere } from "../../lib/base/files.ts";
import { EventLog, eventText } from "../../lib/events/writer.ts";
import { testInSandbox as test } from "../helpers/sandbox.ts";
import { script } from "../helpers/script.ts";
import { until, untilOver } from "./local_backend_map.ts";

const { errors } = htmap;
const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;

/** Does what the error says, which must then be all there is to do. */
async function followAdvice(error: Error): Promise<void> {
  const command = /`(chmod [^`]*)`/.exec(error.message)?.[1];
  assert(command, error.message);
  const { success } = await new Deno.Command("/bin/sh", { args: ["-c", command] }).output();
  assert(success, command);
}

for (const part of ["root", "maps", "tags", "transplants"] as const) {
  for (const mode of part === "root" ? [0o775, 0o757, 0o1777] : [0o775]) {
    test(`every call refuses ${part} with mode ${mode.toString(8)}, and says how to close it`, async (box) => {
      const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
      await m.wait();
      const { directory } = box;
      await Deno.chmod(directory[part], mode);
      let error: Error = new Error("nothing was refused");
      for (
        const call of [
          () => htmap.load("mine"),
          () => htmap.loadMaps(),
          () => htmap.getTags(),
          () => htmap.status(),
          () => htmap.remove("mine"),
          () => htmap.clean({ all: true }),
          () => htmap.map(double, [1], LOCAL),
          () => m.hold(),
          () => m.setMemory(100),
          () => m.rerun(),
          () => m.retag("other"),
          () => m.remove({ force: true }),
        ]
      ) {
        error = await assertRejects(call, errors.UnusableDirectory);
        assertStringIncludes(error.message, directory[part]);
      }
      await followAdvice(error);
      assertEquals(await (await htmap.load("mine")).toArray(), [2]);
      await m.remove();
    });
  }
}

test("a map that others may write in is refused, and does not keep the others from being seen", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "open" });
  const good = await htmap.map(double, [1], { ...LOCAL, tag: "good" });
  for (const each of [m, good]) await each.wait();
  await Deno.chmod(m.paths.root, 0o775);
  let error: Error = new Error("nothing was refused");
  for (
    const call of [
      () => htmap.load("open"),
      () => htmap.remove("open"),
      () => m.hold(),
      () => m.rerun(),
      () => m.retag("other"),
      () => m.remove(),
    ]
  ) {
    error = await assertRejects(call, errors.UnusableDirectory);
    assertStringIncludes(error.message, `\`chmod go-w ${m.paths.root}\``);
  }
  const all = "console.log((await htmap.loadMaps()).map(({ tag }) => tag).join());";
  const { stdout, stderr } = await script(box, all);
  assertEquals(stdout, "good\n");
  assertStringIncludes(stderr, error.message);
  // What can be removed is, and what cannot is said.
  await assertRejects(() => htmap.clean({ all: true }), errors.UnusableDirectory);
  assertEquals(await htmap.getTags(), ["open"]);
  await followAdvice(error);
  assertEquals(await m.toArray(), [2]);
  await m.remove();
});

test("a map whose log may not be read does not keep the others from being seen", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "shut" });
  const good = await htmap.map(double, [1], { ...LOCAL, tag: "good" });
  for (const each of [m, good]) await each.wait();
  await Deno.remove(`${m.paths.root}/overview.json`).catch(() => {}); // what was known of it
  await Deno.chmod(m.paths.events, 0o000);
  if (Deno.uid() === 0) return; // who may read everything
  const { stdout, stderr } = await script(box, "console.log(await htmap.status());");
  assertStringIncludes(stdout, "good");
  assertStringIncludes(stderr, "you may not read its events.log");
  await followAdvice(new Error(stderr));
  assertEquals(await m.componentStatuses(), ["COMPLETED"]);
  await m.remove();
});

test("a map whose directory was moved away is told of as that, and is there when it is back", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "moved" });
  await m.wait();
  await Deno.rename(m.paths.root, `${m.paths.root}-away`);
  const load = "console.log(await (await htmap.load('moved')).toArray());";
  const { stderr } = await script(box, load);
  assertStringIncludes(stderr, `The directory of the map "moved" is gone: ${m.paths.root}`);
  await Deno.rename(`${m.paths.root}-away`, m.paths.root);
  assertStringIncludes((await script(box, load)).stdout, "[ 2 ]");
  await m.remove();
});

test("a directory in a map is refused where others get at it", async () => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  await m.wait();
  await Deno.chmod(m.paths.submissions, 0o775);
  await htmap.load("mine"); // nobody else gets there
  await Deno.chmod(m.paths.root, 0o755);
  const error = await assertRejects(() => htmap.load("mine"), errors.UnusableDirectory);
  assertEquals(error.path, m.paths.submissions);
  await followAdvice(error);
  await htmap.load("mine");
  await m.remove();
});

test("what others have put into a map is not run by who looks at it", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  const { paths } = m;
  await untilOver(paths);
  await Deno.chmod(paths.root, 0o775);
  // A second cluster, whose program tells that it was run.
  const told = `${box.root}/told`;
  const program = `${box.root}/program.sh`;
  await Deno.writeTextFile(program, `#!/bin/sh\ntouch ${told}\n`, { mode: 0o755 });
  const submission = JSON.parse(await Deno.readTextFile(paths.localSubmission(1)));
  await Deno.writeTextFile(
    paths.localSubmission(2),
    JSON.stringify({ ...submission, index: 1, executable: program, arguments: [] }),
  );
  using log = new EventLog(paths.events, true);
  log.write(
    eventText({ cluster: 2, proc: 0 }, { event: "submitted", notes: "htmap submission 1" }),
  );
  const looks = `try { await htmap.load("mine") } catch (error) { console.log(error.name) }
    console.log(await htmap.status());
    try { await htmap.remove("mine") } catch (error) { console.log(error.name) }`;
  const { stdout } = await script(box, looks);
  assertEquals(stdout.match(/UnusableDirectory/g)?.length, 2);
  assertEquals(readLock(paths).holder, undefined);
  assert(!isThere(told));
  await Deno.chmod(paths.root, 0o700);
  // To its own user it is a job of the map: so the test would have seen it run.
  await script(box, 'await htmap.load("mine");');
  await until(
    () => isThere(told),
    () => `the program to run: ${Deno.readTextFileSync(paths.localLog)}`,
  );
  await m.remove();
});

test("a directory named with TRANSPLANT.DIR is refused if others may write in it", async (box) => {
  const named = `${box.root}/runtimes`;
  htmap.settings.set("TRANSPLANT.DIR", named);
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  assertEquals(((await Deno.stat(named)).mode ?? 0) & 0o777, 0o700);
  const [{ path } = { path: "" }] = await htmap.transplants();
  await Deno.chmod(path, 0o777);
  const inner = await assertRejects(() => htmap.map(double, [1], LOCAL), errors.UnusableDirectory);
  assertEquals(inner.path, path);
  await followAdvice(inner);
  await Deno.chmod(named, 0o770);
  const error = await assertRejects(() => htmap.load("mine"), errors.UnusableDirectory);
  assertEquals(error.path, named);
  await followAdvice(error);
  await m.remove();
});

test("HTMAP_DIR may be a link: what counts is what it leads to", async (box) => {
  const scratch = `${box.root}/scratch`;
  await Deno.mkdir(scratch, { mode: 0o700 });
  await Deno.symlink(scratch, box.directory.root);
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "mine" });
  assertEquals(await m.toArray(), [2]);
  await Deno.chmod(scratch, 0o777);
  await assertRejects(() => htmap.load("mine"), errors.UnusableDirectory, "chmod go-w");
  await Deno.chmod(scratch, 0o700);
  await m.remove();
});

test("a directory that everyone may put another in the place of is refused, before it holds a map", async (box) => {
  await Deno.chmod(box.root, 0o755);
  const shared = `${box.root}/shared`;
  await Deno.mkdir(shared);
  await Deno.chmod(shared, 0o777);
  htmap.settings.set("HTMAP_DIR", `${shared}/htmap`);
  const error = await assertRejects(() => htmap.map(double, [1], LOCAL), errors.UnusableDirectory);
  assertStringIncludes(error.message, shared);
  await followAdvice(error);
  const m = await htmap.map(double, [1], LOCAL);
  await m.remove();
});

test("all directories are made for their user alone, whatever the umask", async (box) => {
  const make = `const m = await htmap.map((x) => x, [1], { tag: "mine", quiet: true });
    await m.wait();`;
  const { success, stderr } = await script(box, make, { before: "umask 0;" });
  assert(success, stderr);
  const m = await htmap.load("mine");
  const { root, maps, tags, transplants } = box.directory;
  const [runtime] = await htmap.transplants();
  for (const path of [root, maps, tags, transplants, runtime!.path, m.paths.root]) {
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700, path);
  }
  for (const path of m.paths.directories) {
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700, path);
  }
  await m.remove();
});

test("a settings file that others may write is refused, and says how to close it", async (box) => {
  const file = `${box.env.HOME}/.htmaprc`;
  await Deno.writeTextFile(file, "WAIT_TIME = 1\n");
  await Deno.chmod(file, 0o664);
  const look = "console.log(await htmap.getTags());";
  const { success, stderr } = await script(box, look);
  assertEquals(success, false);
  assertStringIncludes(stderr, "InvalidSetting");
  assertStringIncludes(stderr, `\`chmod go-w ${file}\``);
  await Deno.chmod(file, 0o644);
  assertEquals((await script(box, look)).stdout, "[]\n");
});
