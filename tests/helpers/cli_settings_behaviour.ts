/**
 * What the commands about settings promise.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import type { DeclareTest, Place } from "./cli.ts";

/** What cannot be set, and what is said of it. */
const REFUSED: readonly [key: string, value: string, message: string][] = [
  ["wait_time", "3", "Did you mean WAIT_TIME?"],
  ["DOCKER.IMGE", "x", "Did you mean DOCKER.IMAGE?"],
  ["", "3", 'There is no setting ""'],
  ["A..B", "3", 'There is no setting "A..B"'],
  ["__proto__.x", "3", 'There is no setting "__proto__.x"'],
  ["constructor", "3", 'There is no setting "constructor"'],
  ["DOCKER", "x", "Give a setting in it, such as DOCKER.IMAGE"],
  ["WAIT_TIME", "soon", 'must be a number above 0, but it would be "soon"'],
  ["WAIT_TIME", "", "Take it back with `htmap unset WAIT_TIME`"],
  ["BACKEND", "condor", 'must be one of "auto", "htcondor", "local"'],
  ["DELIVERY_METHOD", "shard", "Did you mean shared?"],
  ["MAP_OPTIONS.chunk", "abc", "MAP_OPTIONS.chunk cannot be abc"],
  ["MAP_OPTIONS.executable", "x", "reserved"],
];

/** Declares the tests. */
export function testSettings(test: DeclareTest): void {
  test("set changes a setting, settings shows it", async (place) => {
    await place.ok(["set", "DELIVERY_METHOD", "shared"]);
    await place.ok(["set", "WAIT_TIME", "2"]);
    await place.ok(["set", "MAP_OPTIONS.request_memory", "250MB"]);
    const own = await place.ok(["settings", "--user"]);
    assertMatch(own, /^DELIVERY_METHOD = "shared"$/m);
    assertMatch(own, /^WAIT_TIME = 2$/m);
    assertMatch(own, /\[MAP_OPTIONS\]\nrequest_memory = "250MB"/);
    assert(!own.includes("BACKEND"));
    assertMatch(await place.ok(["settings"]), /^BACKEND = "local"$/m);
    assertEquals((await place.run(["set", "WAIT_TIME", "soon"])).code, 2);
    assertEquals(await place.ok(["settings", "--user"]), own);
  });

  test("names the line of a settings file that is broken", async (place) => {
    await place.write("home/.htmaprc", 'WAIT_TIME = 1\nBACKEND = "local\n');
    const { code, stderr } = await place.run(["tags"]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "line 2");
  });

  test("set refuses what is no setting, or no value of one, and writes nothing", async (place) => {
    for (const [key, value, message] of REFUSED) {
      const { code, stderr } = await place.run(["set", key, value]);
      assertStringIncludes(stderr, message);
      assert(!stderr.includes("htmap.settings"), stderr); // no talk of the library
      assertEquals(code, 2);
    }
    assertEquals(await place.ok(["settings", "--user"]), "");
  });

  test("unset takes a setting back, or says that it was not set", async (place) => {
    await place.ok(["set", "WAIT_TIME", "2"]);
    await place.ok(["set", "MAP_OPTIONS.request_memory", "250MB"]);
    await place.ok(["unset", "MAP_OPTIONS.request_memory"]);
    assertEquals(await place.ok(["settings", "--user"]), "WAIT_TIME = 2\n");
    assertStringIncludes((await place.run(["unset", "BACKEND"])).stderr, "BACKEND is not set");
    assertEquals((await place.run(["unset", "WAIT_TMIE"])).code, 2);
    await place.ok(["unset", "WAIT_TIME"]);
    assertEquals(await place.ok(["settings", "--user"]), "");
  });

  test("set and unset mend a file with a value that cannot be", async (place) => {
    const file = await writeFile(place, 'BACKEND = "foo"\nwait_time = 3\n');
    assertEquals((await place.run(["tags"])).code, 1);
    await place.ok(["set", "BACKEND", "local"]);
    await place.ok(["unset", "wait_time"]);
    assertEquals(await Deno.readTextFile(file), 'BACKEND = "local"\n');
  });

  test("set writes to the file that ~/.htmaprc is a link to", async (place) => {
    await Deno.mkdir(`${place.root}/home/dotfiles`);
    await Deno.symlink("dotfiles/htmaprc", `${place.root}/home/.htmaprc`);
    for (const time of ["2", "3"]) await place.ok(["set", "WAIT_TIME", time]); // a new file, an old one
    assert((await Deno.lstat(`${place.root}/home/.htmaprc`)).isSymlink);
    const written = await Deno.readTextFile(`${place.root}/home/dotfiles/htmaprc`);
    assertEquals(written, "WAIT_TIME = 3\n");
  });

  test("settings prints what is worked out from others, and nothing that is empty", async (place) => {
    const printed = await place.ok(["settings"]);
    assertEquals(
      printed,
      `HTMAP_DIR = "${place.root}/htmap"
BACKEND = "local"
DELIVERY_METHOD = "auto"
WAIT_TIME = 1

[MAP_OPTIONS]
request_cpus = "1"
request_memory = "128MB"
request_disk = "1GB"
keep_claim_idle = "30"

[DOCKER]
IMAGE = "debian:stable-slim"

[SINGULARITY]
IMAGE = "docker://debian:stable-slim"

[TRANSPLANT]
DIR = "${place.root}/htmap/transplants"

[CHUNK]
MANY_JOBS = 10000
SHORT = 60

[LOG]
LEVEL = "info"
SIZE = 10000000
FILES = 5
`,
    );
  });

  test("names the file a setting that cannot be is in", async (place) => {
    const path = `${place.root}/home/.htmaprc`;
    const wrong: Record<string, string> = {
      'BACKEND = "foo"': `The setting BACKEND in ${path} must be one of`,
      '[MAP_OPTIONS]\nexecutable = "x"': `The setting MAP_OPTIONS.executable in ${path} cannot be`,
      '[MAP_OPTIONS]\nchunk = "a"': `The setting MAP_OPTIONS.chunk in ${path} cannot be`,
      'DELIVERY_METHOD = "shard"': `DELIVERY_METHOD in ${path}. Did you mean shared?`,
    };
    for (const [text, message] of Object.entries(wrong)) {
      await writeFile(place, text);
      const args = ["map", "work.ts", "-r", "1", "--backend", "htcondor"];
      const { code, stderr } = await place.run(args);
      assertStringIncludes(stderr, message);
      assertEquals(code, 1);
    }
  });

  test("asks which setting was meant by one in the file that there is not", async (place) => {
    await writeFile(place, "WAIT_TMIE = 3\n[DOCKER]\nimage = 'x'\n");
    const { code, stderr } = await place.run(["tags"]);
    assertEquals(code, 0);
    assertStringIncludes(stderr, "Did you mean WAIT_TIME?");
    assertStringIncludes(stderr, "Did you mean DOCKER.IMAGE?");
  });
}

async function writeFile(place: Place, text: string): Promise<string> {
  return await place.write("home/.htmaprc", text);
}
