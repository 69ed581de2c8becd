/** What it costs to watch a map of 10,000 components for a while, of which some end every second. */

import { encode } from "../../lib/codec/codec.ts";
import { submitNotes } from "../../lib/events/log.ts";
import { eventText, type Happening } from "../../lib/events/writer.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { recordFile } from "../../lib/wire/records.ts";
import { output, printFigure, printReference } from "./figures.ts";

const COMPONENTS = 10_000;
/** How many run at once. */
const RUNNING = 500;
/** How many are over when it begins. */
const BEFORE = 4000;
/** How many end in a second meanwhile. */
const A_SECOND = 20;
const SECONDS = 60;
/** The part of a core that it may take. */
const GOAL = 0.05;

/** Stands for HTCondor's tools: the jobs of the map are only in its event log, which is written here. */
const TOOLS = {
  condor_submit: 'echo "1.0 - 1.9999"',
  condor_q: "exit 1",
  condor_version: 'echo "$CondorVersion: 23.9.6 $"',
  condor_config_val: "exit 1",
  condor_status: "exit 1",
};

export async function run(): Promise<void> {
  const binary = Deno.env.get("HTMAP_TEST_BINARY");
  if (!binary) {
    throw new Error("HTMAP_TEST_BINARY names no binary: run this with `deno task bench`");
  }
  const root = await Deno.makeTempDir({ prefix: "htmap-bench-" });
  await Deno.mkdir(`${root}/bin`);
  for (const [name, script] of Object.entries(TOOLS)) {
    await Deno.writeTextFile(`${root}/bin/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const env = {
    HOME: root,
    HTMAP_DIR: `${root}/htmap`,
    HTMAP_BACKEND: "htcondor",
    HTMAP_DELIVERY: "shared",
    PATH: `${root}/bin:${Deno.env.get("PATH")}`,
    TERM: "xterm",
  };
  await Deno.writeTextFile(`${root}/f.js`, "export default (x) => x;\n");
  const args = ["map", `${root}/f.js`, "--range", `0:${COMPONENTS}`, "--tag", "m", "--chunk", "1"];
  await output(binary, args, { env });
  const path = (await output(binary, ["path", "m"], { env })).trim();
  const growing = new GrowingMap(new MapPaths(path, path.split("/").at(-1) ?? ""));
  growing.begin();

  const timer = setInterval(() => growing.grow(A_SECOND), 1000);
  try {
    const [own, top] = await Promise.all([
      coreOf(`stty cols 200 rows 60; exec '${binary}' top m`, /RUNNING\S* 499/, env),
      coreOf("stty cols 200 rows 60; exec top", /PID/, env),
    ]);
    printReference(`top itself, part of a core in ${SECONDS} s`, `${(100 * top).toFixed(1)} %`);
    printFigure(
      `htmap top at ${COMPONENTS} components, ${A_SECOND} ending a second`,
      `${(100 * own).toFixed(1)} %`,
      `under ${100 * GOAL} %`,
      own < GOAL,
    );
  } finally {
    clearInterval(timer);
    await Deno.remove(root, { recursive: true });
  }
}

/** A map whose jobs run, as far as its event log and its outputs say. */
class GrowingMap {
  #ended = 0;
  #started = 0;

  constructor(readonly paths: MapPaths) {}

  begin(): void {
    const all = Array.from({ length: COMPONENTS }, (_, proc) => proc);
    this.#log(all.map((proc) => this.#event(proc, { event: "submitted", notes: submitNotes(0) })));
    this.grow(BEFORE);
  }

  grow(count: number): void {
    const events: string[] = [];
    for (const end = this.#ended + count; this.#ended < end; this.#ended++) {
      for (; this.#started < this.#ended + RUNNING; this.#started++) {
        events.push(this.#start(this.#started));
      }
      const proc = this.#ended;
      const run = { component: proc, status: "OK", usesClasses: false, seconds: 25, cpu: 20 };
      const record = encode({ ...run, started: Date.now() - 25_000, host: `node${proc % 97}` });
      Deno.writeFileSync(this.paths.output(proc, 0), recordFile("output", [record, encode(proc)]));
      const time = { user: 20, system: 1 };
      events.push(this.#event(proc, { event: "image size", memory: (50 + proc % 300) * 2 ** 20 }));
      events.push(this.#event(proc, { event: "terminated", end: { exitCode: 0 }, time }));
    }
    this.#log(events);
  }

  #start(proc: number): string {
    const slot = `slot1_${proc % 64}@node${proc % 97}.example.org`;
    return this.#event(proc, {
      event: "executing",
      slot,
      scratch: "/var/lib/condor/dir",
      cpus: 1,
      memory: 512,
    });
  }

  #event(proc: number, event: Happening): string {
    return eventText({ cluster: 1, proc }, event);
  }

  #log(events: readonly string[]): void {
    Deno.writeTextFileSync(this.paths.events, events.join(""), { append: true });
  }
}

/** Runs a command in a terminal for a while, which must show something, and gives the part of a core that it takes. */
async function coreOf(
  command: string,
  sign: RegExp,
  env: Record<string, string>,
): Promise<number> {
  const child = new Deno.Command("/usr/bin/script", {
    args: ["--quiet", "--command", command, "/dev/null"],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const sent = new Response(child.stdout).text();
  await pause(5); // what it takes to begin is another matter
  const pid = childOf(child.pid);
  const before = pid && ticksOf(pid);
  await pause(SECONDS);
  const after = pid && ticksOf(pid);
  child.kill("SIGTERM");
  await child.stdin.close().catch(() => {});
  await child.status;
  if (!sign.test(await sent)) throw new Error(`${command} does not show ${sign}`);
  if (before === undefined || after === undefined) throw new Error(`${command} ended by itself`);
  return (after - before) / 100 / SECONDS;
}

function childOf(pid: number): number | undefined {
  const children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim();
  return children === "" ? undefined : Number(children.split(" ")[0]);
}

/** The processor time of a process and of the programs that it has run, in hundredths of a second. */
function ticksOf(pid: number): number | undefined {
  try {
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "").split(" ");
    return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  } catch {
    return undefined; // it has ended
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
