/**
 * Comma-separated values.
 *
 * @module
 */

/**
 * Writes rows of cells, each with quotes only where it needs them.
 *
 * @param rows The rows.
 * @param lineEnd What is between two of them.
 * @param separator What is between two cells.
 * @returns The text.
 */
export function csvText(
  rows: readonly (readonly unknown[])[],
  lineEnd: string,
  separator: "," | "\t" = ",",
): string {
  return rows.map((row) => {
    const line = row.map((cell) => cellText(String(cell), separator)).join(separator);
    return line === "" && row.length > 0 ? '""' : line; // an empty line would be no row
  }).join(lineEnd);
}

function cellText(text: string, separator: string): string {
  const needsQuotes = text.includes(separator) || /["\n\r]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
