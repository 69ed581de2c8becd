/**
 * What the header of an ELF file says of where the file ends, since what follows was appended to it, as
 * `deno compile` does with a program's sources.
 *
 * @module
 */

/** The length of the header of a 64-bit ELF file, in bytes. */
export const ELF_HEADER_LENGTH = 64;

/**
 * The length of a 64-bit little-endian ELF file without anything appended to it: the end of its
 * section header table, which linkers write last.
 *
 * @param header The first {@linkcode ELF_HEADER_LENGTH} bytes of the file, or more.
 * @throws {TypeError} when they are not the header of such a file.
 * @returns The length in bytes.
 */
export function elfLength(header: Uint8Array): number {
  const { offset, entryLength, entries } = sectionTable(header);
  return offset + entryLength * entries;
}

/** The table of a file's sections. */
export interface SectionTable {
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** The length of the entry of a section, in bytes. */
  readonly entryLength: number;
  /** How many sections there are. */
  readonly entries: number;
}

/**
 * Where the table of the sections of a 64-bit little-endian ELF file is.
 *
 * @param header The first {@linkcode ELF_HEADER_LENGTH} bytes of the file, or more.
 * @throws {TypeError} when they are not the header of such a file, or it has no such table.
 */
export function sectionTable(header: Uint8Array): SectionTable {
  const view = headerView(header);
  const offset = Number(view.getBigUint64(0x28, true));
  const [entryLength, entries] = [view.getUint16(0x3a, true), view.getUint16(0x3c, true)];
  if (offset === 0 || entries === 0) {
    throw new TypeError("The ELF file has no section header table to tell where it ends");
  }
  return { offset, entryLength, entries };
}

/** A view of the header of a 64-bit little-endian ELF file. */
function headerView(header: Uint8Array): DataView {
  if (header.length < ELF_HEADER_LENGTH) {
    throw new TypeError(`An ELF header has ${ELF_HEADER_LENGTH} bytes, not ${header.length}`);
  }
  const view = new DataView(header.buffer, header.byteOffset, ELF_HEADER_LENGTH);
  const magic = view.getUint32(0);
  if (magic !== 0x7f454c46) {
    throw new TypeError(`An ELF file starts with 7f454c46, not ${magic.toString(16)}`);
  }
  const [fileClass, byteOrder] = [view.getUint8(4), view.getUint8(5)];
  if (fileClass !== 2 || byteOrder !== 1) {
    throw new TypeError(
      `Only 64-bit little-endian ELF files are read, not class ${fileClass}, order ${byteOrder}`,
    );
  }
  return view;
}
