/** How long it takes to work out the state of a map of 10,000 components from its event log. */

import { submitNotes } from "../../lib/events/log.ts";
import { reserveSubmission } from "../../lib/map/map_files.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { MapState } from "../../lib/map/state.ts";
import { median, printFigure, printReference, timed } from "./figures.ts";

const COMPONENTS = 10_000;

/** What HTCondor 23.9 writes of a job that ran: recorded from a pool, with the job's number left out. */
function eventsOfJob(proc: number): string {
  const job = `(001.${String(proc).padStart(3, "0")}.000) 2026-11-22 00:39:5`;
  const host = "<127.0.0.1:34853?addrs=127.0.0.1-34853&alias=node&noUDP&sock=schedd_53_ee9b>";
  const usage = (who: string): string => `\t\tUsr 0 00:00:00, Sys 0 00:00:00  -  ${who} Usage\n`;
  return `000 ${job}0 Job submitted from host: ${host}\n    ${submitNotes(0)}\n...\n` +
    `040 ${job}2 Started transferring input files\n\tTransferring to host: ${host}\n...\n` +
    `040 ${job}2 Finished transferring input files\n...\n` +
    `001 ${job}3 Job executing on host: ${host}\n\tSlotName: slot1_1@node\n` +
    `\tCondorScratchDir = "/var/lib/condor/execute/dir_106"\n\tCpus = 1\n\tDisk = 10240\n\tMemory = 128\n...\n` +
    `006 ${job}4 Image size of job updated: 1\n\t5  -  MemoryUsage of job (MB)\n\t4488  -  ResidentSetSize of job (KB)\n...\n` +
    `040 ${job}5 Started transferring output files\n...\n040 ${job}5 Finished transferring output files\n...\n` +
    `005 ${job}6 Job terminated.\n\t(1) Normal termination (return value 0)\n` +
    ["Run Remote", "Run Local", "Total Remote", "Total Local"].map((who) => usage(` ${who}`.trim()))
      .join("") +
    "\t23  -  Run Bytes Sent By Job\n\t4567  -  Run Bytes Received By Job\n" +
    "\t23  -  Total Bytes Sent By Job\n\t4567  -  Total Bytes Received By Job\n" +
    "\tPartitionable Resources :    Usage  Request Allocated \n\t   Cpus                 :                 1         1 \n" +
    "\t   Disk (KB)            :       45       45      2048 \n\t   Memory (MB)          :        5        1       128 \n" +
    "\n\tJob terminated of its own accord at 2026-11-22T00:39:56Z with exit-code 0.\n...\n";
}

export async function run(): Promise<void> {
  const root = await Deno.makeTempDir();
  const paths = new MapPaths(root, "");
  await Deno.mkdir(paths.outputs);
  for (let job = 0; job < COMPONENTS; job++) Deno.writeTextFileSync(paths.output(job, 0), "x");
  const log = Array.from({ length: COMPONENTS }, (_, proc) => eventsOfJob(proc)).join("");
  await Deno.writeTextFile(paths.events, log);
  await Deno.mkdir(paths.submissions);
  await reserveSubmission(paths, Array.from({ length: COMPONENTS }, (_, job) => job));

  const layout = { components: COMPONENTS, chunk: 1 };
  const firsts: number[] = [];
  const again: number[] = [];
  for (let i = 0; i < 7; i++) {
    const state = new MapState({ paths, layout, tag: "bench" });
    firsts.push(await timed(() => state.refresh().then(() => state.counts())));
    if (state.counts().get("COMPLETED") !== COMPONENTS) throw new Error("the state is wrong");
    for (let j = 0; j < 50; j++) again.push(await timed(() => state.refresh()));
    await Deno.remove(paths.state);
  }
  const reading = median(
    await Promise.all(firsts.map(() => timed(() => Deno.readFile(paths.events)))),
  );
  printReference(
    `only reading the ${(log.length / 1e6).toFixed(0)} MB of the event log`,
    `${reading.toFixed(1)} ms`,
  );
  const first = median(firsts);
  printFigure(
    "first status of 10,000 components from the event log",
    `${first.toFixed(0)} ms`,
    "under 100 ms",
    first < 100,
  );
  const refresh = median(again);
  printFigure("a refresh with nothing new", `${refresh.toFixed(2)} ms`, "under 2 ms", refresh < 2);
  await Deno.remove(root, { recursive: true });
}
