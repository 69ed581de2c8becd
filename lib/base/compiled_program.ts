/**
 * What is in the file of a program that was made with `deno compile`: the runtime, and after it what was
 * compiled.
 *
 * @module
 */

/** How much of a program is looked through at once, in bytes. */
const PIECE = 1024 * 1024;

/**
 * Finds text in what was compiled into a program.
 *
 * @param program The program's file.
 * @param text The text, as an expression for characters of one byte.
 * @param longest The length of the longest text that it matches.
 * @returns Where the text begins, in bytes; `undefined` if it is not there.
 * @throws What the system says if the file cannot be read.
 */
export function placeInCompiled(
  program: string,
  text: RegExp,
  longest: number,
): number | undefined {
  using file = Deno.openSync(program);
  const piece = new Uint8Array(PIECE);
  for (let start = startOfAppended(file);;) {
    file.seekSync(start, Deno.SeekMode.Start);
    const read = file.readSync(piece) ?? 0;
    const at = LATIN1.decode(piece.subarray(0, read)).search(text);
    if (at >= 0) return start + at;
    if (read < PIECE) return undefined;
    start += PIECE - longest; // the text may have been cut in two
  }
}

/** Where what `deno compile` added to its runtime begins, as the last bytes say; else 0, to look everywhere. */
function startOfAppended(file: Deno.FsFile): number {
  const { size } = file.statSync();
  const end = new Uint8Array(8);
  if (size < end.length) return 0;
  file.seekSync(-end.length, Deno.SeekMode.End);
  file.readSync(end);
  const length = Number(new DataView(end.buffer).getBigUint64(0, true));
  return length <= size ? size - length : 0;
}

/** A character a byte. */
const LATIN1 = new TextDecoder("latin1");
