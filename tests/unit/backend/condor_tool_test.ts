import { assert, assertEquals, assertRejects, assertStringIncludes } from "../../deps.ts";
import { adviceOn } from "../../../lib/backend/condor_advice.ts";
import { runTool, type ToolOptions } from "../../../lib/backend/condor_tool.ts";
import { HTCondorError } from "../../../lib/base/errors.ts";

/** Runs a script in place of one of HTCondor's tools, which fails. */
async function failureOf(script: string, options: ToolOptions = {}): Promise<HTCondorError> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-tool-" });
  try {
    const tool = `${directory}/condor_submit`;
    await Deno.writeTextFile(tool, script, { mode: 0o755 });
    return await assertRejects(() => runTool(tool, [], "refused the jobs", options), HTCondorError);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** What HTCondor 23.9 and 25.14 say, and what is to be said of it. */
const SAID: Record<string, [said: string, advice: string, didNothing: boolean]> = {
  "a rule of the pool, with its reason": [
    "\nERROR: Failed to commit job submission into the queue.\nERROR: Ask for more than 100 GB, not 1\n",
    "The pool has a rule against these jobs",
    true,
  ],
  "a rule of the pool that has no reason": [
    "\nERROR: Failed to commit job submission into the queue.\nERROR: Submit requirement Mem not met.\n\n",
    "The pool has a rule against these jobs",
    true,
  ],
  "a refusal without a reason": [
    "\nERROR: Failed to commit job submission into the queue.\nERROR: QMGMT rejected job submission.\n",
    "The schedd gives no reason",
    true,
  ],
  "a connection that was lost when all had been said": [
    "\nERROR: Failed to commit job submission into the queue.\n",
    "The connection to the schedd was lost",
    false,
  ],
  "the limit of a schedd": [
    "\nERROR: Failed to create proc\nNumber of submitted jobs would exceed MAX_JOBS_SUBMITTED\n",
    "The schedd has a limit on the number of jobs",
    true,
  ],
  "the limit of a user": [
    "\nERROR: Failed to create proc\nNumber of submitted jobs would exceed MAX_JOBS_PER_OWNER\n",
    "max_materialize",
    true,
  ],
  "the limit of a submission": [
    "\nERROR: Failed to create proc\nNumber of submitted jobs would exceed MAX_JOBS_PER_SUBMISSION\n",
    "chunk",
    true,
  ],
  "a schedd that is full already": [
    "\nERROR: MAX_JOBS_SUBMITTED exceeded. Current=7, Limit=7\n" +
    "Number of submitted jobs would exceed MAX_JOBS_SUBMITTED\n",
    "The schedd has a limit on the number of jobs",
    true,
  ],
  "a connection that was lost in the midst": [
    "\nERROR: Failed to create proc\n",
    "The connection to the schedd was lost",
    false,
  ],
  "a user who may not write": [
    '\nERROR: Failed to connect to local queue manager\nSECMAN:2010:Received "DENIED" from server for user ' +
    "tester@vm using method FS.\n",
    "You may not do this at that schedd",
    true,
  ],
  "a user who is disabled": [
    "\nERROR: User tester@vm is disabled : left\nUser is disabled\n",
    "That schedd takes no jobs of yours",
    true,
  ],
  "a schedd that is not there": [
    "\nERROR: Can't find address of local schedd\n",
    "The schedd cannot be reached",
    true,
  ],
  "a schedd that does not listen": [
    "\nERROR: Failed to connect to local queue manager\nCEDAR:6001:Failed to connect to <127.0.0.1:9618>\n",
    "The schedd cannot be reached",
    true,
  ],
  "a file that cannot be read": [
    '\nERROR: Can\'t open "/data/x"  with flags 00 (Permission denied)\n',
    "See that the file it names is there",
    false,
  ],
  "an expression that cannot be parsed": [
    "\nERROR: Parse error in expression: \n\tRequirements = 1 +\n",
    "Change the map options",
    false,
  ],
};

for (const [what, [said, advice, didNothing]] of Object.entries(SAID)) {
  Deno.test(`adviceOn() knows ${what}`, () => {
    const found = adviceOn("condor_submit", said);
    assertStringIncludes(found.advice, advice);
    assertEquals(found.didNothing, didNothing);
  });
}

Deno.test("runTool() says what a tool said, and whether it is sure that it did nothing", async () => {
  const [said] = SAID["a rule of the pool, with its reason"]!;
  const error = await failureOf(`#!/bin/sh\ncat >&2 <<'END'\n${said}END\nexit 1\n`);
  assertStringIncludes(error.message, "condor_submit refused the jobs. It said:");
  assertStringIncludes(error.message, "  ERROR: Ask for more than 100 GB, not 1");
  assertStringIncludes(error.message, "The pool has a rule against these jobs");
  assertEquals(error.refused, true);
  // One that is killed may have done anything before.
  const killed = await failureOf(`#!/bin/sh\ncat >&2 <<'END'\n${said}END\nkill -9 $$\n`);
  assertEquals(killed.refused, false);
});

Deno.test("runTool() says of a tool that takes too long that the schedd does not answer", async () => {
  const error = await failureOf("#!/bin/sh\n/bin/sleep 1000\n", { timeout: 200 });
  assertStringIncludes(error.message, "had not finished after 0.2 s");
  assertStringIncludes(error.message, "The schedd does not answer");
  assertStringIncludes(error.message, "HTCONDOR.SCHEDULER");
  assert(!error.message.includes("map options"), error.message);
  assertEquals(error.refused, false);
});

Deno.test("runTool() ends at once when its signal is aborted, though the tool waits for a child", async () => {
  const directory = await Deno.makeTempDir({ prefix: "htmap-tool-" });
  await Deno.writeTextFile(`${directory}/condor_q`, "#!/bin/sh\n/bin/sleep 1000\n", {
    mode: 0o755,
  });
  const signal = AbortSignal.timeout(200);
  await assertRejects(
    () => runTool(`${directory}/condor_q`, [], "failed", { signal }),
    DOMException,
  );
  await Deno.remove(directory, { recursive: true });
});

Deno.test("runTool() says what to do about a tool that is missing, by what it was for", async () => {
  const missing = async (options: ToolOptions): Promise<string> =>
    (await assertRejects(() => runTool("condor_no_such_tool", [], "", options), HTCondorError))
      .message;
  assertStringIncludes(await missing({}), "HTMAP_BACKEND=local");
  const others = await missing({ isOptional: false });
  assert(!others.includes("HTMAP_BACKEND"), others);
  assertStringIncludes(others, "The map's jobs are in HTCondor");
});

Deno.test("runTool() says of a tool that cannot be run that it cannot", async () => {
  const directory = await Deno.makeTempDir({ prefix: "htmap-tool-" });
  await Deno.writeTextFile(`${directory}/condor_q`, "#!/bin/sh\n", { mode: 0o644 });
  const error = await assertRejects(() => runTool(`${directory}/condor_q`, [], ""), HTCondorError);
  assertStringIncludes(error.message, "could not be started");
  assertEquals(error.refused, true);
  await Deno.remove(directory, { recursive: true });
});
