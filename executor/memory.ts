/**
 * The memory of a component: no more than its job was given.
 *
 * Two things hold it. V8 has a limit for the values of the program, by which it decides when to look for
 * garbage; what starts the executor tells it to V8 where it can. The kernel has one for all there is in
 * the process, typed arrays and what native code takes among it.
 *
 * @module
 */

import { getHeapStatistics } from "node:v8";
import { copyWithHeapLimit } from "../lib/base/heap_limit.ts";
import { errorText } from "../lib/base/error_text.ts";
import {
  type JobMemory,
  MACHINE_AD_FILE,
  MACHINE_AD_VARIABLE,
  memoryOfMachineAd,
  ranOutOfMemory,
} from "../lib/wire/memory.ts";
import { becomeProgram, limitData } from "./libc.ts";

const MB = 1024 * 1024;

/** What V8 takes beside the values it has a limit for: new ones, and room to move them. In MB. */
const V8_ROOM = 128;

/**
 * The same where V8 does not know the job's limit, and lets garbage pile up until it has about twice what
 * is in use. In MB, and at least as much as the job has.
 */
const UNTOLD_V8_ROOM = 256;

/** The name of the program that is made where the one that runs has less for V8 than the job. */
const LARGER_PROGRAM = "htmap_larger";
/** Tells a process that it is that program. */
const IS_LARGER = "HTMAP_LARGER";

/** How many causes of an error are looked at. */
const MOST_CAUSES = 8;

/**
 * Finds out what the job was given.
 *
 * @returns The memory, or `undefined` if nothing says so.
 */
export function givenMemory(): JobMemory | undefined {
  const path = Deno.env.get(MACHINE_AD_VARIABLE) ?? MACHINE_AD_FILE;
  try {
    return memoryOfMachineAd(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined; // it was started by hand
    console.error(`htmap could not find out what memory this job has: ${errorText(error).message}`);
    return undefined;
  }
}

/**
 * Sees to it that V8 does not stop short of what the job was given: a compiled program whose V8 would starts
 * anew as one whose V8 does not. What has been done before in this process is lost then.
 *
 * @param memory What the job was given.
 */
export function allowMemory(memory: JobMemory | undefined): void {
  const isLarger = Deno.env.has(IS_LARGER);
  Deno.env.delete(IS_LARGER); // the function has nothing to do with it
  if (!memory || Deno.build.os !== "linux") return;
  if (heapLimit() < memory.given && Deno.build.standalone && !isLarger) {
    orSay("give V8 all the memory of this job", () => becomeLarger(memory.given));
  }
}

/**
 * Limits the memory of this process to what the job was given, beside what it has taken by now, which is
 * the runtime's own.
 *
 * @param memory What the job was given.
 */
export function limitMemory(memory: JobMemory | undefined): void {
  if (!memory || Deno.build.os !== "linux") return;
  const isTold = heapLimit() <= memory.given + V8_ROOM;
  const room = isTold ? V8_ROOM : Math.max(UNTOLD_V8_ROOM, memory.given);
  orSay("limit the memory of this job", () => {
    limitData(dataOfThisProcess() + BigInt(memory.given + room) * BigInt(MB));
  });
}

/** The most that V8 gives to the values of the program, in MB. */
function heapLimit(): number {
  return getHeapStatistics().heap_size_limit / MB;
}

/** A job without a limit is better than none, but whoever looks for the cause of trouble must find it. */
function orSay(what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    console.error(`htmap could not ${what}: ${errorText(error).message}`);
  }
}

/** Starts anew with a larger limit in V8. */
function becomeLarger(megabytes: number): never {
  const program = `${Deno.cwd()}/${LARGER_PROGRAM}`;
  copyWithHeapLimit(Deno.execPath(), program, megabytes);
  Deno.env.set(IS_LARGER, "1");
  becomeProgram(program, Deno.args);
}

/** @returns What this process has of what {@linkcode limitData} limits, in bytes. */
export function dataOfThisProcess(): bigint {
  const kilobytes = /^VmData:\s*(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
  if (kilobytes === undefined) throw new Error("the kernel does not say how much it has");
  return BigInt(kilobytes) * 1024n;
}

/**
 * Tells whether a component threw because there was no memory left, and says so.
 *
 * @param thrown What was thrown.
 * @param memory What the job was given.
 * @returns A sentence for the report, or `undefined` if something else was the matter.
 */
export function memoryTrouble(thrown: unknown, memory: JobMemory | undefined): string | undefined {
  try {
    for (let error = thrown, depth = 0; error instanceof Error && depth < MOST_CAUSES; depth++) {
      const { name, message } = errorText(error);
      if (SIGNS.some((sign) => sign.test(`${name}: ${message}`))) return ranOutOfMemory(memory);
      error = error.cause;
    }
  } catch {
    // What throws when it is looked at says nothing of memory.
  }
  return undefined;
}

/** How V8, Deno and the kernel say that there is no memory left for one thing. */
const SIGNS: readonly RegExp[] = [
  /^RangeError: Array buffer allocation failed$/,
  /^RangeError: WebAssembly\.[\w.]+\(\): (?:Unable to grow instance memory|[Cc]ould not allocate memory|Out of memory)/,
  /^DataCloneError: .*out of memory\.$/,
  /^Error: out of memory: /,
  /Cannot allocate memory|\(os error 12\)/,
];
