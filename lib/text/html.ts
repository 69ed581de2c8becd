/**
 * What notebooks show, as HTML.
 *
 * @module
 */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Writes text as HTML that shows it.
 *
 * @param text Any text.
 * @returns HTML, which may stand in an attribute, too.
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * Writes text of several lines that is to be seen as it is.
 *
 * @param text Any text.
 * @returns A block of HTML.
 */
export function htmlText(text: string): string {
  return `<pre>${escapeHtml(text)}</pre>`;
}

/**
 * Writes a table, as `textTable` does for a terminal.
 *
 * @param heading The heading of each column.
 * @param rows The rows, a text a column.
 * @param alignments Where each column's text goes; left if not said.
 * @returns A table of HTML.
 */
export function htmlTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly ("left" | "right")[] = [],
): string {
  const row = (name: "th" | "td", cells: readonly string[]): string =>
    `<tr>${
      cells.map((text, column) =>
        `<${name} style="text-align: ${alignments[column] ?? "left"}">${escapeHtml(text)}</${name}>`
      ).join("")
    }</tr>`;
  const body = rows.map((cells) => row("td", cells)).join("\n");
  return `<table>\n<thead>\n${row("th", heading)}\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}
