/**
 * Copies of files that are whole or not there, also of large ones that someone stops.
 *
 * @module
 */

import { copyFileAtomically } from "../base/files.ts";

/** A file that is larger is copied in pieces, so that a signal can stop it; of a smaller one, none would know. */
const LARGE = 1 << 25;
/** How much is read at once, in bytes. */
const PIECE = 1 << 20;

/**
 * Copies a file, with the time of its last change.
 *
 * @param from The file.
 * @param to Where its copy goes, in place of a file that is there.
 * @param signal Stops it: nothing of the copy is there, then.
 * @throws {Error} What the system says of it.
 */
export async function copyWhole(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const { size, mtime } = await Deno.lstat(from);
  await copyFileAtomically(
    from,
    to,
    size > LARGE ? (path) => copyPieces(from, path, signal) : undefined,
  );
  if (mtime) await Deno.utime(to, mtime, mtime);
}

async function copyPieces(from: string, to: string, signal?: AbortSignal): Promise<void> {
  using source = await Deno.open(from);
  using target = await Deno.open(to, { write: true, createNew: true });
  const piece = new Uint8Array(PIECE);
  for (let count; (count = await source.read(piece));) {
    signal?.throwIfAborted();
    for (let rest = piece.subarray(0, count); rest.length > 0;) {
      rest = rest.subarray(await target.write(rest));
    }
  }
}

/**
 * Tells whether a file is a copy of another: of the same size, and from the same time or else of the same
 * bytes.
 *
 * @param original The one file.
 * @param copy The other.
 * @returns Whether it is.
 */
export async function isCopyOf(original: string, copy: string): Promise<boolean> {
  const [one, other] = [await Deno.lstat(original), await Deno.lstat(copy)];
  if (one.size !== other.size) return false;
  if (one.mtime && one.mtime.getTime() === other.mtime?.getTime()) return true;
  using a = await Deno.open(original);
  using b = await Deno.open(copy);
  const [left, right] = [new Uint8Array(PIECE), new Uint8Array(PIECE)];
  for (;;) {
    const [count, same] = [await fill(a, left), await fill(b, right)];
    if (count !== same || left.subarray(0, count).some((byte, i) => byte !== right[i])) {
      return false;
    }
    if (count === 0) return true;
  }
}

async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<number> {
  let length = 0;
  for (let count; length < bytes.length && (count = await file.read(bytes.subarray(length)));) {
    length += count;
  }
  return length;
}
