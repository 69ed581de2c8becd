/**
 * What each way of delivering the program costs on a real pool: the bytes that a job receives, by the
 * event log, and the time until 100 trivial components are back, beside as many bare jobs.
 */

import { askPool } from "../../lib/backend/pool/facts.ts";
import { runTool } from "../../lib/backend/condor_tool.ts";
import { chosenSchedd } from "../../lib/backend/schedds.ts";
import { output, printFigure, printReference, seconds, timed } from "./figures.ts";

const COMPONENTS = 100;
/** What a job may receive beside its own input, in bytes, where files go to a node once. */
const GOAL = 20_000;

export async function run(): Promise<void> {
  const binary = Deno.env.get("HTMAP_TEST_BINARY");
  if (!binary) {
    throw new Error("HTMAP_TEST_BINARY names no binary: run this with `deno task bench`");
  }
  const root = await Deno.makeTempDir();
  const facts = await askPool(chosenSchedd(), {});
  const pool = `HTCondor ${facts.version}`;
  await Deno.writeTextFile(`${root}/double.ts`, "export default (x: number): number => 2 * x;\n");
  const size = (await Deno.stat(binary)).size;

  const bare = await bareJobs(root, "bare", []);
  report(pool, "bare /bin/true", bare);
  const heavy = await bareJobs(root, "heavy", [binary]);
  report(pool, `the same with the ${megabytes(size)} binary as an input file`, heavy);
  const methods = ["shared", "common", "transplant"];
  for (const method of methods) {
    if (method === "common" && facts.commonCpus === 0) {
      printReference(`${pool}: common`, "not to be had");
      continue;
    }
    const mapped = await mapOf(binary, root, method);
    if (method === "transplant") report(pool, method, mapped);
    else {
      const figure = `${mapped.bytes} bytes a job`;
      const goal = `under ${GOAL} bytes a job`;
      printFigure(
        `${pool}: ${method}, ${COMPONENTS} components in ${seconds(mapped.time)}`,
        figure,
        goal,
        mapped.bytes < GOAL,
      );
    }
  }
  const whole = await timed(() => unpack(binary, root));
  printReference("making the compressed program whole, once a job", seconds(whole));
  await Deno.remove(root, { recursive: true });
}

interface Cost {
  /** What the median job received. */
  readonly bytes: number;
  /** From the submission to the last output, in milliseconds. */
  readonly time: number;
}

function report(pool: string, what: string, { bytes, time }: Cost): void {
  printReference(
    `${pool}: ${what}, ${COMPONENTS} in ${seconds(time)}`,
    `${bytes < 1e6 ? `${bytes} bytes` : megabytes(bytes)} a job`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function mapOf(binary: string, root: string, method: string): Promise<Cost> {
  const env = {
    HTMAP_DIR: `${root}/htmap`,
    HOME: root,
    HTMAP_BACKEND: "htcondor",
    HTMAP_DELIVERY: method,
  };
  const htmap = (...args: string[]): Promise<string> => output(binary, args, { env, cwd: root });
  // What is sent is made ready once.
  await htmap("map", "double.ts", "--range", "0:1", "--tag", "ready", "-o", "hold=true");
  const time = await timed(async () => {
    await htmap("map", "double.ts", "--range", `0:${COMPONENTS}`, "--tag", "doubled");
    await htmap("wait", "doubled", "--timeout", "900");
  });
  const bytes = await bytesIn((await htmap("path", "doubled:events")).trim());
  await htmap("remove", "ready", "doubled");
  return { bytes, time };
}

async function bareJobs(root: string, name: string, files: readonly string[]): Promise<Cost> {
  const log = `${root}/${name}.log`;
  const lines = [
    "executable = /bin/true",
    "transfer_executable = False",
    `transfer_input_files = ${files.join(",")}`,
    `log = ${log}`,
    "should_transfer_files = YES",
    "when_to_transfer_output = ON_EXIT",
    `output = ${root}/${name}.$(Process).out`,
    `error = ${root}/${name}.$(Process).err`,
    `queue ${COMPONENTS}`,
    "",
  ];
  await Deno.writeTextFile(`${root}/${name}.submit`, lines.join("\n"));
  const time = await timed(async () => {
    await runTool("condor_submit", ["-terse", `${root}/${name}.submit`], "failed");
    await output("condor_wait", [log]);
  });
  return { bytes: await bytesIn(log), time };
}

/** What the median job received, by the log. */
async function bytesIn(log: string): Promise<number> {
  const text = await Deno.readTextFile(log);
  const all = [...text.matchAll(/(\d+) {2}- {2}Total Bytes Received By Job/g)].map(([, bytes]) =>
    Number(bytes)
  );
  return all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
}

/** What the launcher does to it. */
async function unpack(binary: string, root: string): Promise<void> {
  for await (const { name } of Deno.readDir(`${root}/htmap/transplants`)) {
    const path = `${root}/htmap/transplants/${name}/htmap_program-${Deno.build.arch}.gz`;
    const copy = `${root}/whole.gz`;
    await Deno.copyFile(path, copy);
    await output("gzip", ["-d", copy]);
    const { size } = await Deno.stat(`${root}/whole`);
    if (size !== (await Deno.stat(binary)).size) throw new Error("it is not whole");
  }
}
