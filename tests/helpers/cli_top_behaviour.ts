/**
 * What the command line promises of watching one map, and of reading what a component has written so far.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "../deps.ts";
import { columns, loadColumns } from "../../lib/text/columns.ts";
import { type DeclareTest, outcome, pause, type Place } from "./cli.ts";
import { inTerminal } from "./terminal.ts";
import { HAS_TMUX, TmuxWindow } from "./tmux_window.ts";

/** Writes a line at once, last to standard output, and ends when a file is there. */
const PATIENT = `
export default async function patient(x: number): Promise<number> {
  console.error("\\x1b[2Jwarned", x);
  console.log("begun", x, "漢字");
  while (!exists("go")) await new Promise((resolve) => setTimeout(resolve, 50));
  if (x === 1) throw new RangeError("one \\x1b[31mtoo 漢字\\nmore");
  return x;
}
function exists(name: string): boolean {
  try {
    return Deno.statSync(\`ROOT/\${name}\`).isFile;
  } catch {
    return false;
  }
}
`;

/** Declares the tests. */
export function testTop(test: DeclareTest): void {
  testSoFar(test);
  testPictures(test);
  if (!HAS_TMUX) return;
  testScreen(test);
  testActs(test);
  testEnds(test);
}

/** A map of components that run until {@linkcode letGo}, the first of which has written its lines. */
async function patient(place: Place, range = "0:4"): Promise<void> {
  await place.write("patient.ts", PATIENT.replaceAll("ROOT", place.root));
  await place.ok(["map", "patient.ts", "--range", range, "--tag", "p"]);
  while (await place.ok(["stdout", "p", "0", "--so-far"]) === "") await pause(20);
}

async function letGo(place: Place): Promise<void> {
  await place.write("go", "");
}

function testSoFar(test: DeclareTest): void {
  test("stdout and stderr print with --so-far what a running component has written until now", async (place) => {
    await patient(place, "0:1");
    assertEquals(await place.ok(["stdout", "p", "0", "--so-far"]), "begun 0 漢字\n");
    assertEquals(await place.ok(["stderr", "p", "-1", "--so-far"]), "\x1b[2Jwarned 0\n");
    await letGo(place);
    await place.ok(["wait", "p", "-q"]);
    assertEquals(await place.ok(["stdout", "p", "0", "--so-far"]), "begun 0 漢字\n");
  });
}

function testPictures(test: DeclareTest): void {
  test("top prints one picture with --once, as large as COLUMNS and LINES say", async (place) => {
    await place.ok(["map", "work.ts#fussy", "--range", "0:6", "--tag", "f"]);
    await place.run(["wait", "f", "-q", "--errors-ok"]);
    const { code, stdout, stderr } = await place.run(["top", "f", "--once"]);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "f  6 components, local");
    assertStringIncludes(stdout, "# COMPLETED 3  E ERRORED 3\n100 % done");
    assertStringIncludes(stdout, "\n#E#E#E\n");
    assertMatch(stdout, /^ +1 {2}\d\d:\d\d:\d\d {2}RangeError: 1 is odd$/m);
    const words = [...place.program.command, "top", "f", "--once"].map((word) => `'${word}'`);
    const narrow = `COLUMNS=40 LINES=9 ${words.join(" ")}`;
    const lines = (await outcome(place.launch("/bin/sh", ["-c", narrow]))).stdout.split("\n");
    assert(lines.length <= 10);
    for (const line of lines) assert(line.length <= 40, line);
  });

  test("top without a terminal says what to do instead, and of a map that is not there what there is", async (place) => {
    await place.ok(["map", "work.ts", "--range", "2", "--tag", "m"]);
    const { code, stdout, stderr } = await place.run(["top", "m"]);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, "A screen needs a terminal");
    assertStringIncludes(stderr, "--once");
    assertEquals((await place.run(["top", "none", "--once"])).code, 1);
  });

  test("top prints pictures one below the other on a terminal that cannot be drawn on", async (place) => {
    await patient(place);
    // Of that terminal nothing is known: there is no TERM.
    const sent = await inTerminal(place, ["top", "p"], { interruptAfter: "4 components, local" });
    assertStringIncludes(sent, "p  4 components, local");
    assertStringIncludes(sent, "Stopped. The map goes on");
    assert(!sent.includes("\x1b"), JSON.stringify(sent));
    await letGo(place);
  });
}

/**
 * Chooses a list, and the first line in it. What it shows is read a little later than the numbers above it,
 * and in a list without a line none can be chosen.
 */
async function chooseFirst(terminal: TmuxWindow, list: string, line: string): Promise<void> {
  await terminal.type(list);
  await terminal.until(new RegExp(`^[> ] ${line}`, "m"));
  await terminal.type(list);
  await terminal.until(new RegExp(`^> ${line}`, "m"));
}

function testScreen(test: DeclareTest): void {
  test("top shows components, what they write and their errors, and fits the window whatever its size", async (place) => {
    await patient(place);
    await loadColumns("漢");
    await using terminal = await TmuxWindow.open(place, { columns: 80, rows: 24 });
    await terminal.enter("htmap top p");
    await terminal.until(/R RUNNING [12] .*IDLE [23]\n0 % done\n/);
    await terminal.press("Enter");
    await terminal.until(/^p, component 0 {2}RUNNING$[^]*^begun 0 漢字$/m);
    await terminal.type("e");
    await terminal.until(/^Standard error$[^]*^\^\[\[2Jwarned 0$/m);
    for (const [columnsNow, rows] of [[40, 15], [200, 60], [15, 5], [80, 24]] as const) {
      await terminal.resize(columnsNow, rows);
      // As many lines as the window has, the last at its foot.
      const screen = await terminal.until(new RegExp(`^(?:.*\\n){${rows - 1}}(Esc|Ent).*\\n?$`));
      for (const line of screen.split("\n")) assert(columns(line) <= columnsNow, line);
    }
    await letGo(place);
    await terminal.until(/COMPLETED/);
    await terminal.press("Escape");
    await terminal.until(/^# COMPLETED 3 {2}E ERRORED 1$/m);
    await chooseFirst(terminal, "2", String.raw`1 .*RangeError: one \^\[\[31mtoo 漢字$`);
    await terminal.press("Enter");
    await terminal.until(/^p, component 1 {2}ERRORED$[^]*^Error report/m);
    await terminal.type("?");
    await terminal.until(/^A +run all that failed again$/m);
    await terminal.type("xq");
    await terminal.until(/ready> *$/m);
  });
}

function testActs(test: DeclareTest): void {
  test("top holds, releases and runs again, after a yes, and says what it did", async (place) => {
    await patient(place);
    await using terminal = await TmuxWindow.open(place, { columns: 80, rows: 24 });
    await terminal.enter("htmap top p");
    await terminal.until(/R RUNNING/);
    await terminal.type("h");
    await terminal.until(/^Hold 4 components\?.*\(y\/n\)$/m);
    await terminal.type("n");
    await terminal.until(/^Nothing was done$/m);
    await terminal.type("hy");
    await terminal.until(/^H HELD 4$[^]*^Held 4 components: r releases them$/m);
    await chooseFirst(terminal, "3", String.raw`4x {2}\[1\] `);
    await terminal.type("ry");
    await terminal.until(/^Released 4 components$/m);
    await letGo(place);
    await terminal.until(/^# COMPLETED 3 {2}E ERRORED 1$/m);
    await terminal.type("Ay");
    await terminal.until(/^1 component will run again$/m);
    await terminal.type("g0");
    await terminal.press("Enter");
    await terminal.until(/^p, component 0 {2}COMPLETED$/m);
    await terminal.type("a");
    await terminal.until(/^Run component 0 again, though it has a result\? \(y\/n\)$/m);
    await terminal.type("y");
    await terminal.until(/^Component 0 will run again$/m);
    await terminal.type("q");
    await terminal.until(/ready> *$/m);
  });
}

function testEnds(test: DeclareTest): void {
  test("top leaves the terminal as it was, however it ends, and comes back after Ctrl-Z", async (place) => {
    await patient(place);
    await using terminal = await TmuxWindow.open(place, { columns: 80, rows: 24 });
    let asked = 0;
    const state = async (): Promise<string> => {
      // Numbered, since what was answered before may still be shown; it is wider than the window.
      await terminal.enter(`clear; echo state ${++asked} $(stty -g) end`);
      const answer = new RegExp(`^state ${asked} ([^]*?) end$`, "m");
      return answer.exec(await terminal.until(answer))?.[1] ?? "";
    };
    const before = await state();
    const shown = /^R RUNNING/m;
    const signal = async (name: Deno.Signal): Promise<void> =>
      Deno.kill(Number(await Deno.readTextFile(`${place.root}/pid`)), name);
    const ends: readonly (readonly [how: string, () => Promise<void>, code: number])[] = [
      ["q", () => terminal.type("q"), 0],
      ["Ctrl-C", () => terminal.press("C-c"), 130],
      ["SIGTERM", () => signal("SIGTERM"), 143],
      ["SIGHUP", () => signal("SIGHUP"), 129],
    ];
    for (const [how, end, code] of ends) {
      const command = `sh -c 'echo $$ > pid; exec htmap top p'`;
      await terminal.enter(`clear; echo first; ${command}; echo code $?`);
      await terminal.until(shown);
      await end();
      // What was there before is there again.
      const screen = await terminal.until(new RegExp(`^first$[^]*^code ${code}$`, "m"));
      assert(!shown.test(screen), screen);
      assertEquals(await state(), before, how);
    }
    await terminal.enter("htmap top p");
    await terminal.until(shown);
    await terminal.press("C-z");
    await terminal.until(/Stopped[^]*ready> *$/m);
    assertEquals(await state(), before);
    await terminal.enter("fg");
    await terminal.until(shown);
    await terminal.type("q");
    await terminal.until(/ready> *$/m);
    assertEquals(await state(), before);
    await letGo(place);
  });

  test("top says that a map was removed while it was watched, and ends when told to", async (place) => {
    await patient(place);
    await using terminal = await TmuxWindow.open(place, { columns: 80, rows: 24 });
    await terminal.enter("clear; htmap top p; echo code $?");
    await terminal.until(/^R RUNNING/m);
    await place.ok(["remove", "p"]);
    await terminal.until(/^The map "p" was removed/m);
    await terminal.type("h");
    await terminal.until(/^The map was removed: nothing can be done to it$/m);
    await terminal.type("q");
    await terminal.until(/^code 0$/m);
  });
}
