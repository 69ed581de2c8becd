import { assert, assertEquals } from "../../deps.ts";
import {
  fateOf,
  findProcesses,
  identify,
  identifySelf,
  isOfThisMachine,
  killProcesses,
  parseIdentity,
  type ProcessIdentity,
  SCRATCH_VARIABLE,
} from "../../../lib/backend/local/process.ts";

/** Starts a program that runs for long, with the scratch directory of a job in its environment. */
function startJob(scratch: string): Deno.ChildProcess {
  return new Deno.Command("/bin/sleep", {
    args: ["1000"],
    env: { [SCRATCH_VARIABLE]: scratch },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Waits until jobs can be found: a process that has just been started has no environment yet. */
async function untilFound(scratch: string, ...jobs: readonly Deno.ChildProcess[]): Promise<void> {
  while (!jobs.every(({ pid }) => findProcesses(scratch).includes(pid))) {
    await new Promise((go) => setTimeout(go, 1));
  }
}

/** A directory's name that no other process has in its environment. */
function newScratch(): string {
  return `/nowhere/${crypto.randomUUID()}`;
}

Deno.test("killProcesses() kills all that have the job's scratch directory, and waits for their end", async () => {
  const scratch = newScratch();
  const [first, second, other] = [startJob(scratch), startJob(scratch), startJob(newScratch())];
  const identity = identify(first.pid);
  assert(identity);
  assertEquals(fateOf(identity), "alive");
  await untilFound(scratch, first, second);
  assert(await killProcesses(scratch));
  assertEquals([(await first.status).signal, (await second.status).signal], ["SIGKILL", "SIGKILL"]);
  assertEquals(fateOf(identity), "gone");
  assert(identify(other.pid));
  other.kill("SIGKILL");
  await other.status;
});

Deno.test("killProcesses() is done at once if there are none", async () => {
  assert(await killProcesses(newScratch()));
});

Deno.test("killProcesses() gives up when its patience is over", async () => {
  const scratch = newScratch();
  const job = startJob(scratch);
  await untilFound(scratch, job);
  assert(!await killProcesses(scratch, undefined, 0));
  job.kill("SIGKILL");
  await job.status;
});

Deno.test("identifySelf() gives an identity that this process is alive by, as JSON, too", () => {
  const self = identifySelf();
  assertEquals(self, identify(Deno.pid));
  assertEquals(parseIdentity(JSON.stringify(self)), self);
  assertEquals(fateOf(self), "alive");
});

Deno.test("parseIdentity() reads what was written before process tables were kept, and the first process's", () => {
  const old: ProcessIdentity = { pid: 1, start: "1", boot: "a", host: "b" };
  assertEquals(parseIdentity(JSON.stringify(old)), old);
  for (const text of ["", "{", "null", "[]", "7", '{"pid":0,"start":"1","boot":"a","host":"b"}']) {
    assertEquals(parseIdentity(text), undefined);
  }
});

/** What can be known of a process that is said to be like this one, but for something. */
const FATES: Record<string, [difference: Partial<ProcessIdentity>, fate: string]> = {
  "an earlier process of that number": [{ start: "1" }, "gone"],
  "a process of before the machine started anew": [{ boot: "another" }, "gone"],
  "a process of another machine": [{ boot: "another", host: "another" }, "elsewhere"],
  "a process of another container": [{ table: "pid:[1]" }, "elsewhere"],
  "the first process of another container": [{ pid: 1, table: "pid:[1]" }, "elsewhere"],
  "a process of another machine's container with this one's name": [
    { boot: "another", table: "pid:[1]" },
    "elsewhere",
  ],
  "a process that could not look at itself": [{ start: "" }, "elsewhere"],
  "a process on a machine that has no name for its start": [{ boot: "" }, "elsewhere"],
};

for (const [what, [difference, fate]] of Object.entries(FATES)) {
  Deno.test(`fateOf() says "${fate}" of ${what}`, () => {
    assertEquals(fateOf({ ...identifySelf(), ...difference }), fate);
  });
}

Deno.test("fateOf() goes by the machine's name where the process table was not kept", () => {
  const { table: _, ...old } = identifySelf();
  assertEquals(fateOf(old), "alive");
  assertEquals(fateOf({ ...old, start: "1" }), "gone");
  assertEquals(fateOf({ ...old, host: "container" }), "elsewhere");
});

Deno.test("isOfThisMachine() tells a container of this machine from another machine", () => {
  const self = identifySelf();
  assert(isOfThisMachine({ ...self, table: "pid:[1]", host: "container" }));
  assert(!isOfThisMachine({ ...self, boot: "another" }));
  assert(!isOfThisMachine({ ...self, boot: "" }));
});
