/**
 * The job event log, written: the local backend says what happens to its jobs in the form in which
 * HTCondor does, as recorded from HTCondor 23.9, so that one reader serves both.
 *
 * @module
 */

import { AppendedFile } from "./appended_file.ts";
import { REQUEUED } from "./log.ts";

/** Which job an event is about. */
export interface JobId {
  readonly cluster: number;
  readonly proc: number;
}

/** The processor time of a run, in milliseconds. */
export interface ProcessorTime {
  readonly user: number;
  readonly system: number;
}

/** How a job's process ended: with an exit code, or by a signal. */
export type ProcessEnd =
  | { readonly exitCode: number; readonly signal?: undefined }
  | { readonly signal: number; readonly exitCode?: undefined };

/** The memory of a run, in MB. */
export interface MemoryOfRun {
  readonly asked: number;
  readonly given: number;
}

/** What happened to a job. */
export type Happening =
  | { readonly event: "submitted"; readonly notes: string }
  | { readonly event: "unsuspended" }
  | {
    readonly event: "executing";
    readonly slot: string;
    readonly scratch: string;
    readonly cpus: number;
    /** In MB. */
    readonly memory?: number;
  }
  | { readonly event: "image size"; readonly memory: number }
  | { readonly event: "evicted"; readonly time: ProcessorTime; readonly reason?: string }
  | { readonly event: "requeued"; readonly end: ProcessEnd; readonly time: ProcessorTime }
  | {
    readonly event: "terminated";
    readonly end: ProcessEnd;
    readonly time: ProcessorTime;
    readonly memory?: MemoryOfRun;
  }
  | { readonly event: "aborted" | "released"; readonly reason: string }
  | { readonly event: "suspended"; readonly processes: number }
  | { readonly event: "held"; readonly reason: string; code: number; subcode: number };

/**
 * Writes an event as text.
 *
 * @param id The job.
 * @param happening What happened to it.
 * @param time When; now if left out.
 * @returns The event, whole: its last line is the one of three dots.
 */
export function eventText(id: JobId, happening: Happening, time: Date = new Date()): string {
  const [type, lines] = describe(happening);
  const pad = (number: number): string => String(number).padStart(3, "0");
  const header = `${type} (${pad(id.cluster)}.${pad(id.proc)}.000) ${stamp(time)} `;
  return `${header}${lines.join("\n")}\n...\n`;
}

function describe(happening: Happening): [type: string, lines: string[]] {
  switch (happening.event) {
    case "submitted":
      return ["000", [`Job submitted from host: ${ADDRESS}`, `    ${oneLine(happening.notes)}`]];
    case "executing":
      return ["001", [
        `Job executing on host: ${ADDRESS}`,
        `\tSlotName: ${happening.slot}`,
        `\tCondorScratchDir = ${JSON.stringify(happening.scratch)}`,
        `\tCpus = ${happening.cpus}`,
        ...(happening.memory === undefined ? [] : [`\tMemory = ${happening.memory}`]),
      ]];
    case "image size":
      return ["006", imageSize(happening.memory)];
    case "evicted":
      return ["004", evicted(happening.time, happening.reason)];
    case "requeued":
      return ["004", requeued(happening.end, happening.time)];
    case "terminated":
      return ["005", terminated(happening.end, happening.time, happening.memory)];
    case "aborted":
      return ["009", ["Job was aborted.", `\t${oneLine(happening.reason)}`]];
    case "suspended":
      return ["010", [
        "Job was suspended.",
        `\tNumber of processes actually suspended: ${happening.processes}`,
      ]];
    case "unsuspended":
      return ["011", ["Job was unsuspended."]];
    case "held":
      return ["012", [
        "Job was held.",
        `\t${oneLine(happening.reason)}`,
        `\tCode ${happening.code} Subcode ${happening.subcode}`,
      ]];
    case "released":
      return ["013", ["Job was released.", `\t${oneLine(happening.reason)}`]];
  }
}

/** HTCondor gives the address of a daemon; there is none here. */
const ADDRESS = `<127.0.0.1:0?alias=${Deno.hostname()}>`;

function imageSize(memory: number): string[] {
  const kilobytes = Math.ceil(memory / 1024);
  return [
    `Image size of job updated: ${kilobytes}`,
    `\t${Math.ceil(kilobytes / 1024)}  -  MemoryUsage of job (MB)`,
    `\t${kilobytes}  -  ResidentSetSize of job (KB)`,
  ];
}

function evicted(time: ProcessorTime, reason: string | undefined): string[] {
  return [
    "Job was evicted.",
    "\t(0) CPU times",
    `\t\t${usage(time)}  -  Run Remote Usage`,
    `\t\t${usage({ user: 0, system: 0 })}  -  Run Local Usage`,
    "\t0  -  Run Bytes Sent By Job",
    "\t0  -  Run Bytes Received By Job",
    ...(reason === undefined ? [] : [`\t${oneLine(reason)}`]),
  ];
}

function requeued(end: ProcessEnd, time: ProcessorTime): string[] {
  const [title = "", , ...rest] = evicted(time, undefined);
  return [title, `\t(0) ${REQUEUED}`, ...rest, ...ending(end)];
}

function ending({ exitCode, signal }: ProcessEnd): string[] {
  return signal === undefined
    ? [`\t(1) Normal termination (return value ${exitCode})`]
    : [`\t(0) Abnormal termination (signal ${signal})`, "\t(0) No core file"];
}

function terminated(
  end: ProcessEnd,
  time: ProcessorTime,
  memory: MemoryOfRun | undefined,
): string[] {
  const none = usage({ user: 0, system: 0 });
  return [
    "Job terminated.",
    ...ending(end),
    `\t\t${usage(time)}  -  Run Remote Usage`,
    `\t\t${none}  -  Run Local Usage`,
    `\t\t${usage(time)}  -  Total Remote Usage`,
    `\t\t${none}  -  Total Local Usage`,
    "\t0  -  Run Bytes Sent By Job",
    "\t0  -  Run Bytes Received By Job",
    "\t0  -  Total Bytes Sent By Job",
    "\t0  -  Total Bytes Received By Job",
    ...(memory ? resources(memory) : []),
  ];
}

function resources({ asked, given }: MemoryOfRun): string[] {
  const column = (value: number): string => String(value).padStart(9);
  return [
    "\tPartitionable Resources :    Usage  Request Allocated ",
    `\t   Memory (MB)          :          ${column(asked)} ${column(given)} `,
  ];
}

function usage({ user, system }: ProcessorTime): string {
  return `Usr ${duration(user)}, Sys ${duration(system)}`;
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  return `${Math.floor(seconds / 86400)} ${two(seconds / 3600 % 24)}:${two(seconds / 60 % 60)}:${
    two(seconds % 60)
  }`;
}

/** Local time to the second, as HTCondor 23 writes it. */
function stamp(time: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ` +
    `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** A line break in a reason, such as one in a file's name, could make an event of its own. */
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return text.replace(/[\x00-\x1f\x7f]+/g, " ");
}

/** An event log, open for adding to its end. */
export class EventLog extends AppendedFile {
  /**
   * @param path The log.
   * @param create Whether to make it if it is not there.
   */
  constructor(path: string, create: boolean) {
    super(path, create, "\n...\n");
  }
}
