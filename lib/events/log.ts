/**
 * The job event log: what HTCondor says happened to each job, read piece by piece.
 *
 * The form is that of HTCondor's manual, "Job Event Log": an event begins with a line such as
 * `005 (012.003.000) 2024-11-22 10:31:07 Job terminated.`, goes on with indented lines and ends with
 * a line of three dots. Times of versions before 8.9 have no year. What is torn or unknown is passed
 * over: the log is written by another program, on a disk that may be far away.
 *
 * @module
 */

/** The numbers of the events that htmap looks at (HTCondor's manual, "Job Event Log Codes"). */
export const EventType = {
  SUBMIT: 0,
  EXECUTE: 1,
  EXECUTABLE_ERROR: 2,
  CHECKPOINTED: 3,
  EVICTED: 4,
  TERMINATED: 5,
  IMAGE_SIZE: 6,
  SHADOW_EXCEPTION: 7,
  ABORTED: 9,
  SUSPENDED: 10,
  UNSUSPENDED: 11,
  HELD: 12,
  RELEASED: 13,
  DISCONNECTED: 22,
  RECONNECTED: 23,
  RECONNECT_FAILED: 24,
  CLUSTER_SUBMIT: 35,
  CLUSTER_REMOVE: 36,
} as const;

/** The proc of events that are about all jobs of a cluster. */
export const OF_CLUSTER = -1;

/** One event of a job. */
export interface JobEvent {
  /** The event's number; see {@linkcode EventType}. Any other number may occur. */
  readonly type: number;
  readonly cluster: number;
  /** The proc within the cluster; {@linkcode OF_CLUSTER} for an event of the cluster itself. */
  readonly proc: number;
  /** When it happened, as HTCondor wrote it: local time. */
  readonly time: string;
  /** What follows the time: the rest of the first line, then the other lines. */
  readonly body: string;
}

/** How a job ended. */
export interface Termination {
  /** The exit code, if it exited by itself. */
  readonly exitCode: number | undefined;
  /** The signal, if one ended it. */
  readonly signal: number | undefined;
  /** The processor time of the last run, user and system, in milliseconds. */
  readonly cpuTime: number;
  /** The memory it asked for and was given, in MB, if the log says so. */
  readonly memory?: { readonly asked: number; readonly given: number } | undefined;
}

/** When and as what a job started. */
export interface JobStart {
  /** HTCondor's number of it, as `cluster.proc`. */
  readonly id: string;
  /** When it started, in milliseconds since 1970; `undefined` if the log's time is not understood. */
  readonly time: number | undefined;
}

/** Why a job is held. */
export interface HoldReason {
  /** HTCondor's `HoldReasonCode`. */
  readonly code: number;
  readonly subcode: number;
  readonly reason: string;
}

/** The events of a piece of a log, and how much of the piece they took. */
export interface ParsedEvents {
  readonly events: JobEvent[];
  /** Bytes up to the end of the last whole event: reading goes on from there. */
  readonly consumed: number;
}

const LATIN1 = new TextDecoder("latin1");
const END = "\n...\n";
const HEADER = /(\d{3}) \((-?\d+)\.(-?\d+)\.-?\d+\) (\d[^ ]* \d[\d:.]*(?:[+-][\d:]+|Z)?) ?/y;

/**
 * Reads the whole events of a piece of a log.
 *
 * @param bytes A piece that begins where an event begins.
 * @param types The types of events to give; all of them if not said. The others cost little time.
 * @returns The events and where the next piece must begin. A last event that is not whole yet stays unread.
 */
export function parseEvents(bytes: Uint8Array, types?: ReadonlySet<number>): ParsedEvents {
  // One character a byte: positions in the text are positions in the file, and searching it is fast.
  const text = LATIN1.decode(bytes);
  const events: JobEvent[] = [];
  let start = 0;
  while (true) {
    const end = text.indexOf(END, start);
    if (end < 0) break;
    const event = parseEvent(text, start, end, types);
    if (event) events.push(event);
    start = end + END.length;
  }
  return { events, consumed: start };
}

function parseEvent(
  text: string,
  start: number,
  end: number,
  types: ReadonlySet<number> | undefined,
): JobEvent | undefined {
  let from = start;
  // A writer that was killed leaves an event without its end, and the next one begins in its midst.
  for (
    let next = text.indexOf("\n0", from);
    next >= 0 && next < end;
    next = text.indexOf("\n0", next + 1)
  ) {
    HEADER.lastIndex = next + 1;
    if (HEADER.test(text)) from = next + 1;
  }
  if (types && !types.has(Number(text.slice(from, from + 3)))) return undefined;
  HEADER.lastIndex = from;
  const header = HEADER.exec(text);
  if (!header || HEADER.lastIndex > end) return undefined;
  const [, type, cluster, proc, time] = header;
  return {
    type: Number(type),
    cluster: Number(cluster),
    proc: Number(proc),
    time: time ?? "",
    body: text.slice(HEADER.lastIndex, end),
  };
}

/**
 * Reads how a job ended.
 *
 * @param event An event of type `TERMINATED`.
 * @returns The exit code or signal, the processor time of the run, and the memory it had.
 */
export function terminationOf({ body }: JobEvent): Termination {
  const exitCode = /\(return value (-?\d+)\)/.exec(body)?.[1];
  const signal = /\(signal (\d+)\)/.exec(body)?.[1];
  return {
    exitCode: exitCode === undefined ? undefined : Number(exitCode),
    signal: signal === undefined ? undefined : Number(signal),
    cpuTime: cpuTimeOf(body),
    ...memoryGivenIn(body),
  };
}

/**
 * Reads when an event happened.
 *
 * @param event The event.
 * @param now The time now: what has no year happened within the last.
 * @returns The time, in milliseconds since 1970; `undefined` if it is not of a known form.
 */
export function timeOf({ time }: JobEvent, now = new Date()): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = "", zone] = TIME.exec(time) ?? [];
  if (month === undefined) return undefined;
  const clock = `${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone ?? ""}`;
  const inYear = (one: number | string): number => Date.parse(`${one}-${month}-${day}T${clock}`);
  if (year !== undefined) return inYear(year);
  const thisYear = inYear(now.getFullYear());
  const DAY = 24 * 60 * 60 * 1000;
  return thisYear <= now.getTime() + DAY ? thisYear : inYear(now.getFullYear() - 1);
}

const TIME = /^(?:(\d{4})-)?(\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads when a job started, and as what.
 *
 * @param event An event of type `EXECUTE`.
 * @returns What it says.
 */
export function startOf(event: JobEvent): JobStart {
  return { id: `${event.cluster}.${event.proc}`, time: timeOf(event) };
}

/** What HTCondor says of a job that has ended and is to be run again. */
export const REQUEUED = "Job terminated and was requeued";

/**
 * Tells whether a job went back to the queue because it had ended, and not because it was taken off its machine.
 *
 * @param event An event of type `EVICTED`.
 * @returns Whether it was an attempt of the job that ended.
 */
export function isRequeue({ body }: JobEvent): boolean {
  return body.includes(`) ${REQUEUED}`);
}

/** What was used comes before; it is left out where it was not measured. */
function memoryGivenIn(body: string): Pick<Termination, "memory"> {
  const [, asked, given] = /^\s*Memory \(MB\) +: .*?(\d+) +(\d+) *$/m.exec(body) ?? [];
  return given === undefined ? {} : { memory: { asked: Number(asked), given: Number(given) } };
}

const RUN_USAGE =
  /Usr (\d+) (\d+):(\d+):(\d+), Sys (\d+) (\d+):(\d+):(\d+) {2}- {2}Run Remote Usage/;

function cpuTimeOf(body: string): number {
  const usage = RUN_USAGE.exec(body);
  if (!usage) return 0;
  const [, d1, h1, m1, s1, d2, h2, m2, s2] = usage.map(Number);
  const seconds = (d = 0, h = 0, m = 0, s = 0): number => ((d * 24 + h) * 60 + m) * 60 + s;
  return 1000 * (seconds(d1, h1, m1, s1) + seconds(d2, h2, m2, s2));
}

/**
 * Reads why a job is held.
 *
 * @param event An event of type `HELD`.
 * @returns The reason, with HTCondor's codes (0 if it gave none).
 */
export function holdReasonOf({ body }: JobEvent): HoldReason {
  const [, ...lines] = body.split("\n");
  const codes = /^\s*Code (-?\d+) Subcode (-?\d+)/m.exec(body);
  const reason = lines.filter((line) => !/^\s*Code -?\d+ Subcode/.test(line)).map((line) =>
    line.trim()
  ).join(" ").trim();
  return {
    code: Number(codes?.[1] ?? 0),
    subcode: Number(codes?.[2] ?? 0),
    reason: asUtf8(reason) || "no reason was given",
  };
}

/**
 * Reads the text below an event's first line, such as the reason of an abort.
 *
 * @param event The event.
 * @returns The text, on one line.
 */
export function detailsOf({ body }: JobEvent): string {
  return asUtf8(body.split("\n").slice(1).map((line) => line.trim()).filter(Boolean).join(" "));
}

/**
 * Reads the memory a job has used so far.
 *
 * @param event An event of type `IMAGE_SIZE`.
 * @returns The memory in MB, or `undefined` if the event does not say.
 */
export function memoryUsageOf({ body }: JobEvent): number | undefined {
  const usage = /(\d+) {2}- {2}MemoryUsage of job/.exec(body)?.[1];
  return usage === undefined ? undefined : Number(usage);
}

/**
 * Reads which machine a job runs on.
 *
 * @param event An event of type `EXECUTE`.
 * @returns The slot or, in older logs, the address.
 */
export function executeHostOf({ body }: JobEvent): string {
  return asUtf8(
    /SlotName: (.+)/.exec(body)?.[1] ?? /<([^>?]+)/.exec(body)?.[1] ?? "an unknown machine",
  );
}

/**
 * Writes what events of type `SUBMIT` and `CLUSTER_SUBMIT` are to say of where a job belongs: the descriptor
 * `submit_event_user_notes`, which HTCondor copies into the event (manual of condor_submit). In place of
 * `submit_event_notes`, HTCondor 25 writes the name of the batch.
 *
 * @param submission Which submission of its map the job belongs to, counted from 0.
 * @returns The text, for {@linkcode submissionOf} to read.
 */
export function submitNotes(submission: number): string {
  return `htmap submission ${submission}`;
}

/**
 * Reads which submission of its map a job belongs to.
 *
 * @param event An event of type `SUBMIT` or `CLUSTER_SUBMIT`.
 * @returns The submission, counted from 0, or `undefined` if the event does not say.
 */
export function submissionOf({ body }: JobEvent): number | undefined {
  const submission = /^\s*htmap submission (\d{1,9})$/m.exec(body)?.[1];
  return submission === undefined ? undefined : Number(submission);
}

/** The byte that stands behind each character of Latin-1, which for decoders is Windows-1252. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [LATIN1.decode(Uint8Array.of(byte)), byte]),
);

/** The log was read a byte a character; what people wrote in it is UTF-8. */
function asUtf8(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => BYTES.get(character) ?? 0));
}
