import { assert, assertEquals, assertRejects, assertStringIncludes } from "../deps.ts";
import * as htmap from "../../mod.ts";
import { PATIENCE } from "../helpers/patience.ts";
import { type Sandbox, testInSandbox as test } from "../helpers/sandbox.ts";
import { script, spawn } from "../helpers/script.ts";

const { errors } = htmap;
const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;

/** Checks that nothing of a map that was not made is left. */
async function nothingLeft({ directory }: Sandbox): Promise<void> {
  assertEquals(await htmap.getTags(), []);
  const maps = await Array.fromAsync(Deno.readDir(directory.maps)).catch(() => []);
  assertEquals(maps, []);
}

test("map() refuses tags that cannot be one, before anything is made", async (box) => {
  for (const tag of ["a/b", "a\0b", ".a", "-a", "x".repeat(201), "", "a b", "a*", "c:d", '"e"']) {
    await assertRejects(() => htmap.map(double, [1], { ...LOCAL, tag }), errors.InvalidTag);
  }
  await nothingLeft(box);
});

test("a map whose tag is one that an earlier version gave can be found, run again, retagged and removed", async (box) => {
  for (const old of ["a b", "*?", "c:d", '"e"', "f\\g"]) {
    const made = await htmap.map(double, [1], { ...LOCAL, tag: "new" });
    await made.wait();
    await Deno.rename(box.directory.tag("new"), box.directory.tag(old));
    assertEquals(await htmap.getTags(), [old]);
    const { stdout } = await script(
      box,
      `const m = await htmap.load(${JSON.stringify(old)});
       await m.rerun();
       console.log(await m.get(0), (await htmap.status()).includes(m.tag));
       let refused;
       await m.retag("x y").catch((error) => refused = error.name);
       await m.retag("retagged");
       console.log(refused, await htmap.getTags());
       await htmap.remove("retagged");`,
    );
    assertEquals(stdout, '2 true\nInvalidTag [ "retagged" ]\n');
    await nothingLeft(box);
  }
});

test("map() refuses an empty list of inputs, and frees the tag", async (box) => {
  await assertRejects(() => htmap.map(double, [], { ...LOCAL, tag: "empty" }), errors.EmptyMap);
  await nothingLeft(box);
});

test("map() refuses what is no function, and says what it is", async (box) => {
  for (const func of [7, "text", null, undefined, {}]) {
    // What a JavaScript user can pass, whatever the types say.
    const passed = func as unknown as typeof double;
    await assertRejects(() => htmap.map(passed, [1], LOCAL), errors.CannotCapture);
  }
  await nothingLeft(box);
});

test("calls refuse what no type checker stopped, and say what to pass", async (box) => {
  // What a script can pass that no type checker has seen.
  const loose = htmap as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "there" });
  await m.wait();
  const map = m as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const calls: [call: () => unknown, message: string][] = [
    [() => loose.map!(double), "The inputs cannot be looped over: undefined"],
    [() => loose.map!(double, 5, LOCAL), "The inputs cannot be looped over: 5"],
    [() => loose.map!(double, { a: 1 }, LOCAL), "{ a: 1 }. Give map() an array"],
    [
      () => loose.map!(double, [1], "tag"),
      'The options of map() must be an object, but they are "tag"',
    ],
    [() => loose.map!(double, [1], { tga: "x" }), 'map() has no option "tga". Did you mean tag?'],
    [() => loose.starmap!(double, [[1], 2], LOCAL), "2 is not a list of arguments"],
    [() => loose.status!("there"), '"t" is not a map'],
    [() => loose.status!([m, 7]), "7 is not a map. Give status() a list of maps"],
    [() => loose.mapped!(5), "mapped() takes a function, but it was given 5"],
    [() => loose.program!("echo"), "program() takes a list of the program and its arguments"],
    [
      () => loose.fromModule!("./work.ts"),
      'fromModule(import.meta.resolve("./work.ts"), "default")',
    ],
    [() => map.rerun!(1), "Give rerun() a list of their indices"],
    [() => map.wait!({ timout: 5 }), 'wait() has no option "timout". Did you mean timeout?'],
    [() => map.get!(0, { timeout: NaN }), "from 0, but it is NaN"],
    [() => map.get!(0, { timeout: "5" }), 'from 0, but it is "5"'],
    [() => map.wait!({ timeout: -1 }), "from 0, but it is -1"],
    [() => map.wait!({ signal: 3 }), "A signal must be an AbortSignal, but it is 3"],
    [() => map.rerun!([0], { signal: 3 }), "A signal must be an AbortSignal, but it is 3"],
    [() => map.rerun!([0], { mapOptions: 5 }), "Map options must be an object, but they are 5"],
    [() => map.hold!({ signal: 3 }), "A signal must be an AbortSignal, but it is 3"],
    [() => map.setMemory!(5, { sginal: 3 }), 'setMemory() has no option "sginal"'],
  ];
  for (const [call, message] of calls) {
    const error = await assertRejects(async () => await call(), errors.HTMapError);
    assertStringIncludes(error.message, message);
  }
  await m.remove();
  await nothingLeft(box);
});

test("map() refuses map options that are mistyped, endless or in the way of its own files", async (box) => {
  const refused: [options: htmap.MapOptions, message: string][] = [
    [{ inputfiles: ["a"] }, "Did you mean inputFiles?"],
    [{ fixed_input_files: "a" }, "Did you mean fixedInputFiles?"],
    [{ fixedInputFile: "a" }, "Did you mean fixedInputFiles?"],
    [{
      request_memory: (function* () {
        while (true) yield "1";
      })(),
    }, "has more than 10000000 values"],
    [{ fixedInputFiles: "d/htmap_function.mjs" }, "Rename it"],
  ];
  for (const [mapOptions, message] of refused) {
    const error = await assertRejects(
      () => htmap.map(double, [1], { ...LOCAL, mapOptions }),
      errors.InvalidOption,
    );
    assertStringIncludes(error.message, message);
  }
  await nothingLeft(box);
});

test("an image's name that would put lines into a submit description is refused, and says where it was set", async (box) => {
  for (
    const [method, setting] of [["docker", "DOCKER.IMAGE"], ["singularity", "SINGULARITY.IMAGE"]]
  ) {
    for (const image of ["debian\nexecutable = /bin/sh\nqueue 9", "debian\r", "a\0b", " "]) {
      htmap.settings.set("DELIVERY_METHOD", method!);
      htmap.settings.set(setting!, image);
      const error = await assertRejects(
        () => htmap.map(double, [1], { ...LOCAL, backend: "htcondor" }),
        errors.InvalidSetting,
      );
      assertStringIncludes(
        error.message,
        `The setting ${setting} cannot be ${JSON.stringify(image)}`,
      );
    }
  }
  await nothingLeft(box);
});

test("what a registered delivery method gives is refused where it is not one's to give, and nothing is left", async (box) => {
  const good = { descriptors: { executable: "/bin/sh" }, arguments: [], inputFiles: [] };
  const bad: Record<string, htmap.Delivery> = {
    "lines in a descriptor": { ...good, descriptors: { universe: "vanilla\nqueue 9" } },
    "lines in a key": { ...good, descriptors: { "log = x\nqueue": "9" } },
    "the log": { ...good, descriptors: { UserLog: "/tmp/log" } },
    "lines in an argument": { ...good, arguments: ["a\nqueue 9"] },
    "two files as one": { ...good, inputFiles: ["a,b"] },
    "nothing": undefined as unknown as htmap.Delivery, // what a script may do, whatever the types say
  };
  for (const [name, delivery] of Object.entries(bad)) {
    htmap.registerDeliveryMethod(name, () => delivery);
    htmap.settings.set("DELIVERY_METHOD", name);
    const error = await assertRejects(
      () => htmap.map(double, [1], { ...LOCAL, backend: "htcondor" }),
      errors.InvalidSetting,
    );
    assertStringIncludes(error.message, `The delivery method "${name}" gives`);
  }
  await nothingLeft(box);
});

test("a program to be sent along whose name is more than one line is refused, and others are sent", async (box) => {
  const up = "../".repeat(Deno.cwd().split("/").length); // a program by a relative path is sent along
  for (const name of ["a,b", "a ", "a\nb"]) {
    await Deno.writeTextFile(`${box.root}/${name}`, "#!/bin/sh\necho it ran\n");
    const program = htmap.program([`./${up}${box.root.slice(1)}/${name}`]);
    if (name.includes("\n")) {
      await assertRejects(() => htmap.map(program, [1], LOCAL), errors.InvalidOption);
      continue;
    }
    const m = await htmap.map(program, [1], LOCAL);
    assertEquals(await m.get(0), "it ran\n");
    await m.remove();
  }
  await nothingLeft(box);
});

test("map() stops at a signal though its inputs do not come", async (box) => {
  const controller = new AbortController();
  async function* inputs(): AsyncGenerator<number> {
    yield 1;
    controller.abort();
    await new Promise(() => {});
  }
  const { signal } = controller;
  await assertRejects(() => htmap.map(double, inputs(), { ...LOCAL, signal }), DOMException);
  await nothingLeft(box);
});

test("map() says which input cannot be serialised, and where in it", async (box) => {
  const inputs: unknown[] = [1, 2, { deep: [new WeakMap()] }];
  const error = await assertRejects(
    () => htmap.map((x: unknown) => x, inputs, { ...LOCAL, tag: "weak" }),
    errors.CannotSerialize,
  );
  assertStringIncludes(error.message, "input 2");
  assertStringIncludes(error.message, "deep");
  await nothingLeft(box);
});

test("map() gives the error of a generator of inputs, and leaves nothing", async (box) => {
  function* inputs(): Generator<number> {
    yield 1;
    throw new Error("the file of inputs is gone");
  }
  await assertRejects(
    () => htmap.map(double, inputs(), LOCAL),
    Error,
    "the file of inputs is gone",
  );
  await nothingLeft(box);
});

test("map() gives an error of the system that its inputs' source met as it is", async (box) => {
  async function* inputs(): AsyncGenerator<string> {
    yield await Deno.readTextFile("/nonexistent/inputs.txt");
  }
  await assertRejects(() => htmap.map((x: string) => x, inputs(), LOCAL), Deno.errors.NotFound);
  await nothingLeft(box);
});

test("map() refuses a variadic option of the wrong length, and leaves nothing", async (box) => {
  const mapOptions = { request_memory: ["1", "2", "3"] };
  await assertRejects(
    () => htmap.map(double, [1, 2], { ...LOCAL, mapOptions }),
    errors.MisalignedInputData,
  );
  await nothingLeft(box);
});

test("map() stops at its signal, and leaves nothing", async (box) => {
  const stop = new AbortController();
  function* inputs(): Generator<number> {
    for (let i = 0;; i++) {
      if (i === 5000) stop.abort(new Error("stopped"));
      yield i;
    }
  }
  await assertRejects(
    () => htmap.map(double, inputs(), { ...LOCAL, signal: stop.signal }),
    Error,
    "stopped",
  );
  await nothingLeft(box);
});

test("a settings file that is not TOML stops a map with the line that is wrong", async (box) => {
  await Deno.writeTextFile(`${box.env.HOME}/.htmaprc`, 'WAIT_TIME = 1\nBACKEND = "local\n');
  const { stderr, success } = await script(box, `await htmap.map((x) => x, [1]);`);
  assertEquals(success, false);
  assertStringIncludes(stderr, ".htmaprc");
  assertStringIncludes(stderr, "line 2");
  assertStringIncludes(stderr, 'BACKEND = "local');
});

test("a directory that is not writable is refused, and named", async (box) => {
  await Deno.mkdir(`${box.root}/locked`, { mode: 0o500 });
  htmap.settings.set("HTMAP_DIR", `${box.root}/locked/htmap`);
  const error = await assertRejects(() => htmap.map(double, [1], LOCAL), errors.UnusableDirectory);
  assertStringIncludes(error.message, `${box.root}/locked/htmap`);
  await Deno.mkdir(`${box.root}/full`);
  htmap.settings.set("HTMAP_DIR", `${box.root}/full`);
  await htmap.remove("none");
  await Deno.chmod(`${box.root}/full`, 0o500);
  await assertRejects(() => htmap.map(double, [1], LOCAL), errors.UnusableDirectory);
  await Deno.chmod(`${box.root}/full`, 0o700);
}, Deno.uid() === 0); // nothing is closed to root

test("a directory of another user is refused, for reading too", async () => {
  htmap.settings.set("HTMAP_DIR", "/etc");
  const error = await assertRejects(() => htmap.map(double, [1], LOCAL), errors.UnusableDirectory);
  assertStringIncludes(error.message, "belongs to another user");
  await assertRejects(() => htmap.getTags(), errors.UnusableDirectory);
}, Deno.uid() === 0); // /etc is root's own

test("a directory that is a file is refused", async (box) => {
  await Deno.writeTextFile(`${box.root}/file`, "");
  htmap.settings.set("HTMAP_DIR", `${box.root}/file`);
  await assertRejects(
    () => htmap.map(double, [1], LOCAL),
    errors.UnusableDirectory,
    "not a directory",
  );
});

test("the directory is made for its user alone", async (box) => {
  const m = await htmap.map(double, [1], LOCAL);
  assertEquals(((await Deno.stat(box.directory.root)).mode ?? 0) & 0o777, 0o700);
  await m.remove();
});

test("a file-size limit met while a map is made gives CannotWrite, and leaves nothing", async (box) => {
  // The limit stands for a full disk: the kernel refuses the write in the same way.
  const { stderr, success } = await script(
    box,
    `const big = "x".repeat(3_000_000);
     await htmap.map((x) => x, [1, big], { tag: "big" });`,
    { before: "ulimit -f 2000; trap '' XFSZ;" },
  );
  assertEquals(success, false);
  assertStringIncludes(stderr, "could not be written");
  await nothingLeft(box);
});

test("a working directory that was removed is told for what it is, and not for a missing tool", async (box) => {
  const { stdout } = await script(
    box,
    `import { runTool } from ${
      JSON.stringify(import.meta.resolve("../../lib/backend/condor_tool.ts"))
    };
     Deno.mkdirSync("${box.root}/gone");
     Deno.chdir("${box.root}/gone");
     Deno.removeSync("${box.root}/gone");
     const said = (error) => console.log(error.name, error.message);
     await htmap.map((x) => x, [1], { mapOptions: { fixedInputFiles: "x" } }).catch(said);
     await runTool("condor_q", [], "failed").catch(said);`,
  );
  const [map = "", tool = ""] = stdout.split("\n");
  for (const line of [map, tool]) {
    assertStringIncludes(
      line,
      "HTMapError The working directory of this process is not there any more",
    );
  }
  await nothingLeft(box);
});

test("too many open files are told for what they are, and what fails after them does not hide them", async (box) => {
  // Really without files to open, Deno itself may not go on.
  const { stdout, stderr } = await script(
    box,
    `const tooMany = (what) => { throw new Error("Too many open files (os error 24): " + what); };
     const { Command, remove } = Deno;
     Deno.Command = class {
       constructor(program, options) {
         if (program !== "/bin/sh") return new Command(program, options);
       }
       spawn() {
         tooMany("spawn");
       }
     };
     Deno.remove = async (path, options) => {
       if (options?.recursive && path.includes("/maps/")) tooMany("remove");
       await remove(path, options);
     };
     await htmap.map((x) => x, [1], { tag: "t" }).catch((error) => console.log(error.message));`,
  );
  assertStringIncludes(
    stdout,
    "The local scheduler could not be started: this process has too many",
  );
  assertStringIncludes(stdout, "`ulimit -n` shows");
  assert(!/space|HTMAP_DIR/.test(stdout), stdout);
  assertStringIncludes(stderr, 'What is left of the map "t" stays until `htmap clean` removes it');
  await htmap.clean({ all: true });
  await nothingLeft(box);
});

test("a machine without a shell is told so", async (box) => {
  const { stdout } = await script(
    box,
    `const { Command } = Deno;
     Deno.Command = class {
       constructor(program, options) {
         if (program !== "/bin/sh") return new Command(program, options);
       }
       spawn() {
         throw new Deno.errors.NotFound("Failed to spawn '/bin/sh': entity not found");
       }
     };
     await htmap.map((x) => x, [1]).catch((error) => console.log(error.name, error.message));`,
  );
  assertStringIncludes(stdout, "HTMapError The local scheduler could not be started");
  assertStringIncludes(stdout, "this machine has no /bin/sh");
  assert(!/space|HTMAP_DIR/.test(stdout), stdout);
  await nothingLeft(box);
});

test("a map whose maker was killed while it wrote its description is unfinished, and not damaged", async (box) => {
  const m = await htmap.map(double, [1], { ...LOCAL, tag: "half" });
  await m.wait();
  const whole = await Deno.readTextFile(m.paths.description);
  await Deno.writeTextFile(m.paths.description, whole.slice(0, whole.length / 2));
  const load = 'await htmap.load("half");';
  const damaged = (await script(box, load)).stderr;
  assertStringIncludes(damaged, "DamagedMap");
  assertStringIncludes(damaged, "if you have a copy of it");
  await Deno.writeTextFile(m.paths.making, "null\n"); // there until the map is whole
  const unfinished = (await script(box, load)).stderr;
  assertStringIncludes(unfinished, "IncompleteMap");
  assertStringIncludes(unfinished, "`htmap clean`");
  assertEquals(await htmap.clean(), ["half"]);
  await nothingLeft(box);
});

test("a damaged map does not keep others from being seen, and can be removed", async (box) => {
  const good = await htmap.map(double, [1], { ...LOCAL, tag: "good" });
  await good.wait();
  const tags = ["no-json", "no-map", "no-outputs", "no-tag", "no-directory"];
  for (const tag of tags) {
    const m = await htmap.map(double, [1], { ...LOCAL, tag });
    await m.wait();
    if (tag === "no-json") await Deno.writeTextFile(m.paths.description, "{");
    if (tag === "no-map") await Deno.writeTextFile(m.paths.description, "{}");
    if (tag === "no-outputs") await Deno.remove(m.paths.outputs, { recursive: true });
    if (tag === "no-tag") await Deno.writeTextFile(box.directory.tag(tag), "");
    if (tag === "no-directory") await Deno.remove(m.paths.root, { recursive: true });
  }
  const others = "console.log(await htmap.status(), (await htmap.loadMaps()).length);";
  const { stdout, stderr } = await script(box, others);
  assertStringIncludes(stdout, "good");
  assertStringIncludes(stderr, 'The map "no-json" is damaged');
  assertStringIncludes(stderr, "`htmap remove no-map`");
  assertStringIncludes(stderr, 'The map "no-tag" is damaged');
  const failing = 'await (await htmap.load("no-json")).wait();';
  assertStringIncludes((await script(box, failing)).stderr, "DamagedMap");
  const lost = 'console.log(await (await htmap.load("no-outputs")).componentStatuses());';
  assertStringIncludes((await script(box, lost)).stdout, "ERRORED");
  const removal = `for (const tag of ${JSON.stringify(tags)}) await htmap.remove(tag);
    console.log(await htmap.getTags());`;
  assertEquals((await script(box, removal)).stdout.trim(), '[ "good" ]');
  await good.remove();
  await htmap.clean();
  assertEquals([...Deno.readDirSync(box.directory.maps)].length, 1); // whole, but without its tag
  await htmap.clean({ all: true });
  await nothingLeft(box);
});

test("remove() refuses a map that is being made, unless it is forced to", async (box) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* inputs(): AsyncGenerator<number> {
    yield 1;
    await promise;
  }
  const making = htmap.map(double, inputs(), { ...LOCAL, tag: "slow" });
  const refused = making.catch((error: unknown) => error);
  while ((await htmap.getTags()).length === 0) await new Promise((next) => setTimeout(next, 5));
  const error = await assertRejects(() => htmap.remove("slow"), errors.MapIsBeingMade);
  assertStringIncludes(error.message, `process ${Deno.pid} on ${Deno.hostname()}`);
  assertEquals(await htmap.clean({ all: true }), []);
  await htmap.remove("slow", { force: true });
  resolve();
  assert(await refused instanceof errors.HTMapError);
  await nothingLeft(box);
});

test("names in a map's directory that come from outside are not followed", async (box) => {
  const m = await htmap.map(double, [1, 2], LOCAL);
  await m.wait();
  const { paths } = m;
  for (
    const name of ["7.out", "-1.out", "00.out", "x.err", "1.err.out", "99999999999999999999.out"]
  ) {
    await Deno.writeTextFile(`${paths.outputs}/${name}`, "");
  }
  await Deno.symlink("/etc/passwd", `${paths.outputs}/3.err`);
  const { stdout } = await script(
    box,
    `const m = (await htmap.loadMaps())[0]; console.log(JSON.stringify([await m.componentStatuses(), await m.toArray()]));`,
  );
  assertEquals(JSON.parse(stdout), [["COMPLETED", "COMPLETED"], [2, 4]]);
  await m.remove();
});

test("two processes that want the same tag at once: one gets it, the other is told", async (box) => {
  const make = (): ReturnType<typeof script> =>
    script(box, `await htmap.map((x) => x, [1], { tag: "wanted" }); console.log("made");`);
  const results = await Promise.all([make(), make(), make()]);
  assertEquals(results.filter(({ stdout }) => stdout === "made\n").length, 1);
  const losers = results.filter(({ success }) => !success);
  assertEquals(losers.length, 2);
  for (const { stderr } of losers) assertStringIncludes(stderr, 'The tag "wanted" is in use');
  await htmap.remove("wanted");
  await nothingLeft(box);
});

test("a maker killed at any moment leaves a whole map or one that clean() removes", async (box) => {
  // Few jobs, since a maker that was quicker than the kill leaves them all to be run.
  const options = "mapOptions: { chunk: 500 }";
  for (let i = 0; i < 12; i++) {
    const maker = spawn(
      box,
      `console.log("ready");
       await htmap.map((x) => x, htmap.range(2000), { tag: "torn${i}", ${options} });`,
    );
    const reader = maker.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 15 * i));
    try {
      maker.kill("SIGKILL");
    } catch {
      // it was quick, and the map is whole
    }
    await maker.status;
    await reader.cancel();
  }
  const whole = await htmap.loadMaps();
  for (const map of whole) assertEquals((await map.toArray({ timeout: PATIENCE })).length, 2000);
  const tags = await htmap.getTags();
  const torn = tags.filter((tag) => !whole.some((map) => map.tag === tag));
  assertEquals((await htmap.clean()).sort(), torn.sort());
  assertEquals(await htmap.getTags(), whole.map(({ tag }) => tag).sort());
  for (const map of whole) await map.remove();
  assert((await htmap.clean({ all: true })).length === 0);
  await nothingLeft(box);
});
