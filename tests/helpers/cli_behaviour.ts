/**
 * What the command line promises, whether it is run from its source or as the binary.
 *
 * @module
 */

import { getHeapStatistics } from "node:v8";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { memoryForJobs } from "../../lib/backend/local/memory.ts";
import { isThere } from "../../lib/base/files.ts";
import { memoryOfMachineAd } from "../../lib/wire/memory.ts";
import {
  type DeclareTest,
  interrupted,
  interruptedAtWork,
  mapsOf,
  outcome,
  pause,
  Place,
  type Program,
} from "./cli.ts";
import { testAutocompletion } from "./cli_autocompletion_behaviour.ts";
import { testCbor } from "./cli_cbor_behaviour.ts";
import { testOwners } from "./cli_owner_behaviour.ts";
import { testLogs } from "./cli_log_behaviour.ts";
import { testSettings } from "./cli_settings_behaviour.ts";
import { testTrouble } from "./cli_trouble_behaviour.ts";
import { PATIENCE } from "./patience.ts";

/** The time between two looks at what will happen, in milliseconds. */
const PAUSE = 20;
/** How often it is looked at before it is given up. */
const LOOKS = PATIENCE / PAUSE;

/** Functions to map: TypeScript, with an import of its own. */
const WORK = `
import { factor, type Point } from "./factor.ts";

export default function double(x: number): number {
  console.log("doubling", x);
  console.error("to stderr");
  return factor * x;
}
export const add = (a: number, b: number): number => a + b;
export const scale = (p: Point): Point => ({ x: factor * p.x });
export function fussy(x: number): number {
  if (x % 2 === 1) throw new RangeError(\`\${x} is odd\`);
  return x;
}
export const wide = (x: number): string => String(x).padEnd(20_000, ".");
export const odd = (x: unknown): unknown => [x, 2n, new Date(0), new Map([[1, NaN]]), undefined];
export const same = (x: unknown): unknown => x;
export const slow = async (seconds: number): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  return "done";
};
export const endless = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1_000_000_000));
export const untilThere = async (path: string): Promise<string> => {
  while (!await Deno.stat(path).then(() => true, () => false)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return "done";
};
`;

const FACTOR = `
export interface Point { readonly x: number }
export const factor: number = 2;
`;

/**
 * Gives what declares a test of a promise, whose place has the functions of `work.ts`.
 *
 * @param program How htmap is run.
 * @param options Whether it cannot be run here.
 * @returns Declares a test.
 */
export function declaredFor(program: Program, options: { ignore?: boolean } = {}): DeclareTest {
  return (promise, body) =>
    Deno.test({
      name: `htmap ${promise}`,
      ...options,
      fn: async () => {
        await using place = await Place.make(program);
        await place.write("work.ts", WORK);
        await place.write("factor.ts", FACTOR);
        await body(place);
      },
    });
}

/**
 * Declares the tests of what can depend on how htmap is run: making maps, running scripts, ending.
 *
 * @param program How htmap is run.
 * @param options Whether it cannot be run here.
 */
export function testMakingMaps(program: Program, options: { ignore?: boolean } = {}): void {
  const test = declaredFor(program, options);
  testMaking(test);
  testStopping(test);
  testAbout(test);
  testRun(test);
}

/**
 * Declares all tests.
 *
 * @param program How htmap is run.
 * @param options Whether it cannot be run here.
 */
export function testCommandLine(program: Program, options: { ignore?: boolean } = {}): void {
  const test = declaredFor(program, options);
  testMakingMaps(program, options);
  testLooking(test);
  testActing(test);
  testSettings(test);
  testLogs(test);
  testTrouble(test);
  testCbor(test);
  testOwners(test);
  testAutocompletion(test);
}

function testMaking(test: DeclareTest): void {
  test("map maps a TypeScript file with imports over a range, and results prints in order", async (place) => {
    assertEquals(await place.ok(["map", "work.ts", "--range", "0:5", "--tag", "dbl"]), "dbl\n");
    await place.ok(["wait", "dbl"]);
    assertEquals(await place.ok(["results", "dbl"]), "0\n2\n4\n6\n8\n");
  });

  test("map gives a component what its job has, be it less or more than V8 takes by itself", async (place) => {
    await place.write(
      "heap.ts",
      `import { getHeapStatistics } from "node:v8";
       export default () => getHeapStatistics().heap_size_limit / 2 ** 20;`,
    );
    for (const memory of [384, 5120]) {
      const tag = await place.ok(["map", "heap.ts", "-o", `request_memory=${memory}`], "0\n");
      const heap = Number(await place.ok(["results", tag.trim()]));
      const given = Math.min(memory, memoryForJobs());
      assert(heap >= given && heap <= given + 128, `${heap} MB of ${given} MB`);
    }
  });

  test("map gives a component its share where it asks for no memory", async (place) => {
    await place.write(
      "share.ts",
      `export default () => Deno.readTextFileSync(Deno.env.get("_CONDOR_MACHINE_AD")!);`,
    );
    const tag = await place.ok(["map", "share.ts"], "0\n");
    const ad = JSON.parse(await place.ok(["results", tag.trim()]));
    const share = Math.floor(memoryForJobs() / navigator.hardwareConcurrency);
    assertEquals(memoryOfMachineAd(ad)?.given, Math.min(4096, share));
  });

  test("map's components that run out of memory are reported, and leave no program behind", async (place) => {
    await place.write(
      "grow.ts",
      `export default (what: string): string => {
         const limit = /Max data size +(\\d+)/.exec(Deno.readTextFileSync("/proc/self/limits"));
         if (!limit) throw new Error("its memory is not limited");
         const all: unknown[] = [];
         while (what === "values") all.push(new Array(100_000).fill(1.5));
         while (what === "arrays") all.push(new Uint8Array(90 * 2 ** 20).fill(1));
         return what;
       };`,
    );
    const inputs = '"values"\n"arrays"\n"nothing"\n';
    await place.ok(["map", "grow.ts", "--tag", "grown", "-o", "request_memory=256MB"], inputs);
    await place.ok(["wait", "--errors-ok", "grown"]);
    assertMatch(await place.ok(["status", "--no-meta", "grown"]), /grown\s+0\s+2\s+0\s+0\s+1\s/);
    const reports = await place.ok(["errors", "grown"]);
    assertEquals(reports.match(/the component ran out of memory: its job had 256 MB/g)?.length, 2);
    const local = `${(await place.ok(["path", "grown"])).trim()}/local`;
    for (let i = 0; isThere(`${local}/programs`); i++) {
      assert(i < LOOKS, "the programs that were made for it stay");
      await pause(PAUSE);
    }
  });

  test("map makes up a tag, prints it, and can wait", async (place) => {
    const tag = (await place.ok(["map", "work.ts#scale", "--wait"], '{"x": 3}\n')).trim();
    assertMatch(tag, /^\w+-\w+-\w+$/);
    assertEquals(await place.ok(["results", tag, "--timeout", "0"]), '{"x":6}\n');
  });

  test("map --star takes argument lists, from a file", async (place) => {
    await place.write("pairs.jsonl", "[1, 2]\n\n[30, 4]");
    const tag = await place.ok(["map", "work.ts#add", "--star", "--inputs", "pairs.jsonl"]);
    assertEquals(await place.ok(["results", tag.trim()]), "3\n34\n");
  });

  test("map reads the forms in which results writes what JSON lacks", async (place) => {
    await place.ok(["map", "work.ts#odd", "--tag", "odd"], '{"$bigint": "1"}');
    const line = await place.ok(["results", "odd"]);
    assertEquals(
      line,
      ' [{"$bigint":"1"},{"$bigint":"2"},{"$date":"1970-01-01T00:00:00.000Z"},' +
        '{"$map":[[1,{"$number":"NaN"}]]},{"$undefined":true}]\n',
    );
    await place.ok(["map", "work.ts#same", "--tag", "same"], line);
    assertEquals(await place.ok(["results", "same"]), line);
    assertEquals(
      await place.ok(["results", "same", "--format", "text"]),
      "[ 1n, 2n, 1970-01-01T00:00:00.000Z, Map(1) { 1 => NaN }, undefined ]\n",
    );
  });

  test("map gives a map option to the map", async (place) => {
    await place.ok(["map", "work.ts", "-r", "0:4", "-o", "chunk=2", "-t", "dbl", "--wait"]);
    const outputs = await Array.fromAsync(
      Deno.readDir((await place.ok(["path", "dbl:outputs"])).trim()),
    );
    assertEquals(outputs.map(({ name }) => name).sort(), ["0.out", "1.out"]);
  });

  const mistakes: Record<string, [args: string[], input: string, message: string]> = {
    "a file that is not there": [["wrok.ts"], "1", "There is no file wrok.ts"],
    "an export that is not there": [["work.ts#dubble"], "1", "Give one of its exports, which are"],
    "no inputs": [["work.ts"], "\n", "has no inputs"],
    "a line that is not JSON": [
      ["work.ts"],
      "1\n2 3\n",
      "Line 2 of standard input is not JSON: 2 3",
    ],
    "a tag that cannot be one": [["work.ts", "--tag", "a/b"], "1", '"a/b" cannot be a tag'],
  };
  for (const [mistake, [args, input, message]] of Object.entries(mistakes)) {
    test(`map refuses ${mistake} and leaves no map`, async (place) => {
      const { code, stdout, stderr } = await place.run(["map", ...args], input);
      assertStringIncludes(stderr, message);
      assert(!/^ +at /m.test(stderr), stderr); // no stack trace
      assertEquals([code, stdout], [1, ""]);
      assertEquals(await mapsOf(place), []);
    });
  }
}

function testLooking(test: DeclareTest): void {
  test("shows a map's state, tag, components, paths and streams", async (place) => {
    await place.ok(["map", "work.ts", "-r", "3:5", "--tag", "dbl", "--wait"]);
    assertEquals(await place.ok(["tags"]), "dbl\n");
    assertEquals(await place.ok(["tags", "-p", "x*", "-p", "d*"]), "dbl\n");
    assertEquals(await place.ok(["components", "dbl"]), "0 COMPLETED\n1 COMPLETED\n");
    assertEquals(await place.ok(["components", "dbl", "--status", "idle"]), "");
    assertEquals(await place.ok(["stdout", "dbl", "1"]), "doubling 4\n");
    assertEquals(await place.ok(["stdout", "dbl", "-2", "--timeout", "0"]), "doubling 3\n");
    assertEquals(await place.ok(["stderr", "dbl", "0"]), "to stderr\n");
    assertMatch(await place.ok(["path", "dbl:events"]), /^\/.*\/events\.log\n$/);
    assertMatch(await place.ok(["status"]), /Tag +HELD.*\n.*\n {2}dbl /);
    assert(!(await place.ok(["status", "dbl", "--no-state", "--no-meta"])).includes("HELD"));
    const json = JSON.parse(await place.ok(["status", "--format", "json"]));
    assertEquals(json.dbl.componentStatusCounts.COMPLETED, 2);
    assertMatch(await place.ok(["status", "--format", "csv"]), /^tag,.*\ndbl,false,/);
  });

  test("results prints the others when components failed, then fails", async (place) => {
    await place.ok(["map", "work.ts#fussy", "-r", "0:4", "--tag", "fussy"]);
    const { code, stdout, stderr } = await place.run(["results", "fussy"]);
    assertEquals([code, stdout], [1, "0\n2\n"]);
    assertStringIncludes(stderr, "RangeError: 1 is odd");
    assertStringIncludes(stderr, "RangeError: 3 is odd");
    assertEquals(
      await place.ok(["components", "fussy", "--status", "errored"]),
      "1\n3\n",
    );
    assertStringIncludes(await place.ok(["errors", "fussy"]), "3 is odd");
    assert(!(await place.ok(["errors", "fussy", "--limit", "1"])).includes("3 is odd"));
    assertEquals((await place.run(["wait", "fussy"])).code, 1);
    await place.ok(["wait", "fussy", "--errors-ok"]);
  });

  test("results ends quietly when nobody reads on", async (place) => {
    await place.ok(["map", "work.ts#wide", "-r", "0:20", "--tag", "wide", "--wait"]);
    const shell = new Deno.Command("/bin/sh", {
      args: [
        "-c",
        '{ "$@"; echo "exit code $?" >&2; } | { read -r line; echo "${#line}"; }',
        "sh",
        ...place.program.command,
        "results",
        "wide",
      ],
      clearEnv: true,
      env: place.env,
      cwd: place.root,
      stdout: "piped",
      stderr: "piped",
    });
    assertEquals(await outcome(shell.spawn()), {
      code: 0,
      stdout: "20002\n",
      stderr: "exit code 0\n",
    });
  });

  test("gives up waiting when the time is over, and the map goes on", async (place) => {
    await place.ok(["map", "work.ts#endless", "--tag", "slow"], "0");
    for (const args of [["wait", "slow"], ["stdout", "slow", "0"]]) {
      const { code, stderr } = await place.run([...args, "--timeout", "0.1"]);
      assertStringIncludes(stderr, "was not finished within 0.1 s");
      assertEquals(code, 4);
    }
    const { code, stdout, stderr } = await place.run(["results", "slow", "--timeout", "0"]);
    assertEquals([code, stdout], [4, ""]);
    assertStringIncludes(stderr, "1 of 1 components have not finished");
    assertMatch(await place.ok(["components", "slow"]), /^0 (IDLE|RUNNING)$/m);
  });
}

function testActing(test: DeclareTest): void {
  test("hold keeps a map from running, reasons says why, release lets it go on", async (place) => {
    const go = `${place.root}/go`;
    await place.ok(["map", "work.ts#untilThere", "--tag", "slow"], JSON.stringify(go));
    await place.ok(["hold", "slow"]);
    assertEquals(await place.ok(["components", "slow"]), "0 HELD\n");
    assertMatch(await place.ok(["reasons", "--all"]), /Map slow\n[^]*Component +Code +Reason/);
    const held = await place.run(["wait", "slow"]);
    assertEquals(held.code, 3);
    assertStringIncludes(held.stderr, "is held");
    await Deno.writeTextFile(go, "");
    await place.ok(["release", "-p", "s*"]);
    await place.ok(["wait", "slow"]);
    assertEquals(await place.ok(["results", "slow"]), '"done"\n');
  });

  test("rerun runs a map, or some of its components, again", async (place) => {
    await place.ok(["map", "work.ts", "-r", "0:3", "--tag", "dbl", "--wait"]);
    await place.ok(["rerun", "map", "dbl"]);
    await place.ok(["wait", "dbl"]);
    await place.ok(["rerun", "components", "dbl", "0", "2"]);
    assertEquals(await place.ok(["results", "dbl"]), "0\n2\n4\n");
  });

  test("retag makes a transient map stay, clean removes the others", async (place) => {
    const first = (await place.ok(["map", "work.ts", "-r", "1", "--wait"])).trim();
    const second = (await place.ok(["map", "work.ts", "-r", "1", "--wait"])).trim();
    await place.ok(["retag", first, "kept"]);
    assertStringIncludes((await place.run(["clean"])).stderr, `Removed ${second}`);
    assertEquals(await place.ok(["tags"]), "kept\n");
    await place.ok(["clean", "--all"]);
    assertEquals(await mapsOf(place), []);
  });

  test("remove removes maps by tag and pattern, or none if a tag is mistyped", async (place) => {
    for (const tag of ["scan-1", "scan-2", "other"]) {
      await place.ok(["map", "work.ts", "-r", "1", "--tag", tag]);
    }
    const mistyped = await place.run(["remove", "scan-1", "othre"]);
    assertEquals(mistyped.code, 1);
    assertStringIncludes(mistyped.stderr, 'Did you mean "other"?');
    assertEquals((await place.run(["remove"])).code, 2);
    assertEquals(await place.ok(["tags"]), "other\nscan-1\nscan-2\n");
    await place.ok(["remove", "-p", "scan-*"]);
    assertEquals(await place.ok(["tags"]), "other\n");
    await place.ok(["remove", "other"]);
    assertEquals(await mapsOf(place), []);
  });
}

function testStopping(test: DeclareTest): void {
  test("wait can be interrupted: it says how to come back, and the map goes on", async (place) => {
    await place.ok(["map", "work.ts#endless", "--tag", "slow"], "0");
    const { code, stderr } = await interruptedAtWork(() => place.start(["wait", "slow"]));
    assertEquals(code, 130);
    assertStringIncludes(stderr, "The map slow goes on: wait again with `htmap wait slow`");
    assertMatch(await place.ok(["components", "slow"]), /^0 (IDLE|RUNNING)$/m);
  });

  test("map can be interrupted while it reads its inputs, and leaves nothing", async (place) => {
    const child = place.start(["map", "work.ts", "--tag", "dbl"], "piped");
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("1\n2\n"));
    await untilMapsAre(place, 1);
    const { code, stdout, stderr } = await interrupted(child);
    await writer.close().catch(() => {}); // closed by the end of the process
    assertEquals([code, stdout], [130, ""]);
    assertStringIncludes(stderr, "No map was made");
    assertEquals(await mapsOf(place), []);
    assertEquals(await place.ok(["tags"]), "");
  });
}

function testAbout(test: DeclareTest): void {
  test("shows help at every level", async (place) => {
    for (
      const args of [["--help"], ["map", "-h"], ["rerun", "--help"], ["rerun", "map", "--help"]]
    ) {
      const help = await place.ok(args);
      assertStringIncludes(help, "Usage:");
      assertStringIncludes(help, "Examples:");
    }
  });

  test("says its version", async (place) => {
    assertMatch(await place.ok(["--version"]), /^htmap \d+\.\d+\.\d+\S*\n$/);
    assertMatch(await place.ok(["version"]), /^htmap .*\nDeno .*\nHTCondor is not on PATH\n$/);
    const { htmap, deno, htcondor } = JSON.parse(await place.ok(["version", "--format", "json"]));
    assertMatch(`${htmap} ${deno} ${htcondor}`, /^\d+\.\d+\.\d+ \d+\.\d+\.\d+ null$/);
  });

  test("exits with 2 on wrong usage, and points at the help and at what was meant", async (place) => {
    assertEquals(await place.run(["statsu"]), {
      code: 2,
      stdout: "",
      stderr:
        'error: htmap has no command "statsu". Did you mean `htmap status`?\nSee `htmap --help`\n',
    });
    assertEquals(await place.run(["rerun", "map", "--al"]), {
      code: 2,
      stdout: "",
      stderr: "error: There is no option --al. Did you mean --all?\nSee `htmap rerun map --help`\n",
    });
  });

  test("shows a stack trace only with --verbose", async (place) => {
    const plain = await place.run(["wait", "nowhere"]);
    assertEquals(plain.code, 1);
    assertMatch(plain.stderr, /^error: There is no map with the tag "nowhere".*\n$/);
    for (const args of [["-v", "wait", "nowhere"], ["wait", "nowhere", "--verbose"]]) {
      assertMatch((await place.run(args)).stderr, /^ +at .*uuidOfTag/m);
    }
  });
}

function testRun(test: DeclareTest): void {
  test("run runs a script that makes a map, with arguments of its own", async (place) => {
    const script = await place.write(
      "script.ts",
      `
import * as htmap from ${JSON.stringify(place.program.htmap)};
import { factor } from "./factor.ts";
const scale = (x: number): number => factor * x;
const map = await htmap.map(scale, Deno.args.map(Number), { tag: "scaled" });
console.log(await map.toArray());
`,
    );
    assertEquals(await place.ok(["run", script, "3", "4"]), "[ 6, 8 ]\n");
    assertEquals(await place.ok(["results", "scaled"]), "6\n8\n");
  });

  test("run passes the script's options on and shows where it threw", async (place) => {
    await place.write("script.ts", 'if (Deno.args[0] === "--help") throw new TypeError("thrown");');
    const { code, stderr } = await place.run(["run", "script.ts", "--help"]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "TypeError: thrown");
    assertStringIncludes(stderr, "script.ts:1");
  });

  test("run has V8's own limit on memory, which is for components to exceed", async (place) => {
    await place.write(
      "heap.ts",
      `import { getHeapStatistics } from "node:v8";
       console.log(getHeapStatistics().heap_size_limit / 2 ** 20);`,
    );
    const heap = Number(await place.ok(["run", "heap.ts"]));
    const own = getHeapStatistics().heap_size_limit / 2 ** 20;
    assert(Math.abs(heap - own) < 128, `${heap} MB rather than ${own} MB`);
  });

  test("run says that a script is not there", async (place) => {
    const { code, stderr } = await place.run(["run", "nowhere.ts"]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "There is no file nowhere.ts");
  });
}

async function untilMapsAre(place: Place, count: number): Promise<void> {
  for (let i = 0; (await mapsOf(place)).length !== count; i++) {
    if (i > LOOKS) throw new Error(`there were never ${count} maps`);
    await pause(PAUSE);
  }
}
