/**
 * Breaking text into lines.
 *
 * @module
 */

/**
 * Breaks lines at spaces, so that they fit a terminal; line breaks in the text stay.
 *
 * @param text The text.
 * @param indent What each line begins with.
 * @param width How wide a line may be.
 * @returns The lines.
 */
export function wrap(text: string, indent: string, width: number): string {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = indent;
    for (const word of paragraph.split(" ")) {
      if (line.length > indent.length && line.length + 1 + word.length > width) {
        lines.push(line);
        line = indent;
      }
      line += line.length > indent.length ? ` ${word}` : word;
    }
    lines.push(line);
  }
  return lines.join("\n");
}
