import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { memoryTrouble } from "../../../executor/memory.ts";

const FLAGS = ["run", "--allow-all", "--no-config", "--no-lock", "--no-check", "--quiet"];

/** Runs a module that knows `given` MB as its job's memory, and gives what it wrote to standard output. */
async function runWith(given: number, code: string): Promise<string> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-test-" });
  try {
    await Deno.writeTextFile(
      `${directory}/ad`,
      `Cpus = 1\nMemory = ${given}\nTotalMemory = 99999\n`,
    );
    const memory = new URL("../../../executor/memory.ts", import.meta.url);
    const start = `import { givenMemory, limitMemory, memoryTrouble } from ${
      JSON.stringify(memory)
    };
const memory = givenMemory();
const data = () => Number(/VmData:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1]);
const before = data();
limitMemory(memory);
`;
    await Deno.writeTextFile(`${directory}/main.mjs`, start + code);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...FLAGS, `${directory}/main.mjs`],
      env: { _CONDOR_MACHINE_AD: `${directory}/ad` },
      cwd: directory,
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout).trim();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const linux = { ignore: Deno.build.os !== "linux" };

Deno.test({
  name: "limitMemory() has the kernel limit a process to what its job was given beside the runtime",
  ...linux,
  fn: async () => {
    const limits = await runWith(
      5000,
      `const limit = /Max data size\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/limits"))[1];
       console.log(Math.round((Number(limit) / 1024 - before) / 1024));`,
    );
    // V8, which has less by itself, is told: there is little beside. Its other threads may take some memory, or
    // give some back, between the two looks at what there was before.
    const room = Number(limits) - 5000;
    assert(Math.abs(room - 128) <= 16, `${room} MB`);
  },
});

Deno.test({
  name: "limitMemory() keeps typed arrays to what the job was given, and the error says so",
  ...linux,
  fn: async () => {
    const said = await runWith(
      300,
      // So large that there is something left for the words; and no more than the machine has.
      `const all = [];
       try {
         while (all.length < 12) all.push(new Uint8Array(90 * 2 ** 20).fill(1));
         console.log("no limit");
       } catch (error) {
         console.log(90 * all.length >= 300, error.name, memoryTrouble(error, memory));
       }`,
    );
    assertEquals(
      said,
      "true RangeError the component ran out of memory: its job had 300 MB. " +
        "Ask for more with the map option request_memory",
    );
  },
});

Deno.test("memoryTrouble() knows an error about memory by what V8, Deno and the kernel say", () => {
  const memory = { given: 256, isAll: false };
  const words = (error: unknown): string => memoryTrouble(error, memory) ?? "something else";
  for (
    const error of [
      new RangeError("Array buffer allocation failed"),
      new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory"),
      new RangeError("WebAssembly.Memory(): could not allocate memory"),
      new DOMException("Data cannot be cloned, out of memory.", "DataCloneError"),
      new Error("out of memory: readfile 'large.bin'"),
      new Error("Cannot allocate memory (os error 12)"),
      new Error("no plot", { cause: new RangeError("Array buffer allocation failed") }),
    ]
  ) assertStringIncludes(words(error), "ran out of memory: its job had 256 MB", String(error));
  for (
    const error of [
      new RangeError("Invalid array length"),
      new RangeError("Invalid string length"),
      new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded"),
      new Error("the GPU is out of memory"),
      "Array buffer allocation failed",
      undefined,
    ]
  ) assertEquals(words(error), "something else", String(error));
});

Deno.test("memoryTrouble() comes to an end with errors that are their own cause", () => {
  const error = new Error("round");
  error.cause = error;
  assert(memoryTrouble(error, undefined) === undefined);
});

Deno.test("memoryTrouble() makes nothing of a thrown value that cannot be looked at", () => {
  const hostile = new Proxy(new Error("hidden"), {
    get() {
      throw new Error("trap");
    },
  });
  assertEquals(memoryTrouble(hostile, undefined), undefined);
});
