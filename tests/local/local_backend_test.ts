import { pathToFileURL } from "node:url";
import { isThere } from "../../lib/base/files.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import { InvalidOption } from "../../lib/base/errors.ts";
import { EventType, executeHostOf, memoryUsageOf, terminationOf } from "../../lib/events/log.ts";
import { memoryForJobs } from "../../lib/backend/local/memory.ts";
import { memoryOfMachineAd } from "../../lib/wire/memory.ts";
import { TestMap } from "./local_backend_map.ts";

const { SUBMIT, EXECUTE, TERMINATED, IMAGE_SIZE } = EventType;
const OUTPUT = 'mkdir -p htmap_outputs; echo "output $1" > htmap_outputs/$1.out';

Deno.test("LocalBackend runs every job of a submission and puts its output into place", async () => {
  await using map = await TestMap.submit({ script: OUTPUT, jobs: 10 });
  await map.waitForEvents(TERMINATED, 10);
  for (let job = 0; job < 10; job++) {
    assertEquals(await map.output(job), `output ${job}\n`);
    assertEquals(map.types(job), [SUBMIT, EXECUTE, TERMINATED]);
  }
  assertEquals(terminationOf(map.last(TERMINATED)).exitCode, 0);
  assertEquals(await map.backend.countJobs(map.paths), 0);
  await map.waitForScheduler();
  assertEquals([...Deno.readDirSync(map.paths.localScratch)], []);
  assertEquals([...Deno.readDirSync(map.paths.localRunning)], []);
  assertEquals(await Deno.readTextFile(map.paths.localLog), "");
});

Deno.test("LocalBackend notes exit codes and signals", async () => {
  await using map = await TestMap.submit({
    script: "if [ $1 = 0 ]; then exit 3; else kill -9 $$; fi",
    jobs: 2,
  });
  await map.waitForEvents(TERMINATED, 2);
  const ends = map.events().filter(({ type }) => type === TERMINATED).sort((a, b) =>
    a.proc - b.proc
  )
    .map(terminationOf);
  assertEquals(ends.map(({ exitCode, signal }) => ({ exitCode, signal })), [
    { exitCode: 3, signal: undefined },
    { exitCode: undefined, signal: 9 },
  ]);
});

Deno.test("LocalBackend keeps standard output and error of each job, and gives it no input", async () => {
  await using map = await TestMap.submit({ script: "cat; echo out $1; echo err $1 >&2", jobs: 2 });
  await map.waitForEvents(TERMINATED, 2);
  assertEquals(await Deno.readTextFile(map.paths.stdout(1, 0)), "out 1\n");
  assertEquals(await Deno.readTextFile(map.paths.stderr(1, 0)), "err 1\n");
});

Deno.test("LocalBackend measures memory and processor time", async () => {
  await using map = await TestMap.submit({
    // Until it has used 1.5 s of processor time, by the kernel's count in hundredths.
    script: `while [ $(cut -d " " -f 14 /proc/$$/stat) -lt 150 ]; do
        i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; done
      until [ -e "$(dirname $0)/go" ]; do sleep 0.02; done`,
  });
  // A scheduler that is slow to look at it finds nothing to measure after its end.
  await map.waitForEvents(IMAGE_SIZE, 1);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 1);
  assert((memoryUsageOf(map.last(IMAGE_SIZE)) ?? 0) >= 1);
  assert(terminationOf(map.last(TERMINATED)).cpuTime >= 1000);
  assertStringIncludes(executeHostOf(map.last(EXECUTE)), `@${Deno.hostname()}`);
});

Deno.test("LocalBackend runs a job in a scratch directory with its files", async () => {
  const files = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${files}/a file.txt`, "fixed");
    await Deno.mkdir(`${files}/tree/deep`, { recursive: true });
    await Deno.writeTextFile(`${files}/tree/deep/leaf`, "leaf");
    await Deno.writeTextFile(`${files}/0.txt`, "zero");
    await Deno.writeTextFile(`${files}/1.txt`, "one");
    await using map = await TestMap.submit({
      script: `cat 'a file.txt' tree/deep/leaf deep/leaf $1.txt htmap_$1.in; echo changed > $1.txt
        ls; [ $PWD = $_CONDOR_SCRATCH_DIR ] && echo here; ls htmap_function.mjs htmap_values.cbor`,
      jobs: 2,
      options: {
        fixedInputFiles: [`${files}/a file.txt`, `${files}/tree`, `${files}/tree/`],
        inputFiles: [[`${files}/0.txt`], [pathToFileURL(`${files}/1.txt`).href]],
      },
    });
    await map.waitForEvents(TERMINATED, 2);
    const said = (job: number): string => Deno.readTextFileSync(map.paths.stdout(job, 0));
    assertStringIncludes(said(0), "fixedleafleafzeroinput 0");
    assertStringIncludes(said(1), "fixedleafleafoneinput 1");
    assert(!said(1).includes("0.txt"));
    assertStringIncludes(said(0), "here\nhtmap_function.mjs\nhtmap_values.cbor\n");
    assertEquals(Deno.readTextFileSync(`${files}/0.txt`), "zero");
  } finally {
    await Deno.remove(files, { recursive: true });
  }
});

Deno.test("LocalBackend takes nothing from a job but its outputs and output files", async () => {
  await using map = await TestMap.submit({
    script: `mkdir -p htmap_outputs/files/0/d htmap_outputs/other; cd htmap_outputs
      echo o > 0.out; echo e > 0.err; echo x > x.out; echo y > state.cbor; ln -s /etc/passwd 7.out
      echo f > files/0/d/f; ln -s d/f files/0/link; echo z > other/z`,
  });
  await map.waitForEvents(TERMINATED, 1);
  const names = [...Deno.readDirSync(map.paths.outputs)].map(({ name }) => name).sort();
  assertEquals(names, ["0.err", "0.out", "files"]);
  assertEquals(Deno.readTextFileSync(`${map.paths.outputs}/files/0/d/f`), "f\n");
  assertEquals(Deno.readTextFileSync(`${map.paths.outputs}/files/0/link`), "f\n");
});

Deno.test("LocalBackend gives jobs a small environment, and what the options say", async () => {
  await using map = await TestMap.submit({
    script: 'echo "$A|$B|$OMP_NUM_THREADS|$DENO_DIR$HTMAP_TEST"; echo "$TMPDIR"',
    options: { fixed: new Map([["environment", `"A=1 B='it''s ""two"" words'"`]]) },
  });
  await map.waitForEvents(TERMINATED, 1);
  const [values, temporary] = Deno.readTextFileSync(map.paths.stdout(0, 0)).split("\n");
  assertEquals(values, `1|it's "two" words|1|`);
  assertEquals(temporary, map.paths.localScratchOf(1, 0));
});

Deno.test("LocalBackend runs no more jobs at once than request_cpus lets it", async () => {
  const cpus = String(navigator.hardwareConcurrency);
  const script =
    `d=$(dirname "$0"); mkdir "$d/busy" || echo "not alone" >&2; sleep 0.05; rmdir "$d/busy"`;
  await using map = await TestMap.submit({
    script,
    jobs: 4,
    options: { variadic: new Map([["request_cpus", [cpus, cpus, "100000", cpus]]]) },
  });
  await map.waitForEvents(TERMINATED, 4);
  for (let job = 0; job < 4; job++) {
    assertEquals(Deno.readTextFileSync(map.paths.stderr(job, 0)), "");
  }
});

Deno.test("LocalBackend runs no more jobs at once than request_memory lets it", async () => {
  const most = memoryForJobs();
  const script =
    `d=$(dirname "$0"); mkdir "$d/busy" || echo "not alone" >&2; sleep 0.05; rmdir "$d/busy"`;
  for (const memory of [Math.ceil(0.6 * most), 10 * most]) {
    await using map = await TestMap.submit({
      script,
      jobs: 4,
      options: { fixed: new Map([["Request_Memory", `${memory}MB`]]) },
    });
    await map.waitForEvents(TERMINATED, 4);
    for (let job = 0; job < 4; job++) {
      assertEquals(Deno.readTextFileSync(map.paths.stderr(job, 0)), "");
    }
    const given = Math.min(memory, most);
    assertEquals(terminationOf(map.last(TERMINATED)).memory, { asked: memory, given });
  }
});

Deno.test("LocalBackend tells each job what memory it has, as HTCondor does", async () => {
  const most = memoryForJobs();
  await using map = await TestMap.submit({
    script: 'cat "$_CONDOR_MACHINE_AD"',
    jobs: 4,
    options: {
      variadic: new Map([["request_memory", ["200", "0.25 GB", "1 + 1", `${2 * most}`]]]),
    },
  });
  await map.waitForEvents(TERMINATED, 4);
  const given = [0, 1, 2, 3].map((job) =>
    memoryOfMachineAd(Deno.readTextFileSync(map.paths.stdout(job, 0)))
  );
  assertEquals([given[0]?.given, given[1]?.given], [200, 256]);
  assertEquals(given[3], { given: most, isAll: true });
  // What only a matchmaker could work out counts as if nothing were said.
  assertEquals(
    given[2]?.given,
    Math.min(4096, Math.floor(most / navigator.hardwareConcurrency)),
  );
});

Deno.test("LocalBackend.edit() changes the memory of the jobs that start from then on", async () => {
  await using map = await TestMap.submit({
    script: `d=$(dirname "$0"); touch "$d/started"; cat "$_CONDOR_MACHINE_AD"
      until [ -e "$d/go" ]; do sleep 0.02; done; touch "$d/ended"`,
    jobs: 3,
    options: { fixed: new Map([["request_memory", `${memoryForJobs()}`]]) },
  });
  await map.waitForFile("started");
  // The scheduler hears of the change and of the end of a job at once.
  Deno.kill(map.scheduler ?? 0, "SIGSTOP");
  await map.backend.edit("RequestMemory", 123, map.paths);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForFile("ended");
  Deno.kill(map.scheduler ?? 0, "SIGCONT");
  await map.waitForEvents(TERMINATED, 3);
  const given = [0, 1, 2].map((job) =>
    memoryOfMachineAd(Deno.readTextFileSync(map.paths.stdout(job, 0)))?.given
  );
  assertEquals(given, [memoryForJobs(), 123, 123]);
});

Deno.test("LocalBackend.edit() counts for a held job that is released", async () => {
  await using map = await TestMap.submit({
    script: `d=$(dirname "$0"); touch "$d/started"; cat "$_CONDOR_MACHINE_AD"
      until [ -e "$d/go" ]; do sleep 0.02; done`,
    options: { fixed: new Map([["request_memory", "200"]]) },
  });
  await map.waitForFile("started");
  await map.backend.act("hold", map.paths);
  await map.backend.edit("RequestMemory", 300, map.paths);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.backend.act("release", map.paths);
  await map.waitForEvents(TERMINATED, 1);
  const ad = Deno.readTextFileSync(map.paths.stdout(0, 0));
  assertEquals(memoryOfMachineAd(ad)?.given, 300);
});

Deno.test("LocalBackend runs jobs of a second submission, with the next cluster id", async () => {
  await using map = await TestMap.submit({ script: OUTPUT, jobs: 2 });
  assertEquals(await map.submit({ script: "exit 4", jobs: 1 }), 2);
  await map.waitForEvents(TERMINATED, 3);
  assertEquals(map.types(0, 2), [SUBMIT, EXECUTE, TERMINATED]);
  await map.waitForScheduler();
  assertEquals(await map.submit({ script: "exit 4", jobs: 1 }), 3);
  await map.waitForEvents(TERMINATED, 4);
});

Deno.test("LocalBackend does not keep the script that submits, and outlives it", async () => {
  await using map = await TestMap.make();
  await Deno.writeTextFile(
    `${map.directory}/job.sh`,
    `#!/bin/sh\nuntil [ -e "$(dirname $0)/go" ]; do sleep 0.01; done`,
    { mode: 0o755 },
  );
  await Deno.writeTextFile(map.paths.input(0), "");
  const script = `
    import { LocalBackend } from ${
    JSON.stringify(import.meta.resolve("../../lib/backend/local/local.ts"))
  };
    import { MapPaths } from ${JSON.stringify(import.meta.resolve("../../lib/store/map_paths.ts"))};
    await new LocalBackend().submit({
      tag: "t", paths: new MapPaths(${JSON.stringify(map.paths.root)}, ""),
      layout: { components: 1, chunk: 1 }, inputStarts: [0], jobs: [0], index: 0,
      options: { fixed: new Map(), variadic: new Map(), fixedInputFiles: [], inputFiles: undefined, chunk: 1 },
      delivery: { descriptors: { executable: ${
    JSON.stringify(`${map.directory}/job.sh`)
  } }, arguments: [], inputFiles: [] },
    });`;
  await Deno.writeTextFile(`${map.directory}/submit.ts`, script);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--no-config",
      "--no-lock",
      "--quiet",
      `${map.directory}/submit.ts`,
    ],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  assert(success);
  assertEquals(map.types(0).includes(TERMINATED), false);
  await Deno.writeTextFile(`${map.directory}/go`, "");
  await map.waitForEvents(TERMINATED, 1);
});

Deno.test("LocalBackend.submit() takes 10,000 jobs in one write", async () => {
  // None ends before they are counted.
  const script = 'while [ -e "$0" ]; do sleep 1; done';
  await using map = await TestMap.submit({ script, jobs: 10_000 });
  assertEquals(map.events().filter(({ type }) => type === SUBMIT).length, 10_000);
  assertEquals(await map.backend.countJobs(map.paths), 10_000);
});

Deno.test("LocalBackend.submit() refuses what it has no way to do, and submits nothing", async () => {
  await using map = await TestMap.make();
  await assertRejects(
    () => map.submit({ options: { fixed: new Map([["environment", '"A']]) } }),
    InvalidOption,
    "quotation marks",
  );
  assert(!isThere(map.paths.events));
});
