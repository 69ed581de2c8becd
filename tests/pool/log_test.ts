import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "../deps.ts";
import type { HTMapDirectory } from "../../lib/store/paths.ts";
import * as htmap from "../../mod.ts";
import { type LoggedLine, readLog, testLog } from "../helpers/log_behaviour.ts";
import { ON_POOL, testOnPool } from "../helpers/on_pool.ts";

testLog("htcondor");

/** The calls of one of HTCondor's tools, as they are logged. */
function callsOf(tool: string, directory: HTMapDirectory): LoggedLine[] {
  return readLog(directory).filter(({ category, message }) =>
    category === "htmap.condor" && message.startsWith(`${tool} `)
  );
}

testOnPool(
  "each call of HTCondor's tools is in the log, with its arguments and its time",
  async ({ directory }) => {
    const m = await htmap.map((x: number) => 2 * x, [1, 2], { ...ON_POOL, tag: "t" });
    await m.wait();
    await m.remove();
    const [submit, ...others] = callsOf("condor_submit", directory);
    assertEquals([submit?.level, others], ["info", []]);
    assertMatch(submit!.message, /^condor_submit -terse \/\S+: exit code 0 after \d+ ms$/);
    assertStringIncludes(submit!.message, `${m.paths.root}/`);
    const asked = callsOf("condor_q", directory);
    assertEquals(asked.some(({ message }) => message.includes(": exit code 0 after ")), true);
    // A question that is on its way when the map has ended is given up.
    for (const { message } of asked) {
      assertMatch(message, /: (?:exit code \d+|stopped) after \d+ ms/);
    }
  },
);

testOnPool("what a tool says that fails is in the log", async ({ directory }) => {
  const mapOptions = { requirements: "1 +" };
  await assertRejects(
    () => htmap.map((x: number) => x, [1], { ...ON_POOL, mapOptions }),
    htmap.errors.HTCondorError,
  );
  const [submit] = callsOf("condor_submit", directory);
  assertEquals(submit?.level, "warning");
  assertMatch(submit!.message, /: exit code [1-9]\d* after \d+ ms and wrote:\\n.*ERROR: /);
});

testOnPool("which delivery was chosen is in the log", async ({ directory }) => {
  const m = await htmap.map((x: number) => x, [1], { ...ON_POOL, tag: "d" });
  await m.remove();
  const said = readLog(directory).filter(({ category }) => category === "htmap.delivery");
  assertEquals(said.map(({ message }) => message), ['The map "d" is delivered by "shared"']);
});
