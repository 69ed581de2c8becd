/**
 * Makes an ELF file that needs some versions of libraries, and has nothing else in it.
 *
 * @param libraries For each library, the names of the versions.
 * @returns The file.
 */
export function elfProgram(libraries: readonly (readonly string[])[]): Uint8Array {
  const encoder = new TextEncoder();
  const names = libraries.flat();
  const starts = names.map((_, i) => names.slice(0, i).join("\0").length + (i > 0 ? 1 : 0));
  const strings = encoder.encode(`${names.join("\0")}\0`);
  const [needed, texts, table] = [64, 1024, 2048];
  const bytes = new Uint8Array(table + 2 * 64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setBigUint64(0x28, BigInt(table), true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 2, true);
  bytes.set(strings, texts);
  let at = needed;
  let index = 0;
  for (const [i, versions] of libraries.entries()) {
    const length = 16 + 16 * versions.length;
    view.setUint32(at + 8, 16, true);
    view.setUint32(at + 12, i === libraries.length - 1 ? 0 : length, true);
    for (const [j] of versions.entries()) {
      const one = at + 16 + 16 * j;
      view.setUint32(one + 8, starts[index++]!, true);
      view.setUint32(one + 12, j === versions.length - 1 ? 0 : 16, true);
    }
    at += length;
  }
  const sections = [[0x6ffffffe, needed, 1], [3, texts, 0]];
  for (const [i, [kind, offset, link]] of sections.entries()) {
    view.setUint32(table + 64 * i + 4, kind!, true);
    view.setBigUint64(table + 64 * i + 0x18, BigInt(offset!), true);
    view.setUint32(table + 64 * i + 0x28, link!, true);
  }
  return bytes;
}
