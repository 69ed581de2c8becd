import { assert, assertEquals } from "../../deps.ts";
import {
  fateOf,
  findProcesses,
  identify,
  killProcesses,
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
  while (!findProcesses(scratch).includes(job.pid)) await new Promise((go) => setTimeout(go, 1));
  assert(!await killProcesses(scratch, undefined, 0));
  job.kill("SIGKILL");
  await job.status;
});
