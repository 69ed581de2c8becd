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
 * @returns The text.
 */
export function csvText(rows: readonly (readonly unknown[])[], lineEnd: string): string {
  return rows.map((row) => row.map((cell) => cellText(String(cell))).join(",")).join(lineEnd);
}

function cellText(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
