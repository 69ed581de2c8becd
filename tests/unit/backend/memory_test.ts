import { assert, assertEquals } from "../../deps.ts";
import { memoryForJobs, parseMemory } from "../../../lib/backend/local/memory.ts";

Deno.test("parseMemory() reads request_memory as condor_submit does: MB, or with a unit", () => {
  for (
    const [text, megabytes] of [
      ["512", 512],
      [" 512 ", 512],
      ["512MB", 512],
      ["512 m", 512],
      ["1.5GB", 1536],
      ["2g", 2048],
      ["1T", 1024 * 1024],
      ["2048K", 2],
      ["1kb", 1], // rounded up
      ["0.2", 1],
    ] as const
  ) assertEquals(parseMemory(text), megabytes, text);
});

Deno.test("parseMemory() leaves what only a matchmaker could work out, and what asks for nothing", () => {
  for (
    const text of ["", "undefined", "2 * 512", "ifthenelse(true, 1, 2)", "1GBs", "5B", "-1", "0"]
  ) assertEquals(parseMemory(text), undefined, text);
});

/** Makes a machine of the files that the kernel shows, and says how much memory it has for jobs. */
async function memoryOf(files: Readonly<Record<string, string>>): Promise<number> {
  const root = await Deno.makeTempDir({ prefix: "htmap-test-" });
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${root}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return memoryForJobs(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const GB = 1024 ** 3;
const MACHINE = { "proc/meminfo": `MemTotal:   ${8 * 1024 * 1024} kB\nMemFree:  1 kB\n` };

Deno.test("memoryForJobs() is three quarters of what the machine has", async () => {
  assertEquals(await memoryOf(MACHINE), 6 * 1024);
  assert(memoryForJobs() > 0);
});

Deno.test("memoryForJobs() is three quarters of what a container may take", async () => {
  assertEquals(
    await memoryOf({
      ...MACHINE,
      "proc/self/cgroup": "0::/\n",
      "sys/fs/cgroup/memory.max": `${2 * GB}\n`,
    }),
    1536,
  );
});

Deno.test("memoryForJobs() minds the limits of all control groups around it, of both kinds", async () => {
  assertEquals(
    await memoryOf({
      ...MACHINE,
      "proc/self/cgroup": "0::/user.slice/user-1000.slice/session\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/session/memory.max": "max\n",
      "sys/fs/cgroup/user.slice/user-1000.slice/memory.max": `${4 * GB}\n`,
      "sys/fs/cgroup/user.slice/memory.max": `${5 * GB}\n`,
    }),
    3 * 1024,
  );
  assertEquals(
    await memoryOf({
      ...MACHINE,
      "proc/self/cgroup": "8:pids:/\n4:cpu,memory:/docker/abc\n0::/\n",
      "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": `${4 * GB}\n`,
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "sys/fs/cgroup/pids/memory.limit_in_bytes": "1\n",
    }),
    3 * 1024,
  );
});
