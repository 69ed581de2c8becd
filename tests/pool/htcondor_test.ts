import { isThere } from "../../lib/base/files.ts";
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../deps.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import { versionIn } from "../../lib/backend/condor_version.ts";
import * as htmap from "../../mod.ts";
import { ON_POOL, testOnPool as test } from "../helpers/on_pool.ts";
import { PATIENCE } from "../helpers/patience.ts";
import type { Sandbox } from "../helpers/sandbox.ts";
import { MOST_JOBS_AT_SECOND, SECOND_SCHEDD } from "../toolchain/pool_config.ts";

const { errors } = htmap;

/** The values of attributes of a map's jobs in the queue, in the order of the jobs. */
async function jobAds(
  map: { paths: { uuid: string } },
  ...attributes: string[]
): Promise<string[]> {
  const constraint = `HTMapUUID == "${map.paths.uuid}"`;
  const { stdout } = await runTool("condor_q", [
    "-constraint",
    constraint,
    "-af:t",
    "HTMapJob",
    ...attributes,
  ], "failed");
  return stdout.trim().split("\n").filter(Boolean).sort((a, b) => parseInt(a) - parseInt(b))
    .map((line) => line.split("\t").slice(1).join("|"));
}

/**
 * How many jobs of the maps of a sandbox are in the queue, not counting those that HTCondor is removing, however
 * long that takes; other tests have theirs in it too.
 */
async function jobsInQueue({ directory }: Sandbox): Promise<number> {
  const { root } = directory;
  const constraint = `substr(Iwd, 0, ${root.length}) == "${root}" && JobStatus =!= 3`;
  const { stdout } = await runTool(
    "condor_q",
    ["-constraint", constraint, "-af", "ClusterId"],
    "failed",
  );
  return stdout.trim().split("\n").filter(Boolean).length;
}

const forever = (): Promise<void> => new Promise(() => setInterval(() => {}, 1000));

/** Waits until something has come. */
async function until(what: string, came: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !await came();) {
    assert(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until HTCondor has made all jobs of a map, which it does after the submission where they are late. */
async function untilMade(map: { paths: { uuid: string } }, jobs: number): Promise<void> {
  await until("not all jobs were made", async () => (await jobAds(map)).length === jobs);
}

test("map options reach HTCondor as they were written, variadic ones with commas and spaces too", async () => {
  const m = await htmap.map(forever, ["a", "b"], {
    ...ON_POOL,
    tag: "options,with'quotes'and$(Cluster)$ENV(HOME)",
    mapOptions: {
      request_memory: ["64MB", "65MB"],
      hold: true,
      requirements: 'TARGET.Arch == "X86_64"',
      customOptions: { Words: ['"one, two  three"', '"$(DOLLAR)x"'], "+Both": '"same"' },
    },
  });
  assertEquals(await jobAds(m, "RequestMemory", "Words", "Both", "JobBatchName"), [
    `64|one, two  three|same|${m.tag}`,
    `65|$x|same|${m.tag}`,
  ]);
});

test("map options keep their blanks and backslashes, also in jobs that are made late", async (box) => {
  const input = `${box.root}/in put.txt`;
  await Deno.writeTextFile(input, "content");
  for (const late of [{}, { max_materialize: 2 }]) {
    const m = await htmap.map(forever, ["a", "b"], {
      ...ON_POOL,
      tag: "back",
      mapOptions: {
        ...late,
        hold: true,
        notify_user: "C:\\",
        request_memory: "77MB",
        inputFiles: [input, input],
        customOptions: { Words: ['"one two,\tthree"', '" four  five"'] },
        description: ["D:\\", "E:\\"],
      },
    });
    await untilMade(m, 2);
    const attributes = ["RequestMemory", "NotifyUser", "JobDescription", "JobBatchName", "Words"];
    assertEquals(await jobAds(m, ...attributes), [
      `77|C:\\|D:\\|back|one two,|three`, // a tab stands between what is asked for, too
      `77|C:\\|E:\\|back| four  five`,
    ]);
    assertStringIncludes((await jobAds(m, "TransferInput"))[0]!, input);
    await m.remove();
  }
});

test("each job's ad says which components it runs, and $(component) is the one of a job of one", async () => {
  const mapOptions = { hold: true, description: "run $(component) of $INT(component,%03d)" };
  for (const late of [{}, { max_materialize: 3 }]) {
    const m = await htmap.map(forever, [1, 2, 3], {
      ...ON_POOL,
      mapOptions: { ...mapOptions, ...late, customOptions: { Which: "$(component)" } },
    });
    await untilMade(m, 3);
    assertEquals(
      await jobAds(m, "HTMapComponents", "JobDescription", "Which"),
      [0, 1, 2].map((component) => `${component}|run ${component} of 00${component}|${component}`),
    );
  }
  const chunked = await htmap.map(forever, htmap.range(10), {
    ...ON_POOL,
    mapOptions: { hold: true, chunk: 4 },
  });
  assertEquals(await jobAds(chunked, "HTMapComponents"), ["0-3", "4-7", "8-9"]);
});

test("what would take outputs away is refused by htmap, and never reaches HTCondor", async (box) => {
  const options = ["output_destination", "manifest", "remote_initialdir", "Out", "UserLog", "Iwd"];
  for (const key of [...options, "SUBMIT.log", "arguments2", "shell", "skip_if_dataflow"]) {
    const error = await assertRejects(
      () => htmap.map(forever, [1], { ...ON_POOL, mapOptions: { [key]: "/tmp/x" } }),
      errors.ReservedOptionKeyword,
    );
    assertStringIncludes(error.message, `"${key}" is reserved`);
  }
  assertEquals(await jobsInQueue(box), 0);
});

test("an option that HTCondor does not know is warned of, and nothing of htmap's own", async () => {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    const mapOptions = { requst_memory: "1GB", hold: true, request_disk: ["1 MB", "2 MB"] };
    await htmap.map(forever, [1, 2], { ...ON_POOL, mapOptions });
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.length, 1, warnings.join("\n"));
  assertStringIncludes(warnings[0]!, "requst_memory");
});

test("what is done to jobs in another state is no error, and changes nothing", async () => {
  const m = await htmap.map(forever, [1, 2], { ...ON_POOL, mapOptions: { requirements: "false" } });
  for (const act of ["pause", "resume", "vacate", "release"] as const) await m[act]();
  assertEquals(await jobAds(m, "JobStatus"), ["1", "1"]);
  assertEquals(await m.componentStatuses(), ["IDLE", "IDLE"]);
  for (const act of ["hold", "hold", "pause", "resume", "vacate"] as const) await m[act]();
  assertEquals(await jobAds(m, "JobStatus"), ["5", "5"]);
  await until(
    "they were not HELD",
    async () => (await m.componentStatuses()).every((status) => status === "HELD"),
  );
});

test("a removal that was interrupted can be repeated", async (box) => {
  for (let isInterrupted = false, n = 0; !isInterrupted; n++) {
    const go = `${box.root}/go-${n}`;
    const stubborn = (): void => {
      Deno.addSignalListener("SIGTERM", () => {}); // and no time to hear of it
      const clock = new Int32Array(new SharedArrayBuffer(4));
      const isTold = (): boolean => {
        try {
          return Deno.statSync(go).isFile;
        } catch {
          return false;
        }
      };
      while (!isTold()) Atomics.wait(clock, 0, 0, 100);
    };
    const m = await htmap.map(stubborn, [1, 2], { ...ON_POOL, tag: "twice" });
    await until(
      "they do not both run",
      async () => (await m.componentsByStatus()).RUNNING.length === 2,
    );
    const controller = new AbortController();
    const removal = m.remove(controller).then(() => false, (error) => {
      assert(error instanceof DOMException, String(error));
      return true;
    });
    await until(
      "they are not being removed",
      async () => (await jobAds(m, "JobStatus")).every((status) => status === "3"),
    );
    controller.abort();
    isInterrupted = await removal; // else it had waited for a minute before that, and given up
    await Deno.writeTextFile(go, "");
    if (isInterrupted) await htmap.remove("twice");
    assertEquals(await htmap.getTags(), []);
    assertEquals(await jobsInQueue(box), 0);
  }
});

test("a directory name with spaces and dollars is no trouble", async (box) => {
  htmap.settings.set("HTMAP_DIR", `${box.root}/my $(maps) & more`);
  const input = `${box.root}/in $HOME put.txt`;
  await Deno.writeTextFile(input, "content");
  const m = await htmap.map((name: string) => Deno.readTextFileSync(name), ["in $HOME put.txt"], {
    ...ON_POOL,
    mapOptions: { inputFiles: [input] },
  });
  assertEquals(await m.toArray(), ["content"]);
});

test("a submit that HTCondor refuses leaves no map and frees the tag, and says why in HTCondor's words", async (box) => {
  const error = await assertRejects(
    () => htmap.map(forever, [1], { ...ON_POOL, tag: "bad", mapOptions: { requirements: "1 +" } }),
    errors.HTCondorError,
  );
  assertEquals(error.tool, "condor_submit");
  assertStringIncludes(error.output.toLowerCase(), "requirements");
  assertEquals(await htmap.getTags(), []);
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
  assertEquals(await jobsInQueue(box), 0);
});

test("jobs that a rule or a limit of the pool is against leave no map, and it is said in the pool's words", async (box) => {
  const mapOptions = { customOptions: { Rude: true } };
  const rude = await assertRejects(
    () => htmap.map(forever, [1, 2], { ...ON_POOL, mapOptions }),
    errors.HTCondorError,
  );
  assertStringIncludes(rude.message, "rude jobs do not run here");
  assertStringIncludes(rude.message, "The pool has a rule against these jobs");
  htmap.settings.set("HTCONDOR.SCHEDULER", SECOND_SCHEDD);
  const many = await assertRejects(
    () => htmap.map(forever, htmap.range(MOST_JOBS_AT_SECOND + 1), ON_POOL),
    errors.HTCondorError,
  );
  assertStringIncludes(many.message, "would exceed MAX_JOBS_PER_SUBMISSION");
  assertStringIncludes(many.message, "max_materialize");
  assertEquals([rude.refused, many.refused], [true, true]);
  assertEquals([...Deno.readDirSync(box.directory.maps)], []);
  const args = ["-name", SECOND_SCHEDD, "-af", "Iwd"];
  const { stdout } = await runTool("condor_q", args, "failed");
  assert(!stdout.includes(box.root), stdout);
  assertEquals(await jobsInQueue(box), 0);
  htmap.settings.set("HTCONDOR.SCHEDULER", null);
});

test("a schedd that cannot be reached is an HTCondorError that says what to look at", async () => {
  htmap.settings.set("HTCONDOR.SCHEDULER", "no-such-schedd");
  const error = await assertRejects(() => htmap.map(forever, [1], ON_POOL), errors.HTCondorError);
  assertStringIncludes(error.message, "no-such-schedd");
  assertStringIncludes(error.message, "HTCONDOR.SCHEDULER");
  assertEquals(await htmap.getTags(), []);
  htmap.settings.set("HTCONDOR.SCHEDULER", null);
});

test("jobs of a submit that did not end well are removed with the map", async (box) => {
  const path = Deno.env.get("PATH") ?? "";
  const { stdout } = await runTool("which", ["condor_submit"], "failed");
  const failure = "echo 'ERROR: Failed to commit job submission into the queue.' >&2; exit 1";
  for (const ending of ["", "kill -9 $$", failure]) {
    // It submits, and then says nothing of it, is killed, or loses the connection before it knows.
    await Deno.mkdir(`${box.root}/bin`, { recursive: true });
    const script = `#!/bin/sh\n${stdout.trim()} "$@" >>${box.root}/submitted\n${ending}\n`;
    await Deno.writeTextFile(`${box.root}/bin/condor_submit`, script, { mode: 0o755 });
    Deno.env.set("PATH", `${box.root}/bin:${path}`);
    try {
      // They never run, so that they leave the queue at once.
      const options = { ...ON_POOL, mapOptions: { requirements: "false" } };
      await assertRejects(() => htmap.map(forever, [1, 2], options), errors.HTCondorError);
    } finally {
      Deno.env.set("PATH", path);
    }
    assertStringIncludes(await Deno.readTextFile(`${box.root}/submitted`), ".0 - ");
    await until("the jobs did not leave the queue", async () => await jobsInQueue(box) === 0);
    assertEquals(await htmap.getTags(), []);
    assertEquals([...Deno.readDirSync(box.directory.maps)], []);
  }
});

test("rerun() that HTCondor does not take leaves the outputs that are there", async (box) => {
  const m = await htmap.map(
    (x: number) => {
      console.log("was here");
      return 2 * x;
    },
    [1, 2],
    ON_POOL,
  );
  await m.wait();
  const path = Deno.env.get("PATH") ?? "";
  await Deno.mkdir(`${box.root}/bin`);
  await Deno.writeTextFile(`${box.root}/bin/condor_submit`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  Deno.env.set("PATH", `${box.root}/bin:${path}`);
  try {
    await assertRejects(() => m.rerun([1]), errors.HTCondorError);
  } finally {
    Deno.env.set("PATH", path);
  }
  assertEquals(await m.toArray(), [2, 4]);
  assertEquals(await m.stdout.get(1), "was here\n");
  await m.rerun([1]);
  assertEquals(await m.toArray(), [2, 4]);
  const left = [...Deno.readDirSync(m.paths.outputs)].map(({ name }) => name).sort();
  assertEquals(left.map((name) => name.replace(/\.\d+\.out/, ".again.out")), [
    "0.out",
    "1.again.out",
  ]);
});

test("a descriptor that this HTCondor is too old for is refused, and no job gets in", async (box) => {
  const { stdout } = await runTool("condor_version", [], "failed");
  const [major, minor, patch] = versionIn(stdout)!;
  const make = (mapOptions: htmap.MapOptions): Promise<unknown> =>
    htmap.map(forever, [1], { ...ON_POOL, tag: "new", mapOptions });
  // Since 25.10, of what is asked for here; the tests run on older and on newer ones.
  if (major > 25 || (major === 25 && minor >= 10)) await make({ retry_request_disk: "2GB" });
  else {
    const error = await assertRejects(
      () => make({ retry_request_disk: "2GB" }),
      errors.InsufficientHTCondorVersion,
      "retry_request_disk",
    );
    assertEquals([error.needed, error.found], ["25.10.0", `${major}.${minor}.${patch}`]);
    assertEquals(await htmap.getTags(), []);
    assertEquals(await jobsInQueue(box), 0);
  }
});

test("htmap's directory and input files may have any name that HTCondor can write down", async (box) => {
  const directory = `${box.root}/#a ?b%41%20ü $(x) &c`;
  htmap.settings.set("HTMAP_DIR", `${directory}/htmap`);
  try {
    await Deno.mkdir(directory);
    await Deno.writeTextFile(`${directory}/d#a t%41?ü.txt`, "the data");
    const read = (name: string): Promise<string> => Deno.readTextFile(name);
    const m = await htmap.map(read, ["d#a t%41?ü.txt", "none"], {
      ...ON_POOL,
      mapOptions: { fixedInputFiles: `${directory}/d#a t%41?ü.txt` },
    });
    assertEquals(await m.get(0), "the data");
    assertStringIncludes((await m.getError(1)).report(), "none");
    assertEquals(await m.stdout.get(0), "");
    await m.remove();
  } finally {
    await htmap.clean({ all: true });
    htmap.settings.set("HTMAP_DIR", null);
  }
});

test("runTool() says that a tool is missing, and what to do", async () => {
  const error = await assertRejects(
    () => runTool("condor_no_such_tool", [], "failed"),
    errors.HTCondorError,
  );
  assertStringIncludes(error.message, "is not on PATH");
  assertStringIncludes(error.message, "HTMAP_BACKEND=local");
});

test("pause(), resume() and vacate() act on running components", async () => {
  const m = await htmap.map(forever, [1], ON_POOL);
  // What is done next goes by the state in the queue, which HTCondor tells of after it has told the log.
  const is = async (status: htmap.ComponentStatus, inQueue: string): Promise<void> => {
    await until(`it was not ${status}`, async () => (await m.componentStatuses())[0] === status);
    await until(
      `it was not ${status} in the queue`,
      async () => (await jobAds(m, "JobStatus"))[0] === inQueue,
    );
  };
  await is("RUNNING", "2");
  await m.pause();
  await is("SUSPENDED", "7");
  await m.resume();
  await is("RUNNING", "2");
  // It is idle between two starts for so short a time that it may never be seen: the log has it all.
  const starts = (log: string): number => log.match(/^001 /gm)?.length ?? 0;
  const log = (): Promise<string> => Deno.readTextFile(m.paths.events);
  assertEquals(starts(await log()), 1);
  await m.vacate();
  await until("it did not start again", async () => starts(await log()) === 2);
  assertMatch(await log(), /^004 /m, "it was not evicted");
  await is("RUNNING", "2");
});

test("setMemory() and setDisk() change what queued components ask for", async () => {
  const m = await htmap.map(forever, [1, 2], { ...ON_POOL, mapOptions: { hold: true } });
  await m.setMemory(77);
  await m.setDisk(8888);
  assertEquals(await jobAds(m, "RequestMemory", "RequestDisk"), ["77|8888", "77|8888"]);
  await assertRejects(() => m.setMemory(-1), errors.InvalidOption);
});

test("retry() releases held components with more memory, and leaves what the others ask for", async () => {
  const m = await htmap.map(forever, [1, 2, 3], {
    ...ON_POOL,
    mapOptions: { hold: true, request_memory: "50MB" },
  });
  const constraint = `HTMapUUID == "${m.paths.uuid}" && HTMapJob == 1`;
  await runTool("condor_release", ["-constraint", constraint], "failed");
  await until("it alone is not released", async () => {
    const held = (await m.componentStatuses()).map((status) => status === "HELD");
    return held.join() === "true,false,true";
  });
  assertEquals(await m.retry({ memory: 77 }), [
    { components: [0, 2], memory: 77, disk: undefined },
  ]);
  assertEquals(await jobAds(m, "RequestMemory"), ["77", "50", "77"]);
  await until("some are held", async () => !(await m.componentStatuses()).includes("HELD"));
  assertEquals(await m.retry(), []);
  await assertRejects(() => m.retry({ memory: 0.5 }), errors.InvalidOption);
});

test("acts on a map whose jobs have all left the queue do nothing", async () => {
  const m = await htmap.map((x: number) => x, [1], ON_POOL);
  await m.wait();
  // A job that the log says has ended leaves the queue a while later, and until then can be held.
  await until("it did not leave the queue", async () => (await jobAds(m)).length === 0);
  for (const act of ["hold", "release", "pause", "resume", "vacate"] as const) await m[act]();
  assertEquals(await m.componentStatuses(), ["COMPLETED"]);
});

test("a component whose job was removed outside htmap is REMOVED, and waiting says so", async () => {
  const m = await htmap.map(forever, [1, 2], ON_POOL);
  await runTool(
    "condor_rm",
    ["-constraint", `HTMapUUID == "${m.paths.uuid}" && HTMapJob == 1`],
    "failed",
  );
  const error = await assertRejects(
    () => m.get(1, { timeout: PATIENCE }),
    errors.MapComponentRemoved,
  );
  assertStringIncludes(error.message, "condor_rm");
  await assertRejects(
    () => m.wait({ timeout: PATIENCE, holdsOk: true, errorsOk: true }),
    errors.MapComponentRemoved,
  );
});

test("jobs made late are UNMATERIALIZED until HTCondor makes them", async (box) => {
  const m = await htmap.map(forever, [1, 2, 3], { ...ON_POOL, mapOptions: { max_materialize: 1 } });
  const statuses = await m.componentStatuses();
  assertEquals(statuses.slice(1), ["UNMATERIALIZED", "UNMATERIALIZED"]);
  await m.remove();
  assertEquals(await jobsInQueue(box), 0);
});

test("transplant delivery needs nothing of ours where components run", async () => {
  htmap.settings.set("DELIVERY_METHOD", "transplant");
  const where = (): string => Deno.execPath();
  const m = await htmap.map(where, [1, 2], ON_POOL);
  for (const path of await m.toArray()) assertStringIncludes(path, "execute/dir_");
});

test("a component whose executor cannot even start is ERRORED, with what the runtime said", async () => {
  htmap.registerDeliveryMethod("broken", () => ({
    descriptors: { executable: "/bin/sh", transfer_executable: "False" },
    arguments: ["-c", "echo no such library >&2; exit 127"],
    inputFiles: [],
  }));
  htmap.settings.set("DELIVERY_METHOD", "broken");
  const m = await htmap.map((x: number) => x, [1], ON_POOL);
  const error = await m.getError(0, { timeout: PATIENCE });
  assertStringIncludes(error.report(), "exited with code 127");
  assertStringIncludes(error.report(), "no such library");
});

test("a delivery method that nobody registered is refused before anything is made", async () => {
  htmap.settings.set("DELIVERY_METHOD", "pigeon");
  await assertRejects(
    () => htmap.map(forever, [1], ON_POOL),
    errors.UnknownDeliveryMethod,
    "pigeon",
  );
  assertEquals(await htmap.getTags(), []);
});

/** Runs code in a process that is killed when its jobs have been submitted, and before it knows of it. */
async function killWhileSubmitting(
  box: Sandbox,
  code: string,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const script = `${box.root}/script.ts`;
  const mod = JSON.stringify(import.meta.resolve("../../mod.ts"));
  const shared = 'htmap.settings.set("DELIVERY_METHOD", "shared");';
  await Deno.writeTextFile(script, `import * as htmap from ${mod};\n${shared}\n${code}`);
  // A condor_submit that submits, and then does not come back as long as the test runs.
  const bin = `${box.root}/bin`;
  await Deno.mkdir(bin);
  const { stdout } = await runTool("which", ["condor_submit"], "failed");
  await Deno.writeTextFile(
    `${bin}/condor_submit`,
    `#!/bin/sh\n${stdout.trim()} "$@"; touch ${box.root}/submitted\n` +
      `while test -e ${box.root}/submitted; do sleep 1; done\n`,
    { mode: 0o755 },
  );
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script],
    env: { HTMAP_DIR: box.directory.root, PATH: `${bin}:${Deno.env.get("PATH")}` },
    stdout: "null",
    stderr: "null",
  }).spawn();
  await until("it did not submit", () => isThere(`${box.root}/submitted`));
  await meanwhile();
  process.kill("SIGKILL");
  await process.status;
}

test("a map whose maker was killed while it submitted is removed by clean(), jobs and all", async (box) => {
  const code = `const forever = () => new Promise(() => setInterval(() => {}, 1000));
    await htmap.map(forever, [1, 2], { tag: "torn", backend: "htcondor" });`;
  await killWhileSubmitting(box, code, async () => {
    await assertRejects(() => htmap.load("torn"), errors.IncompleteMap);
    assertEquals(await htmap.clean(), []); // it may still be at it
  });
  assertEquals(await jobsInQueue(box), 2);
  await assertRejects(() => htmap.load("torn"), errors.IncompleteMap, "htmap clean");
  assertEquals(await htmap.clean(), ["torn"]);
  assertEquals(await jobsInQueue(box), 0);
  assertEquals(await htmap.getTags(), []);
});

test("a rerun whose process was killed while it submitted has run, and loses nothing", async (box) => {
  const m = await htmap.map((x: number) => [x, crypto.randomUUID()] as const, [1, 2, 3], {
    ...ON_POOL,
    tag: "again",
  });
  const before = await m.toArray();
  await killWhileSubmitting(box, `await (await htmap.load("again")).rerun([0, 2]);`);
  await m.wait();
  const after = await m.toArray();
  assertEquals(after.map(([x]) => x), [1, 2, 3]);
  assertEquals(after.map(([, uuid], i) => uuid === before[i]?.[1]), [false, true, false]);
  await m.rerun([0]);
  await m.get(0);
  const names = await Array.fromAsync(Deno.readDir(m.paths.outputs), ({ name }) => name);
  assertEquals(names.filter((name) => /^0\.(\d\.)?out$/.test(name)), ["0.2.out"]);
});
