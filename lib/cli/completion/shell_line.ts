/**
 * Command lines as they are being typed into a shell, half a word at the end.
 *
 * @module
 */

/** A quotation that has not ended yet; none if it is `""`. */
type Quote = "" | "'" | '"';

/** A command line, taken apart. */
export interface ShellLine {
  /** The words before the last one, as the shell hands them to a program. */
  readonly words: readonly string[];
  /** The last word, as it is written. */
  readonly written: string;
}

/** A part of a word. */
interface Unquoted {
  /** What it stands for. */
  readonly text: string;
  /** The quotation that it ends in. */
  readonly quote: Quote;
}

/** A part of a word: what is within single quotes, within double quotes, after a backslash, or as it is. */
const PIECES = /'([^']*)('|$)|"((?:[^"\\]|\\[^]|\\$)*)("|$)|\\([^]?)|([^\s'"\\]+)/gy;

/**
 * Takes a command line apart that ends at the cursor.
 *
 * @param line The line.
 * @returns Its words.
 */
export function splitLine(line: string): ShellLine {
  const words: string[] = [];
  let start = skipBlanks(line, 0);
  while (true) {
    const end = wordEnd(line, start);
    if (end === line.length) return { words, written: line.slice(start) };
    words.push(unquote(line.slice(start, end)).text);
    start = skipBlanks(line, end);
  }
}

function skipBlanks(line: string, from: number): number {
  while (/\s/.test(line[from] ?? "")) from++;
  return from;
}

function wordEnd(line: string, start: number): number {
  PIECES.lastIndex = start;
  let end = start;
  while (PIECES.test(line)) end = PIECES.lastIndex;
  return end;
}

/**
 * Reads a word, or its beginning.
 *
 * @param written The word as it is written. What it would be substituted for stays as it is.
 * @returns What it stands for.
 */
export function unquote(written: string): Unquoted {
  let text = "";
  let quote: Quote = "";
  for (const [, single, singleEnd, double, doubleEnd, escaped, plain] of written.matchAll(PIECES)) {
    if (single !== undefined) {
      text += single;
      quote = singleEnd === "" ? "'" : "";
    } else if (double !== undefined) {
      text += double.replace(/\\(["\\$`])/g, "$1");
      quote = doubleEnd === "" ? '"' : "";
    } else text += escaped ?? plain ?? "";
  }
  return { text, quote };
}

/**
 * Writes text so that a shell takes it as it is.
 *
 * @param text The text.
 * @param quote The quotation that it is written into.
 * @returns What to type.
 */
export function quoted(text: string, quote: Quote): string {
  if (quote === "'") return text.replaceAll("'", `'\\''`);
  if (quote === '"') return text.replace(/["\\$`]/g, "\\$&");
  return text.replace(/[^\w./:=@%+,\-\u0080-\uffff]/g, "\\$&");
}
