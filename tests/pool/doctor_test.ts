import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { type RunBinary, testBinaryOnPool as test } from "../helpers/binary_on_pool.ts";
import type { Outcome } from "../helpers/cli.ts";
import { PATIENCE, TIMEOUT } from "../helpers/patience.ts";
import { type Sandbox, sandbox } from "../helpers/sandbox.ts";

/** What the doctor has found. */
interface Trouble {
  readonly check: string;
  readonly level: string;
  readonly text: string;
  readonly command?: string;
}

/**
 * Runs the doctor; once more if something took longer to answer than it waits, which is no fault of the pool on
 * a machine that is slow today.
 */
async function doctor(htmap: RunBinary, ...args: string[]): Promise<Outcome> {
  while (true) {
    const ended = await htmap("doctor", ...args);
    const isLate = /had not finished after \d|there was no answer within \d|timed out/;
    if (!isLate.test(ended.stdout + ended.stderr)) return ended;
  }
}

/** Runs the doctor, and gives what it finds besides what is well, and what is of other tests. */
async function troubles(
  htmap: RunBinary,
  box: Sandbox,
  ...more: string[]
): Promise<{ code: number; found: Trouble[] }> {
  return troublesIn(await doctor(htmap, "--format", "json", ...more), box);
}

/** Gives what the doctor has found besides what is well, and what is of other tests. */
function troublesIn(
  { code, stdout, stderr }: Outcome,
  box: Sandbox,
): { code: number; found: Trouble[] } {
  assertEquals(stderr, "");
  const all: Trouble[] = JSON.parse(stdout);
  // Their jobs, and the processes that run their maps on this machine.
  const isOther = ({ check, text }: Trouble): boolean =>
    check === "queue" && / is gone$/.test(text) && !text.includes(box.root);
  const isBad = ({ level }: Trouble): boolean => level === "fault" || level === "warning";
  return { code, found: all.filter((one) => isBad(one) && !isOther(one)) };
}

async function heldMap(htmap: RunBinary, box: Sandbox, tag: string): Promise<string> {
  await Deno.writeTextFile(`${box.root}/double.ts`, "export default (x: number): number => 2 * x;");
  const made = await htmap("map", "double.ts", "-r", "2", "--tag", tag, "-o", "hold=True");
  assertEquals(made.code, 0, made.stderr);
  return (await htmap("path", tag)).stdout.trim();
}

/** Runs a command line of the doctor's, as whoever copies it would. */
async function inShell(command = "exit 9"): Promise<void> {
  const { success, stderr } = await new Deno.Command("/bin/sh", { args: ["-c", command] }).output();
  assert(success, `${command}: ${new TextDecoder().decode(stderr)}`);
}

/** Waits until the doctor finds no job of a map any more: its removal takes a moment. */
async function untilGone(htmap: RunBinary, box: Sandbox, uuid: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
    const { found } = await troubles(htmap, box, "--no-job");
    if (!found.some(({ text, command = "" }) => (text + command).includes(uuid))) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The doctor still finds ${uuid}`);
}

test(
  "the doctor finds a sound pool sound, tries a job there, and leaves none",
  async (htmap, box) => {
    const { code, stdout, stderr } = await doctor(htmap, "--timeout", TIMEOUT);
    assertEquals([code, stderr], [0, ""], stdout);
    for (
      const line of [
        /^ok {11}All tools of HTCondor are on PATH, version \d+\.\d+\.\d+$/m,
        /^ok {11}The schedd \S+ answers; /m,
        /^ok {11}You may submit there/m,
        /^ok {11}The collector and the negotiator answer; the pool has \d+ processors/m,
        /^ok {11}The delivery method auto, which is set, works/m,
        /^ok {11}A job came back from \S+ after /m,
      ]
    ) assertMatch(stdout, line);
    const left = await Array.fromAsync(Deno.readDir(box.directory.maps));
    assertEquals(left, []);
  },
);

test(
  "the doctor names jobs whose map is gone, with the command that removes them",
  async (htmap, box) => {
    const path = await heldMap(htmap, box, "gone");
    const uuid = path.slice(path.lastIndexOf("/") + 1);
    await Deno.remove(path, { recursive: true });
    await Deno.remove(box.directory.tag("gone"));
    const { code, found } = await troubles(htmap, box, "--no-job");
    assertEquals(code, 0);
    const orphan = found.find(({ command }) => command?.includes(uuid));
    assertStringIncludes(
      orphan?.text ?? "",
      `2 jobs in the queue are of a map whose directory ${path}`,
    );
    await inShell(orphan?.command);
    await untilGone(htmap, box, uuid);
  },
);

test("the doctor names a map whose jobs are in no queue any more", async (htmap, box) => {
  const path = await heldMap(htmap, box, "lost");
  const uuid = path.slice(path.lastIndexOf("/") + 1);
  const events = await Deno.readTextFile(`${path}/events.log`);
  const jobs = `-constraint 'HTMapUUID == "${uuid}"'`;
  await inShell(
    `condor_rm ${jobs} && while condor_q ${jobs} -af ClusterId | grep -q .; do sleep 0.2; done`,
  );
  await Deno.writeTextFile(`${path}/events.log`, events); // it does not say what became of them
  const { code, found } = await troubles(htmap, box, "--no-job");
  assertEquals(code, 0);
  const lost = found.find(({ text }) => text.includes("the map lost"));
  assertEquals(
    lost?.text,
    "Of the map lost, 2 jobs are in no queue any more and brought no output back",
  );
  assertEquals(lost?.command, "htmap rerun map lost --removed");
});

test("the doctor says why its job does not start, and removes it", async (htmap, box) => {
  await Deno.writeTextFile(
    `${box.root}/home/.htmaprc`,
    '[MAP_OPTIONS]\nrequest_memory = "900GB"\n',
  );
  const look = () => troubles(htmap, box, "--timeout", "1");
  let { code, found } = await look();
  // HTCondor has only some seconds to say why the job waits.
  while (found.some(({ text }) => text.endsWith("it is IDLE"))) ({ code, found } = await look());
  assertEquals(code, 1);
  assertEquals(found.filter(({ level }) => level === "fault").map(({ check }) => check), [
    "pool",
    "trial",
  ]);
  assertMatch(found[0]?.text ?? "", /MAP_OPTIONS\.request_memory asks for 900 GB, and the largest/);
  assertMatch(found[1]?.text ?? "", /it is IDLE, since request_memory asks for 900 GB/);
  assertEquals(await Array.fromAsync(Deno.readDir(box.directory.maps)), []);
});

test(
  "the doctor tells that the schedd cannot be found, and looks at all else",
  async (htmap, box) => {
    const { code, found } = await troubles(htmap, box);
    assertEquals([code, found.length, found[0]?.check], [1, 1, "schedd"]);
    assertStringIncludes(found[0]?.text ?? "", "Can't find address for schedd nobody@nowhere");
  },
  { env: { _CONDOR_SCHEDD_HOST: "nobody@nowhere" } },
);

test("the doctor tells that the collector does not answer", async (htmap, box) => {
  const { code, found } = troublesIn(await htmap("doctor", "--format", "json", "--no-job"), box);
  assertEquals([code, found.length, found[0]?.check], [1, 1, "pool"]);
}, { env: { _CONDOR_COLLECTOR_HOST: "127.0.0.1:1" } });

test("the doctor tells that HTCondor has no configuration", async (htmap, box) => {
  const { code, found } = await troubles(htmap, box);
  assertEquals([code, found.length, found[0]?.check], [1, 1, "tools"]);
  assertStringIncludes(found[0]?.text ?? "", "condor_config_val could not read");
}, { env: { CONDOR_CONFIG: "/nowhere/condor_config" } });

test("the doctor tells that the limit on jobs is reached", async (htmap, box) => {
  await heldMap(htmap, box, "held");
  const { code, found } = await troubles(htmap, box);
  assertEquals([code, found[0]?.check, found[0]?.level], [1, "schedd", "fault"]);
  assertMatch(
    found[0]?.text ?? "",
    /^The schedd takes no more than 1 jobs? of yours, and has \d+$/,
  );
}, { env: { _CONDOR_MAX_JOBS_PER_OWNER: "1" } });

test(
  "the doctor tells that the delivery method in use cannot work, and which can",
  async (htmap, box) => {
    const file = `${box.root}/htmap.gz`;
    await Deno.writeTextFile(
      `${box.root}/home/.htmaprc`,
      `DELIVERY_METHOD = "transplant"\n[TRANSPLANT]\nALTERNATE_INPUT_PATH = "${file}"\n`,
    );
    const { code, found } = await troubles(htmap, box, "--no-job");
    assertEquals([code, found.length, found[0]?.check], [1, 1, "delivery"]);
    assertStringIncludes(found[0]?.text ?? "", `${file}, and there is no such file`);
    assertEquals(found[0]?.command, "htmap set DELIVERY_METHOD auto");
    await Deno.writeTextFile(file, "the program");
    assertEquals((await troubles(htmap, box, "--no-job")).found, []);
    const { stdout } = await doctor(htmap, "--no-job");
    assertMatch(stdout, /^ok {11}The delivery method transplant, which is set, works: /m);
    assertMatch(stdout, /^ok {11}The delivery method shared works: /m);
  },
);

Deno.test({
  name: "the doctor that is stopped by Ctrl-C takes its job out of the queue, and its map away",
  ignore: Deno.env.get("HTMAP_TEST_BINARY") === undefined,
  fn: async () => {
    await using box = await sandbox();
    await Deno.writeTextFile(`${box.root}/home/.htmaprc`, '[MAP_OPTIONS]\nrequest_cpus = "5000"\n');
    const child = new Deno.Command(Deno.env.get("HTMAP_TEST_BINARY") ?? "", {
      args: ["doctor"],
      env: { ...box.env, HTMAP_BACKEND: "htcondor", HTMAP_DELIVERY: "shared" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const uuid = await untilThere(box.directory.maps);
    const jobs = `condor_q -constraint 'HTMapUUID == "${uuid}"' -af ClusterId`;
    await inShell(`until ${jobs} | grep -q .; do sleep 0.2; done`);
    // One that is stopped while it submits has less time to undo that.
    const { making } = box.directory.map(uuid);
    await inShell(`while test -e '${making}'; do sleep 0.2; done`);
    child.kill("SIGINT");
    const { code, stdout } = await child.output();
    assertEquals([code, stdout.length], [130, 0]);
    assertEquals(await Array.fromAsync(Deno.readDir(box.directory.maps)), []);
    assertEquals(await Array.fromAsync(Deno.readDir(box.directory.tags)), []);
    await inShell(`while ${jobs} | grep -q .; do sleep 0.2; done`); // which takes a moment
  },
});

/** Waits for the only directory of a map. */
async function untilThere(maps: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
    try {
      for await (const { name } of Deno.readDir(maps)) if (!name.startsWith(".")) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`There is no map in ${maps}`);
}
