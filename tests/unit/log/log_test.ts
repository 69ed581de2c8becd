import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { isThere } from "../../../lib/base/files.ts";
import { say, warn } from "../../../lib/base/say.ts";
import { beginLog, log, type LogRecord, onLog } from "../../../lib/log/log.ts";
import { settings } from "../../../lib/settings/settings.ts";
import type { HTMapDirectory } from "../../../lib/store/paths.ts";
import { saidBy } from "../../helpers/said.ts";
import { type Sandbox, testInSandbox } from "../../helpers/sandbox.ts";
import { script } from "../../helpers/script.ts";

/** The lines of the log, without their times and the number of the process. */
function logged({ log }: HTMapDirectory): string[] {
  const lines = Deno.readTextFileSync(log).trimEnd().split("\n");
  return lines.map((line) => line.replace(/^\S+Z (\w+) \d+ /, "$1 "));
}

/** Logs something of each level. */
function logAll(): void {
  for (const level of ["debug", "info", "warning", "error"] as const) log(level, "map", level);
}

testInSandbox(
  "log() keeps what the setting LOG.LEVEL says, and that alone",
  async ({ directory }) => {
    await directory.ensure();
    beginLog();
    for (const level of ["debug", "info", "warning", "error", "none"]) {
      settings.set("LOG.LEVEL", level);
      logAll();
      log("error", "map", `after ${level}`);
    }
    assertEquals(
      logged(directory).join("\n").split(/\n?error htmap\.map after \w+\n?/).map((part) =>
        part.split("\n").length
      ),
      [4, 3, 2, 1, 1], // the last of them is what is left: nothing
    );
  },
);

testInSandbox(
  "log() makes nothing where no map was made yet, nor where no log is wanted",
  async ({ directory }) => {
    logAll();
    assertEquals(isThere(directory.root), false);
    await directory.ensure();
    logAll();
    settings.set("LOG.LEVEL", "none");
    beginLog();
    assertEquals(isThere(directory.logFolder), false);
  },
);

testInSandbox(
  "log() has files and a directory that are for its user alone",
  async ({ directory }) => {
    await directory.ensure();
    beginLog();
    logAll();
    const mode = (path: string): number => Deno.statSync(path).mode! & 0o777;
    assertEquals([directory.logFolder, directory.log].map(mode), [0o700, 0o600]);
  },
);

testInSandbox("log() keeps as much as LOG.SIZE and LOG.FILES say", async ({ directory }) => {
  await directory.ensure();
  beginLog();
  settings.set("LOG.SIZE", 300);
  settings.set("LOG.FILES", 3);
  for (let i = 0; i < 30; i++) log("info", "map", `record ${i}`);
  const names = [...Deno.readDirSync(directory.logFolder)].map(({ name }) => name).sort();
  assertEquals(names, ["htmap.log", "htmap.log.1", "htmap.log.2", "htmap.log.lock"]);
  assertEquals(logged(directory).at(-1), "info htmap.map record 29");
});

/** What a script says whose log is broken by commands. */
async function withBroken(box: Sandbox, commands: string): Promise<string[]> {
  await box.directory.ensure();
  const { success, stdout, stderr } = await script(
    box,
    `import { beginLog, log } from ${
      JSON.stringify(import.meta.resolve("../../../lib/log/log.ts"))
    };
     beginLog();
     for (let i = 0; i < 3; i++) log("info", "map", "record");
     console.error("goes on");`,
    { before: `cd ${box.directory.root}; ${commands}; cd - >/dev/null;` },
  );
  assertEquals([success, stdout], [true, ""]);
  return stderr.split("\n").filter((line) => /The log|goes on/.test(line));
}

const BROKEN: Record<string, [commands: string, reason: string]> = {
  "a full disk": ["mkdir log; ln -s /dev/full log/htmap.log", "the disk is full or over quota"],
  "something else in its place": ["mkdir -p log/htmap.log", "Is a directory"],
  "a file in the place of its directory": ["touch log", "File exists"],
};

for (const [what, [commands, reason]] of Object.entries(BROKEN)) {
  testInSandbox(`log() stops nothing because of ${what}, and says so once`, async (box) => {
    const lines = await withBroken(box, commands);
    assertEquals(lines.length, 2, lines.join("\n"));
    assertStringIncludes(lines[0]!, `${box.directory.log} cannot be written`);
    assertStringIncludes(lines[0]!, reason);
    assertEquals(lines[1], "goes on");
  });
}

testInSandbox("log() writes nothing where others may", async (box) => {
  assertEquals(await withBroken(box, "mkdir log; chmod 777 log"), ["goes on"]);
  assertEquals([...Deno.readDirSync(box.directory.logFolder)], []);
});

testInSandbox("addLine() begins a new line after one that a full disk has cut off", async (box) => {
  // 1024 bytes are room for ten of these lines and a part of the next.
  const { success, stderr } = await script(
    box,
    `import { addLine } from ${
      JSON.stringify(import.meta.resolve("../../../lib/log/rotating_file.ts"))
    };
     const path = ${JSON.stringify(`${box.root}/cut.log`)};
     const add = (line) => addLine(path, line, { size: 1e6, files: 2 });
     const limit = (bytes) => new Deno.Command("prlimit", {
       args: ["--pid", String(Deno.pid), "--fsize=" + bytes + ":unlimited"],
     }).outputSync();
     limit(1024);
     let failure;
     try {
       for (let i = 0; i < 11; i++) add("x".repeat(99));
     } catch (error) {
       failure = error;
     }
     limit("unlimited");
     add("last");
     if (!failure) throw new Error("There was room");`,
    { before: "trap '' XFSZ;" },
  );
  assertEquals(success, true, stderr);
  assertEquals(Deno.readTextFileSync(`${box.root}/cut.log`).split("\n").slice(-3), [
    "x".repeat(24),
    "last",
    "",
  ]);
});

testInSandbox(
  "onLog() tells of every record, whatever the log keeps, until it is stopped",
  async () => {
    settings.set("LOG.LEVEL", "none");
    const [first, second]: LogRecord[][] = [[], []];
    const stopFirst = onLog((record) => void first!.push(record));
    const stopSecond = onLog((record) => void second!.push(record));
    logAll();
    stopFirst();
    log("info", "condor", "condor_q: exit code 0 after 35 ms", {
      tool: "condor_q",
      code: 0,
      ms: 35,
    });
    stopSecond();
    log("info", "map", "later");
    assertEquals(first!.map(({ level }) => level), ["debug", "info", "warning", "error"]);
    assertEquals(second!.length, 5);
    const { time, ...record } = second![4]!;
    assertEquals(record, {
      level: "info",
      category: "htmap.condor",
      message: "condor_q: exit code 0 after 35 ms",
      data: { tool: "condor_q", code: 0, ms: 35 },
    });
    assertEquals(time instanceof Date, true);
    await Promise.resolve();
  },
);

testInSandbox("onLog() has a function that throws told no more, and warns of it", async () => {
  const told: string[] = [];
  const warnings = await saidBy(() => {
    const { warn } = console;
    console.warn = console.error;
    const stop = [
      onLog(() => {
        throw new Error("mine");
      }),
      onLog(({ message }) => void told.push(message)),
    ];
    log("info", "map", "one");
    log("info", "map", "two");
    stop.forEach((each) => each());
    console.warn = warn;
    return Promise.resolve();
  });
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, "threw Error: mine");
  assertEquals(told.filter((message) => /one|two/.test(message)), ["one", "two"]);
});

testInSandbox(
  "what is said to the user, and what is warned of, is in the log",
  async ({ directory }) => {
    await directory.ensure();
    beginLog();
    const { warn: original } = console;
    console.warn = (): void => {};
    try {
      await saidBy(() => Promise.resolve([say("good to know"), warn("look\nout")]));
    } finally {
      console.warn = original;
    }
    assertEquals(logged(directory), [
      "info htmap.said good to know",
      "warning htmap.said look\\nout",
    ]);
  },
);

testInSandbox(
  "a program that logs with LogTape has htmap's records by its own configuration",
  async (box) => {
    const logTape = /npm:@logtape\S+?(?=")/.exec(
      Deno.readTextFileSync(new URL("../../../lib/deps.ts", import.meta.url)),
    )?.[0];
    await box.directory.ensure();
    beginLog();
    const { success, stdout, stderr } = await script(
      box,
      `import { configure } from ${JSON.stringify(logTape)};
     import { log } from ${JSON.stringify(import.meta.resolve("../../../lib/log/log.ts"))};
     log("debug", "map", "before it is configured");
     await configure({
       sinks: {
         lines: ({ category, level, message, properties }) =>
           console.log(category.join("."), level, message.join(""), JSON.stringify(properties)),
       },
       loggers: [
         { category: "htmap", lowestLevel: "info", sinks: ["lines"] },
         { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
       ],
     });
     log("debug", "condor", "less than it wants");
     log("info", "condor", "condor_q {is} run", { code: 0 });
     log("warning", "map", "held");
     const { loadLogTape } = await import(${
        JSON.stringify(import.meta.resolve("../../../lib/deps.ts"))
      });
     await loadLogTape();
     log("error", "map", "later");`,
    );
    assertEquals([success, stdout.trimEnd().split("\n")], [true, [
      'htmap.condor info condor_q {is} run {"code":0}',
      "htmap.map warning held {}",
      "htmap.map error later {}",
    ]], stderr);
    assertEquals(logged(box.directory).length, 3); // less than LogTape was asked for, and no less for it
  },
);
