/**
 * How much memory V8 gives the values of a program, and how a program is made that gives them another
 * amount.
 *
 * Deno takes it from its command line. A program of `deno compile` takes it from its own file, where it
 * was written when the program was compiled, and from nowhere else: neither the command line nor the
 * environment can say otherwise. So such a program with another limit is a copy with another number.
 *
 * @module
 */

import { placeInCompiled } from "./compiled_program.ts";

const FLAG = "--max-old-space-size=";
/** As many digits as the number of MB has in a compiled program: enough for 9 TB. */
const DIGITS = 7;

/** The flag a program is compiled with, for {@linkcode copyWithHeapLimit} to find: V8 takes 0 for its own default. */
export const COMPILED_HEAP_FLAG: string = FLAG + "0".repeat(DIGITS);

/** Has V8 end with SIGABRT when there is no memory left: HTCondor 23.9 never notices a job ended by SIGTRAP. */
export const ABORT_FLAG = "--no-hard-abort";

/** The least V8 is started with, in MB: with a few MB it ends before there is anything to report. */
export const LEAST_HEAP = 64;

/** The flag as it stands in a compiled program, among others in JSON. */
const IN_PROGRAM = new RegExp(`"${FLAG}\\d{${DIGITS}}"`);

/**
 * Writes the flag that limits V8's heap.
 *
 * @param megabytes The limit, in MB, or what stands for it.
 * @returns The flag.
 */
export function heapFlag(megabytes: number | string): string {
  return `${FLAG}${megabytes}`;
}

/**
 * Copies a compiled program, and gives the copy another limit.
 *
 * @param program The program, compiled with {@linkcode COMPILED_HEAP_FLAG}, or a copy of it.
 * @param copy The path of the copy.
 * @param megabytes The limit of the copy, in MB.
 * @throws {Error} If the program has no such flag, or the copy cannot be written.
 */
export function copyWithHeapLimit(program: string, copy: string, megabytes: number): void {
  const place = placeOfLimit(program);
  Deno.copyFileSync(program, copy);
  Deno.chmodSync(copy, 0o755);
  using file = Deno.openSync(copy, { write: true });
  file.seekSync(place, Deno.SeekMode.Start);
  const most = 10 ** DIGITS - 1;
  const digits = String(Math.min(Math.ceil(megabytes), most)).padStart(DIGITS, "0");
  file.writeSync(new TextEncoder().encode(digits));
}

/** Where in a program's file the digits of the limit are. */
function placeOfLimit(program: string): number {
  const at = placeInCompiled(program, IN_PROGRAM, FLAG.length + DIGITS + 2);
  if (at === undefined) throw new Error(`${program} was not compiled with ${COMPILED_HEAP_FLAG}`);
  return at + '"'.length + FLAG.length;
}
