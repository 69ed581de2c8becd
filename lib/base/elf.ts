/**
 * What Linux reads of a program's file before it starts it: for which machine it is, and which dynamic
 * loader it wants (the ELF format, 64 bits, little-endian).
 *
 * @module
 */

/** The path of a program's dynamic loader, and where in the program's file it is. */
export interface Interpreter {
  readonly path: string;
  /** Where it begins, in bytes from the start of the file. */
  readonly offset: number;
  /** How much room there is for it, its closing NUL included. */
  readonly room: number;
}

/** What the head of a program's file says. */
export interface ElfHead {
  /** The machine, as `uname -m` names it; `undefined` if it is another than htmap has programs for. */
  readonly machine: "x86_64" | "aarch64" | undefined;
  /** Its dynamic loader; `undefined` if it needs none. */
  readonly interpreter: Interpreter | undefined;
}

const MACHINES: Readonly<Record<number, "x86_64" | "aarch64">> = { 62: "x86_64", 183: "aarch64" };

/** The type of the program header that names the interpreter. */
const PT_INTERP = 3;

/**
 * Reads the head of a program's file.
 *
 * @param path The file.
 * @returns What it says; `undefined` if the file is no such program.
 * @throws What the system says if the file cannot be read.
 */
export function readElfHead(path: string): ElfHead | undefined {
  using file = Deno.openSync(path);
  const head = readAt(file, 0, 64);
  if (head.byteLength < 64 || head.getUint32(0) !== 0x7f454c46) return undefined;
  if (head.getUint8(4) !== 2 || head.getUint8(5) !== 1) return undefined;
  const machine = MACHINES[head.getUint16(18, true)];
  const [table, size, count] = [
    Number(head.getBigUint64(32, true)),
    head.getUint16(54, true),
    head.getUint16(56, true),
  ];
  const headers = readAt(file, table, size * count);
  for (let at = 0; at + 56 <= headers.byteLength; at += size) {
    if (headers.getUint32(at, true) !== PT_INTERP) continue;
    const offset = Number(headers.getBigUint64(at + 8, true));
    const room = Number(headers.getBigUint64(at + 32, true));
    const bytes = readAt(file, offset, room);
    const text = new TextDecoder("latin1").decode(bytes);
    return { machine, interpreter: { path: text.replace(/\0.*$/s, ""), offset, room } };
  }
  return { machine, interpreter: undefined };
}

function readAt(file: Deno.FsFile, offset: number, length: number): DataView {
  const bytes = new Uint8Array(Math.min(length, 1 << 20));
  file.seekSync(offset, Deno.SeekMode.Start);
  let got = 0;
  while (got < bytes.length) {
    const read = file.readSync(bytes.subarray(got));
    if (read === null) break;
    got += read;
  }
  return new DataView(bytes.buffer, 0, got);
}
