import { assert, assertEquals, assertRejects } from "../../deps.ts";
import { isThere } from "../../../lib/base/files.ts";
import { runProgram } from "../../../lib/base/run_program.ts";
import { statOf } from "../../../lib/backend/local/process.ts";

/** Far longer than any test may take. */
const LONG = { timeout: 1_000_000 };

/** A program that is slow to die when it is killed is not waited for: that is no leak. */
const MAY_LINGER = { sanitizeOps: false, sanitizeResources: false };

/** A shell script that a test runs, in a directory of its own that `$DIR` names. */
class Script implements AsyncDisposable {
  private constructor(readonly directory: string) {}

  static async make(): Promise<Script> {
    return new Script(await Deno.makeTempDir({ prefix: "htmap-program-" }));
  }

  /** The arguments of `/bin/sh`. */
  args(script: string): string[] {
    return ["-c", `DIR=${this.directory}; ${script}`];
  }

  /** Waits until the script has written a process's number, and gives it. */
  async pid(): Promise<number> {
    while (!this.hasPid) await pause();
    return Number(Deno.readTextFileSync(`${this.directory}/pid`));
  }

  get hasPid(): boolean {
    const path = `${this.directory}/pid`;
    return isThere(path) && Deno.readTextFileSync(path).endsWith("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** Waits until what a script has started is gone; another process may have its number by then. */
async function untilGone(pid: number): Promise<void> {
  while (statOf(pid) && await isSleep(pid)) await pause();
}

async function isSleep(pid: number): Promise<boolean> {
  const command = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
  return command.startsWith("sleep\0");
}

/** A child that outlasts the test unless it is killed, and that the script waits for. */
const CHILD = "sleep 1000 & echo $! >$DIR/pid; wait";

Deno.test("runProgram() gives what a program writes, and how it ends", async () => {
  await using script = await Script.make();
  const run = async (text: string): ReturnType<typeof runProgram> =>
    await runProgram("/bin/sh", script.args(text), LONG);
  assertEquals(await run("echo out; echo err >&2; exit 3"), {
    stdout: "out\n",
    stderr: "err\n",
    end: { code: 3, signal: null },
  });
  assertEquals((await run("kill -9 $$")).end, { code: 137, signal: "SIGKILL" });
  assertEquals((await run("head -c 3000000 /dev/zero")).stdout.length, 3_000_000);
});

Deno.test("runProgram() takes arguments as they are", async () => {
  const { stdout } = await runProgram("/bin/echo", ["$HOME", "a b; exit 1", "'"], LONG);
  assertEquals(stdout, "$HOME a b; exit 1 '\n");
});

Deno.test(
  "runProgram() ends a program whose time is over, with what it has started, and keeps what it said",
  MAY_LINGER,
  async () => {
    await using script = await Script.make();
    let said = "";
    // The longer times are for a machine that is too busy to start it in the first, or to hear of what it says.
    for (let timeout = 500; said === "" && timeout < 600_000; timeout *= 4) {
      const text = `echo said >&2; ${CHILD}`;
      const { end, stderr } = await runProgram("/bin/sh", script.args(text), { timeout });
      assertEquals(end, "time is over");
      if (!script.hasPid) continue;
      await untilGone(await script.pid());
      await Deno.remove(`${script.directory}/pid`);
      said = stderr;
    }
    assertEquals(said, "said\n");
  },
);

Deno.test(
  "runProgram() ends at once when its signal is aborted, with what the program has started",
  MAY_LINGER,
  async () => {
    await using script = await Script.make();
    const stopped = "sleep 1000 & echo $! >$DIR/pid; kill -STOP $$";
    for (const text of [CHILD, stopped, `trap "" TERM INT HUP; ${CHILD}`]) {
      const controller = new AbortController();
      const { signal } = controller;
      const ending = runProgram("/bin/sh", script.args(text), { ...LONG, signal });
      const child = await script.pid();
      controller.abort(new Error("enough"));
      await assertRejects(() => ending, Error, "enough");
      await untilGone(child);
      await Deno.remove(`${script.directory}/pid`);
    }
  },
);

Deno.test(
  "runProgram() does not wait for a process that has left the group, or that was left behind",
  MAY_LINGER,
  async () => {
    await using script = await Script.make();
    const left = 'sh -c "echo \\$\\$ >$DIR/pid; exec sleep 1000" &';
    for (const text of [`${left} echo done`, `setsid ${left} echo done`]) {
      const { stdout } = await runProgram("/bin/sh", script.args(text), LONG);
      assertEquals(stdout, "done\n");
      Deno.kill(await script.pid(), "SIGKILL");
      await Deno.remove(`${script.directory}/pid`);
    }
    const controller = new AbortController();
    const { signal } = controller;
    const ending = runProgram("/bin/sh", script.args(`setsid ${left} wait`), { ...LONG, signal });
    const escaped = await script.pid();
    controller.abort(new Error("enough"));
    await assertRejects(() => ending, Error, "enough");
    assert(statOf(escaped));
    Deno.kill(escaped, "SIGKILL");
  },
);

Deno.test(
  "runProgram() keeps only the end of endless errors, and ends a program with endless output",
  MAY_LINGER,
  async () => {
    await using script = await Script.make();
    const { stderr, end } = await runProgram(
      "/bin/sh",
      script.args("yes x >&2; sleep 1000"),
      { timeout: 1500 },
    );
    assertEquals(end, "time is over");
    assert(stderr.length < 300_000, `${stderr.length}`);
    assertEquals(await runProgram("/bin/sh", script.args("yes"), LONG), {
      stdout: "",
      stderr: "",
      end: "too much output",
    });
  },
);

Deno.test("runProgram() starts nothing if its signal is aborted already", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => runProgram("/no/such/program", [], { ...LONG, signal }),
    Error,
    "enough",
  );
});
