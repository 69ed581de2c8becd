/**
 * Event logs as HTCondor writes them.
 *
 * @module
 */

import { submitNotes } from "../../lib/events/log.ts";

/**
 * What HTCondor 23.9 writes of a job that ran: recorded from a pool, with the job's number left out.
 *
 * @param proc The job's number in its cluster.
 * @returns The events, from its submission to its end.
 */
export function eventsOfJob(proc: number): string {
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
