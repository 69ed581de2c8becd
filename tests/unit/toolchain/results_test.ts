import { lastLine, NONE, succeeded, sum, tallyFile, tallyReport } from "../../toolchain/results.ts";
import { assertEquals } from "../../deps.ts";

/** A report as `deno test --junit-path` writes it: 1 passes, 2 fail, 1 is skipped. */
const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="4" failures="2" errors="0" time="0.007">
    <testsuite name="./a_test.ts" tests="4" disabled="1" errors="0" failures="2">
        <testcase name="&lt;testcase&gt; &lt;failure/&gt; is only its name" classname="./a_test.ts" time="0.000" line="1" col="6">
        </testcase>
        <testcase name="skipped one" classname="./a_test.ts" time="0.000" line="2" col="11">
            <skipped/>
        </testcase>
        <testcase name="fails" classname="./a_test.ts" time="0.001" line="3" col="6">
            <failure message="Uncaught Error: x">Error: x
    at file:///a_test.ts:3:34 &lt;skipped/&gt;</failure>
        </testcase>
        <testcase name="steps &gt; s3" classname="./a_test.ts" time="0.000" line="4" col="121">
            <failure message="Uncaught Error: x">Error: x</failure>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("tallyReport() counts what passed, failed and was skipped", () => {
  assertEquals(tallyReport(REPORT), { passed: 1, failed: 2, skipped: 1 });
});

Deno.test("tallyReport() counts a test case without a body as passed", () => {
  const report = `<testsuites><testcase name="a"/><testcase name="b" time="1"/></testsuites>`;
  assertEquals(tallyReport(report), { passed: 2, failed: 0, skipped: 0 });
});

Deno.test("tallyReport() agrees with deno test", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${directory}/some_test.ts`,
    `Deno.test("a & <b>", () => {});
     Deno.test.ignore("c", () => {});
     Deno.test("d", () => { throw new Error("<failure>"); });
     Deno.test("e", async (t) => { await t.step("f", () => {}); });`,
  );
  const args = ["test", "--no-config", "--junit-path=report.xml", "some_test.ts"];
  await new Deno.Command(Deno.execPath(), {
    args,
    cwd: directory,
    stdout: "null",
    stderr: "null",
  }).output();
  const report = await Deno.readTextFile(`${directory}/report.xml`);
  assertEquals(tallyReport(report), { passed: 3, failed: 1, skipped: 1 });
  await Deno.remove(directory, { recursive: true });
});

Deno.test("tallyFile() takes the report's word where deno test succeeded", () => {
  const report = `<testcase name="a"></testcase><testcase name="b"><skipped/></testcase>`;
  assertEquals(tallyFile(report, 0), { passed: 1, failed: 0, skipped: 1 });
  assertEquals(tallyFile(REPORT, 1), { passed: 1, failed: 2, skipped: 1 });
});

Deno.test("tallyFile() counts a file that failed though none of its tests did", () => {
  assertEquals(tallyFile(`<testcase name="a"></testcase>`, 1), {
    passed: 1,
    failed: 1,
    skipped: 0,
  });
  assertEquals(tallyFile(undefined, 1), { passed: 0, failed: 1, skipped: 0 });
});

Deno.test("tallyFile() fails a file without tests, unless only some were asked for", () => {
  assertEquals(tallyFile("<testsuites></testsuites>", 0), { passed: 0, failed: 1, skipped: 0 });
  assertEquals(tallyFile("<testsuites></testsuites>", 0, true), NONE);
  assertEquals(tallyFile("<testsuites></testsuites>", 1, true), {
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("sum() adds tallies up", () => {
  const tallies = [{ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }];
  assertEquals(sum(tallies), { passed: 11, failed: 22, skipped: 33 });
  assertEquals(sum([]), NONE);
});

Deno.test("succeeded() needs a test that passed and none that failed", () => {
  assertEquals(succeeded({ passed: 1, failed: 0, skipped: 5 }), true);
  assertEquals(succeeded({ passed: 100, failed: 1, skipped: 0 }), false);
  assertEquals(succeeded(NONE), false);
});

Deno.test("lastLine() has the form that the README promises", () => {
  assertEquals(lastLine({ passed: 12, failed: 0, skipped: 3 }), "12 passed, 0 failed, 3 skipped");
});
