/**
 * JSON whose numbers mean what is written.
 *
 * @module
 */

/** What there has to be in the text for a number in it to lose something. */
const SUSPICIOUS = /\d{16}|\d[eE]\+?\d{3}/;

/**
 * Parses JSON, and refuses numbers that JavaScript would silently make others of.
 *
 * A fraction may be rounded, as everywhere, and so may a whole number in the digits by which
 * JavaScript itself writes it.
 *
 * @param text JSON.
 * @returns What `JSON.parse` gives.
 * @throws {SyntaxError} If it is not JSON.
 * @throws {RangeError} If it has a number that would not stay as it is.
 */
export function parseExactly(text: string): unknown {
  // Looking at every number is slow, and hardly ever needed.
  return SUSPICIOUS.test(text) ? JSON.parse(text, checkNumber) : JSON.parse(text);
}

function checkNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  const { source } = context ?? {};
  if (typeof value !== "number" || source === undefined) return value;
  if (!Number.isFinite(value)) throw new RangeError(`the number ${source} is too large`);
  const isWhole = /^-?\d+$/.test(source);
  if (isWhole && !Number.isSafeInteger(value) && !staysTheSame(value, source)) {
    throw new RangeError(
      `the number ${source} would become ${value}: write {"$bigint": "${source}"}`,
    );
  }
  return value;
}

function staysTheSame(value: number, source: string): boolean {
  return String(value) === source || BigInt(value) === BigInt(source);
}
