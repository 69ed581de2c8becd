import { assertEquals, assertMatch, assertRejects } from "../../deps.ts";
import { callTool } from "../../../lib/backend/condor_call.ts";
import type { RunOptions } from "../../../lib/base/run_program.ts";
import { type LogRecord, onLog } from "../../../lib/log/log.ts";
import { PATIENCE } from "../../helpers/patience.ts";
import { testInSandbox } from "../../helpers/sandbox.ts";

/** Calls a script in place of one of HTCondor's tools, and gives what is logged. */
async function loggedOf(
  script: string,
  options: Partial<RunOptions> = {},
  args: readonly string[] = [],
): Promise<LogRecord[]> {
  const directory = await Deno.makeTempDir({ prefix: "htmap-tool-" });
  const logged: LogRecord[] = [];
  const stop = onLog((record) => void logged.push(record));
  try {
    await Deno.writeTextFile(`${directory}/condor_q`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await callTool(`${directory}/condor_q`, args, { timeout: PATIENCE, ...options });
  } finally {
    stop();
    await Deno.remove(directory, { recursive: true });
  }
  return logged.map((record) => ({
    ...record,
    message: record.message.replace(`${directory}/`, ""),
  }));
}

testInSandbox(
  "callTool() logs how a tool was called, how it ended and how long it took",
  async () => {
    const [record, ...others] = await loggedOf("exit 0", {}, ["-constraint", 'Owner == "ada"']);
    assertEquals(others, []);
    assertEquals([record?.level, record?.category], ["info", "htmap.condor"]);
    assertMatch(
      record!.message,
      /^condor_q -constraint 'Owner == "ada"': exit code 0 after \d+ ms$/,
    );
    const { args, code, signal, ms } = record!.data;
    assertEquals([args, code, signal], [["-constraint", 'Owner == "ada"'], 0, null]);
    assertEquals(Number.isSafeInteger(ms), true);
  },
);

testInSandbox(
  "callTool() logs what a tool wrote: of one that fails always, else for debugging",
  async () => {
    const [fine, wrote] = await loggedOf("echo out; echo err >&2");
    assertEquals([fine?.level, wrote?.level], ["info", "debug"]);
    assertMatch(fine!.message, /ms$/);
    assertMatch(wrote!.message, / and wrote:\nerr\nout$/);
    const [failed, ...others] = await loggedOf("echo out; echo err >&2; exit 3");
    assertEquals([failed?.level, others], ["warning", []]);
    assertMatch(failed!.message, /^condor_q: exit code 3 after \d+ ms and wrote:\nerr\nout$/);
  },
);

testInSandbox("callTool() logs only the end of what is long", async () => {
  const [failed] = await loggedOf("seq 1 100000; exit 1");
  assertEquals(failed!.message.length < 4000, true);
  assertMatch(failed!.message, /\n100000$/);
});

testInSandbox("callTool() logs tools that are killed, or take too long", async () => {
  const [killed] = await loggedOf("kill -9 $$");
  assertMatch(killed!.message, /^condor_q: ended by SIGKILL after \d+ ms$/);
  const [late] = await loggedOf("exec sleep 1000", { timeout: 100 });
  assertMatch(late!.message, /^condor_q: time is over after \d+ ms$/);
  assertEquals([killed?.level, late?.level], ["warning", "warning"]);
});

/** What is logged of a call that throws. */
async function loggedOfThrowing(call: () => Promise<unknown>): Promise<LogRecord[]> {
  const logged: LogRecord[] = [];
  const stop = onLog((record) => void logged.push(record));
  await assertRejects(call);
  stop();
  return logged;
}

testInSandbox("callTool() logs tools that are not there, and calls that were stopped", async () => {
  const [missing] = await loggedOfThrowing(() =>
    callTool("condor_no_such_tool", ["-all"], { timeout: 1000 })
  );
  assertMatch(
    missing!.message,
    /^condor_no_such_tool -all: could not be started: .* after \d+ ms$/,
  );
  assertEquals(missing?.level, "warning");
  const signal = AbortSignal.timeout(100);
  const [stopped] = await loggedOfThrowing(() =>
    callTool("sleep", ["1000"], { timeout: PATIENCE, signal })
  );
  assertMatch(stopped!.message, /^sleep 1000: stopped after \d+ ms$/);
  assertEquals(stopped?.level, "info");
});
