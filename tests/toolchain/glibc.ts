/**
 * Which C library a program needs, by what its ELF file says.
 *
 * @module
 */

import { sectionTable } from "./elf.ts";

/** The newest glibc that htmap's binaries may need: systems of 2018 and later have it. */
export const NEWEST_GLIBC = "2.27";

/** The kind of the section that says which versions of which libraries are needed. */
const VERSIONS_NEEDED = 0x6ffffffe;

/**
 * Finds the oldest glibc that a program runs with.
 *
 * @param program The whole file, a 64-bit little-endian ELF one.
 * @throws {TypeError} when it is no such file.
 * @returns The version, such as `2.27`, or `undefined` if it needs no particular one.
 */
export function neededGlibc(program: Uint8Array): string | undefined {
  return neededVersions(program)
    .flatMap((name) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.[1] ?? [])
    .toSorted(compareVersions).at(-1);
}

/**
 * Compares two versions, number by number.
 *
 * @returns Less than 0 if the first is older, more than 0 if it is newer, else 0.
 */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [a, b].map((version) => version.split(".").map(Number));
  const length = Math.max(first!.length, second!.length);
  for (let i = 0; i < length; i++) {
    const difference = (first![i] ?? 0) - (second![i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The names of all versions that a program needs of the libraries it is linked with. */
function neededVersions(program: Uint8Array): string[] {
  const view = new DataView(program.buffer, program.byteOffset, program.length);
  const names: string[] = [];
  const { offset, entryLength, entries } = sectionTable(program);
  const fileOffset = (section: number): number =>
    Number(view.getBigUint64(offset + section * entryLength + 0x18, true));
  for (let section = 0; section < entries; section++) {
    const at = offset + section * entryLength;
    if (view.getUint32(at + 4, true) !== VERSIONS_NEEDED) continue;
    const strings = fileOffset(view.getUint32(at + 0x28, true));
    for (const library of chain(view, fileOffset(section), 12)) {
      const first = library + view.getUint32(library + 8, true);
      for (const one of chain(view, first, 12)) {
        names.push(textAt(program, strings + view.getUint32(one + 8, true)));
      }
    }
  }
  return names;
}

/** The places of the items of a chain, each of which says how far it is to the next. */
function* chain(view: DataView, first: number, nextField: number): Iterable<number> {
  let at = first;
  while (true) {
    yield at;
    const distance = view.getUint32(at + nextField, true);
    if (distance === 0) return;
    at += distance;
  }
}

/** The text at a place, which ends with a zero. */
function textAt(bytes: Uint8Array, at: number): string {
  return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
}
