/**
 * What a terminal shows of what it was sent.
 *
 * @module
 */

/** What is understood: text, line breaks, and what progress bars are drawn with. */
// deno-lint-ignore no-control-regex -- control characters are what a terminal is commanded by
const PIECES = /\r\n|\n|\r|\x1b\[K|\x1b\[J|\x1b\[(\d+)A|[^\x00-\x1f\x7f-\x9f]+/gy;

/**
 * Shows text as a terminal does that is wide and high enough.
 *
 * @param sent What it was sent.
 * @returns The lines it shows then, from the top.
 * @throws If it is sent anything else.
 */
export function screenOf(sent: string): string[] {
  const lines = [""];
  let [row, column, end] = [0, 0, 0];
  for (const { 0: piece, 1: up, index } of sent.matchAll(PIECES)) {
    if (index !== end) break;
    end = index + piece.length;
    if (up !== undefined) row = Math.max(0, row - Number(up));
    else if (piece === "\r") column = 0;
    else if (piece.endsWith("\n")) {
      row++;
      column = 0;
      if (row === lines.length) lines.push("");
    } else if (piece.startsWith("\x1b")) {
      lines[row] = lines[row]!.slice(0, column);
      if (piece.endsWith("J")) lines.length = row + 1;
    } else {
      const line = lines[row]!.padEnd(column);
      lines[row] = line.slice(0, column) + piece + line.slice(column + piece.length);
      column += piece.length;
    }
  }
  if (end < sent.length) throw new Error(`Not understood: ${JSON.stringify(sent.slice(end))}`);
  return lines;
}
