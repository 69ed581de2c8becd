import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { FROM_SOURCE, Place } from "../helpers/cli.ts";
import { testInSandbox } from "../helpers/sandbox.ts";
import { screenOf } from "../helpers/screen.ts";
import { script } from "../helpers/script.ts";
import { inTerminal, terminalOf } from "../helpers/terminal.ts";

const BARS = JSON.stringify(import.meta.resolve("../../lib/text/progress.ts"));
const SAY = JSON.stringify(import.meta.resolve("../../lib/base/say.ts"));

/** A script that draws bars without a map. */
const DRAWS = `
  import { ProgressBar } from ${BARS};
  import { say } from ${SAY};
  const bar = (title: string) => {
    const bar = new ProgressBar({ title, total: 4, unit: "piece" }, { show: true });
    bar.update(0);
    return bar;
  };
`;

testInSandbox("bars that are drawn at once stand below each other", async (box) => {
  const lines = screenOf(
    await terminalOf(
      box,
      `${DRAWS}
      const [one, two, three] = ["one", "two", "three"].map(bar);
      three.update(4);
      one.update(4);
      two.update(4);
      two[Symbol.dispose]();
      one[Symbol.dispose]();
      three[Symbol.dispose]();
      console.error("and after");`,
    ),
  );
  // The first to end is above those that go on.
  assertEquals(lines.map((line) => /^\w* ?\w*/.exec(line)?.[0]), [
    "two",
    "one",
    "three",
    "and after",
    "",
  ]);
  for (const line of lines.slice(0, 3)) assertStringIncludes(line, "100% ████");
});

testInSandbox("what is said while bars are drawn stands above them", async (box) => {
  const lines = screenOf(
    await terminalOf(
      box,
      `${DRAWS}
      const [one, two] = ["one", "two"].map(bar);
      say("said");
      one.update(4);
      say("and\\nmore");
      one[Symbol.dispose]();
      two.update(4);
      two[Symbol.dispose]();`,
    ),
  );
  assertEquals(lines.map((line) => /^\w*/.exec(line)?.[0]), [
    "said",
    "and",
    "more",
    "one",
    "two",
    "",
  ]);
});

testInSandbox("a bar that is never told of anything is not drawn", async (box) => {
  const sent = await terminalOf(
    box,
    `import { ProgressBar } from ${BARS};
    { using bar = new ProgressBar({ title: "one", total: 4, unit: "piece" }, { show: true }); }
    console.error("after");`,
  );
  assertEquals(screenOf(sent), ["after", ""]);
});

const WAITS = `
  const m = await htmap.map((x) => 2 * x, htmap.range(3), { tag: "w", quiet: true });
  await m.wait({ showProgressBar: true });
`;

testInSandbox(
  "wait() shows a bar on a terminal, and lines elsewhere, if it is asked to",
  async (box) => {
    const { stdout, stderr } = await script(box, `${WAITS} await m.wait(); await m.remove();`);
    assertEquals(stdout, "");
    const lines = stderr.split("\n").filter((line) => line.startsWith("w:")); // Deno warns of packages
    assertMatch(lines.at(-1)!, /^w: 100% 3\/3 components \[\d\d:\d\d\]$/);
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    for (const line of lines) assertMatch(line, /^w: [^\x00-\x1f\x7f█]*$/);

    const import_ = `import * as htmap from ${
      JSON.stringify(import.meta.resolve("../../mod.ts"))
    };`;
    const shown = screenOf(await terminalOf(box, `${import_}${WAITS} await m.remove();`));
    assertEquals(shown.length, 2, shown.join("\n"));
    assertMatch(shown[0]!, /^w: 100% █+ 3\/3 components \[\d\d:\d\d\]$/);
  },
);

Deno.test("htmap wait leaves a whole line behind it when Ctrl-C ends it", async () => {
  await using place = await Place.make(FROM_SOURCE);
  await place.write("slow.js", "export default () => new Promise((r) => setTimeout(r, 600_000));");
  await place.ok(["map", "slow.js", "--range", "1", "--tag", "slow"]);
  const sent = await inTerminal(place, ["wait", "slow"], { interruptAfter: "slow:   0%" });
  const lines = screenOf(sent.replaceAll("^C", ""));
  assertMatch(lines[0]!, /^slow: +0% ░+ 0\/1 component \[/);
  assert(lines[1]!.startsWith("Stopped waiting. The map slow goes on"), sent);
});

testInSandbox(
  "making a map shows a bar on a terminal if it takes long, and not if it is quiet",
  async (box) => {
    const made = (options: string): Promise<string> =>
      terminalOf(
        box,
        `import * as htmap from ${JSON.stringify(import.meta.resolve("../../mod.ts"))};
       const inputs = async function* () {
         for (let i = 0; i < 3; i++) {
           await new Promise((resolve) => setTimeout(resolve, 600));
           yield i;
         }
       };
       const m = await htmap.map((x) => x, inputs(), { tag: "slow", ${options} });
       await m.remove();`,
      );
    const [bar, said, ...rest] = screenOf(await made(""));
    assertMatch(bar!, /^Making slow: 3 inputs \[(?:\d+:)?\d\d:\d\d\]$/);
    assertEquals([said, ...rest], ["Created map slow with 3 components", ""]);
    assertEquals(screenOf(await made("quiet: true")), [""]);
  },
);

testInSandbox("nothing ends because standard error cannot be written any more", async (box) => {
  const { success, stdout } = await script(
    box,
    `import { ProgressBar } from ${BARS};
     import { ProgressLines } from ${
      JSON.stringify(import.meta.resolve("../../lib/text/progress_lines.ts"))
    };
     import { TerminalBar } from ${
      JSON.stringify(import.meta.resolve("../../lib/text/terminal_bars.ts"))
    };
     import { say, warn } from ${SAY};
     for (const display of [new ProgressLines(), new TerminalBar()]) {
       using bar = new ProgressBar({ title: "a", total: 1, unit: "piece" }, { show: true, display });
       bar.update(0);
       say("said");
       warn("warned");
       bar.update(1);
     }
     console.log("goes on");`,
    { before: "exec 2>/dev/full;" },
  );
  assertEquals([success, stdout], [true, "goes on\n"]);
});
