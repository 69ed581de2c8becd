/** What `htmap doctor` promises where maps run on this machine; a fault is planted for each finding. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { readLock } from "../../lib/backend/local/lock.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import {
  type DeclareTest,
  mapsOf,
  type Outcome,
  outcome,
  pause,
  type Place,
  schedulersOf,
  untilAtRest,
} from "./cli.ts";
import { TIMEOUT } from "./patience.ts";

/** What the doctor says in JSON. */
interface Said {
  readonly check: string;
  readonly level: string;
  readonly text: string;
  readonly advice?: string;
  readonly command?: string;
}

const QUICK = ["doctor", "--no-job", "--format", "json"];

/**
 * Runs the doctor. It looks at all processes of its user: where it has met one that is just ending with the
 * map of another test, it is run again.
 */
async function examined(place: Place, args: readonly string[]): Promise<Outcome> {
  while (true) {
    const found = await place.run(args);
    const gone = found.stdout.matchAll(/runs\s+jobs\s+of\s+a\s+map\s+whose\s+directory\s+(\S+)/g);
    if (gone.every(([, map = ""]) => map.startsWith(`${place.root}/`))) return found;
  }
}

/** Runs the doctor without a job, and gives what it finds besides what is well. */
async function troubles(
  place: Place,
): Promise<{ code: number; said: Said[]; all: readonly Said[] }> {
  const { code, stdout, stderr } = await examined(place, QUICK);
  assertEquals(stderr.replaceAll(/^Warning: .*\n/gm, ""), "");
  const all: Said[] = JSON.parse(stdout);
  return { code, all, said: all.filter(({ level }) => level === "fault" || level === "warning") };
}

/** Gives the only trouble there is. */
async function trouble(place: Place): Promise<Said & { code: number }> {
  const { code, said: [first, ...more], all } = await troubles(place);
  assert(first, `nothing was found: ${JSON.stringify(all)}`);
  assertEquals(more, []);
  return { ...first, code };
}

/** Runs the command that was advised. */
async function mend(place: Place, { command = "" }: Said): Promise<void> {
  const [program, ...args] = command.split(" ");
  assertEquals(program, "htmap", command);
  await place.ok(args);
}

/**
 * Tests the doctor.
 *
 * @param test Declares a test.
 */
export function testDoctor(test: DeclareTest): void {
  testWhole(test);
  testSettings(test);
  testMaps(test);
}

function testWhole(test: DeclareTest): void {
  test("doctor finds nothing wrong, tries a job, and leaves no map", async (place) => {
    const { code, stdout, stderr } = await examined(place, ["doctor", "--timeout", TIMEOUT]);
    assertEquals([code, stderr], [0, ""], stdout);
    assertMatch(stdout, /\nok {11}A job came back from /);
    assert(stdout.endsWith("\nAll is well\n"), stdout);
    // What has no blank in it, such as a long path, stays in one piece.
    const isOneWord = (line: string): boolean => !line.slice(13).trim().includes(" ");
    assert(stdout.split("\n").every((line) => line.length <= 80 || isOneWord(line)), stdout);
    assertEquals(await mapsOf(place), []);
    assertEquals(await place.ok(["tags"]), "");
  });

  test("doctor --no-job makes nothing, not even the htmap directory", async (place) => {
    await place.ok(["doctor", "--no-job"]);
    const names = (await Array.fromAsync(Deno.readDir(place.root))).map(({ name }) => name);
    assertEquals(names.toSorted(), ["bin", "home"]);
  });

  test("doctor says that the job did not come back in time, and removes it", async (place) => {
    const args = ["doctor", "--timeout", "0"];
    let found = await place.run(args);
    // The job may be quicker than the first look at it.
    while (found.stdout.includes("A job came back")) found = await place.run(args);
    const { code, stdout } = found;
    assertEquals(code, 1, stdout);
    assertMatch(stdout, /\nfault {8}The job did not come back within 0 s: it is /);
    assertStringIncludes(stdout, "$ htmap doctor --timeout 600\n");
    assertEquals(await mapsOf(place), []);
  });

  test("doctor colours what it says if told to, and not otherwise", async (place) => {
    const [program, ...first] = place.program.command;
    const args = ["-u", "NO_COLOR", program, ...first, "doctor", "--no-job", "--color"];
    const { stdout } = await outcome(place.launch("/usr/bin/env", args));
    assertStringIncludes(stdout, "\x1b[32mok\x1b[39m ");
    assert(!(await place.ok(["doctor", "--no-job"])).includes("\x1b"));
  });
}

function testSettings(test: DeclareTest): void {
  test("doctor tells of settings that cannot be read once, and goes on as far as it can", async (place) => {
    await place.write("home/.htmaprc", "BACKEND = 3x\n");
    const { code, stdout } = await place.run(["doctor"]);
    assertEquals(code, 1);
    assertEquals(stdout.match(/^fault/gm)?.length, 1, stdout);
    assertStringIncludes(stdout, "1 | BACKEND = 3x");
    assertMatch(stdout, /not checked {2}The tools, .*\n.*first see to the settings, above/);
  });

  test("doctor tells of a setting that nobody knows", async (place) => {
    await place.write("home/.htmaprc", '[DOCKER]\nIMAGES = "x"\n');
    const { code, text } = await trouble(place);
    assertEquals(code, 0);
    assertStringIncludes(text, "DOCKER.IMAGES, which is no setting of htmap's");
    assertStringIncludes(text, "Did you mean DOCKER.IMAGE?");
  });

  test("doctor tells of an htmap directory that others may write in", async (place) => {
    await Deno.mkdir(`${place.root}/htmap`);
    await Deno.chmod(`${place.root}/htmap`, 0o777);
    const { code, check, text } = await trouble(place);
    assertEquals([code, check], [1, "directory"]);
    assertStringIncludes(text, `chmod go-w ${place.root}/htmap`);
    await Deno.chmod(`${place.root}/htmap`, 0o700);
    assertEquals((await troubles(place)).said, []);
  });

  test("doctor tells that HTCondor's tools are not on PATH, if maps are to go there", async (place) => {
    await place.write("home/.htmaprc", 'BACKEND = "htcondor"\n');
    const found = await trouble(place);
    assertEquals([found.code, found.check], [1, "tools"]);
    assertStringIncludes(found.text, "None of HTCondor's tools is on PATH");
    // Of some, which are not.
    for (const tool of ["condor_submit", "condor_q"]) {
      await place.write(`bin/${tool}`, "#!/bin/sh\nexit 1\n");
      await Deno.chmod(`${place.root}/bin/${tool}`, 0o755);
    }
    assertMatch(
      (await trouble(place)).text,
      /^Of HTCondor's tools, condor_rm, .* are not on PATH$/,
    );
  });

  test("doctor tells that a tool of HTCondor's fails", async (place) => {
    await place.write("home/.htmaprc", 'BACKEND = "htcondor"\n');
    const tools = ["submit", "q", "rm", "hold", "release", "suspend", "continue", "vacate_job"];
    for (const tool of [...tools, "qedit", "status", "config_val", "version"]) {
      await place.write(`bin/condor_${tool}`, "#!/bin/sh\necho Out of order >&2; exit 1\n");
      await Deno.chmod(`${place.root}/bin/condor_${tool}`, 0o755);
    }
    assertStringIncludes(
      (await trouble(place)).text,
      "condor_version could not tell its version: Out of order",
    );
  });
}

function testMaps(test: DeclareTest): void {
  const withMap: DeclareTest = (promise, body) =>
    test(promise, async (place) => {
      await place.write("double.ts", "export default (x: number): number => 2 * x;\n");
      await place.ok(["map", "double.ts", "--range", "2", "--tag", "dbl", "--wait"]);
      await untilAtRest(place); // what is taken away then is in nobody's use
      assertEquals((await troubles(place)).said, []);
      await body(place);
    });

  withMap("doctor tells of a tag that leads nowhere, and what mends it does", async (place) => {
    await Deno.remove((await place.ok(["path", "dbl"])).trim(), { recursive: true });
    const found = await trouble(place);
    assertEquals([found.code, found.check, found.command], [0, "maps", "htmap remove dbl"]);
    assertStringIncludes(found.text, "The tag dbl leads to a map whose directory");
    await mend(place, found);
    assertEquals((await troubles(place)).said, []);
  });

  withMap("doctor tells of a tag that names no map", async (place) => {
    await place.write("htmap/tags/odd", "nothing\n");
    const found = await trouble(place);
    assertStringIncludes(found.text, "The tag odd names no map");
    await mend(place, found);
    assertEquals((await troubles(place)).said, []);
  });

  withMap("doctor tells of a map whose own files are damaged or gone", async (place) => {
    const path = (await place.ok(["path", "dbl"])).trim();
    await Deno.rename(`${path}/inputs`, `${path}/inputs-away`);
    assertMatch(
      (await trouble(place)).text,
      /^Of the map dbl, .*\.in is gone: its components cannot run/,
    );
    await Deno.rename(`${path}/inputs-away`, `${path}/inputs`);
    await Deno.rename(`${path}/htmap_outputs`, `${path}/outputs-away`);
    assertMatch(
      (await trouble(place)).text,
      /^Of the map dbl, the directory .*htmap_outputs is gone/,
    );
    await Deno.rename(`${path}/outputs-away`, `${path}/htmap_outputs`);
    await Deno.writeTextFile(`${path}/map.json`, '{"layout":1,"backend":2}');
    const found = await trouble(place);
    assertEquals(found.code, 1);
    assertMatch(found.text, /^The map dbl is damaged: .*map\.json: it does not describe a map$/);
    await mend(place, found);
    assertEquals((await troubles(place)).said, []);
  });

  withMap("doctor tells of a map that others may write in", async (place) => {
    const path = (await place.ok(["path", "dbl"])).trim();
    await Deno.chmod(path, 0o777);
    const { code, text } = await trouble(place);
    assertEquals(code, 1);
    assertStringIncludes(text, `chmod go-w ${path}`);
    await Deno.chmod(path, 0o700);
  });

  withMap("doctor tells of a map without a tag, and how to give it one", async (place) => {
    await Deno.remove(`${place.root}/htmap/tags/dbl`);
    const { text, command } = await trouble(place);
    assertStringIncludes(text, "No tag leads to the map in ");
    const [, uuid = "", file = ""] = /^echo (\S+) > (\S+)$/.exec(command ?? "") ?? [];
    await Deno.writeTextFile(file.replace(/NAME$/, "again"), `${uuid}\n`);
    assertEquals(await place.ok(["results", "again"]), "0\n2\n");
    assertEquals((await troubles(place)).said, []);
  });

  withMap(
    "doctor tells of maps that were never completely made, and of files left behind",
    async (place) => {
      const path = (await place.ok(["path", "dbl"])).trim();
      await Deno.writeTextFile(`${path}/making.json`, "");
      const unfinished = await trouble(place);
      assertStringIncludes(unfinished.text, "The map dbl was never completely made");
      await mend(place, unfinished);
      const left = `${place.root}/htmap/tags/.htmap-tmp-${crypto.randomUUID()}`;
      await Deno.writeTextFile(left, "");
      assertEquals((await troubles(place)).said, []); // somebody may be at work on it
      await Deno.utime(left, 0, 0);
      const old = await trouble(place);
      assertStringIncludes(old.text, `left: ${left}`);
      await mend(place, old);
      assertEquals((await troubles(place)).said, []);
    },
  );

  withMap("doctor notes maps that have only a tag that was made up", async (place) => {
    const tag = (await place.ok(["map", "double.ts", "--range", "2", "--wait"])).trim();
    const { stdout } = await place.run(["doctor", "--no-job"]);
    assertMatch(stdout, /note {9}A map was never given a tag by you, which takes/);
    assertStringIncludes(stdout, "$ htmap clean\n");
    assertStringIncludes(await place.ok(["tags"]), tag);
  });

  withMap("doctor tells of a map whose scheduler has died, and does not wake it", async (place) => {
    await place.write(
      "wait.ts",
      "export default () => new Promise((end) => setTimeout(end, 1_000_000_000));",
    );
    await place.ok(["map", "wait.ts", "--range", "1", "--tag", "late"]);
    const paths = new MapPaths((await place.ok(["path", "late"])).trim(), "");
    while (readLock(paths).holder === undefined) await pause(20);
    // Another may have been started, which would take over.
    for (let all = schedulersOf(place); all.length > 0; all = schedulersOf(place)) {
      for (const { pid } of all) kill(pid);
      await pause(20);
    }
    for (let i = 0; i < 2; i++) {
      const { text, command } = await trouble(place);
      assertMatch(
        text,
        /^The map late has jobs to run, and what ran them on this machine has ended$/,
      );
      assertEquals(command, "htmap status late");
    }
    await place.ok(["status", "late"]);
    while (readLock(paths).holder === undefined) await pause(20); // it has started one, which shows itself
    assertEquals((await troubles(place)).said, []);
  });
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it has ended by itself
  }
}
