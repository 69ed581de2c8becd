/**
 * Writing to standard error what only helps whoever reads along.
 *
 * @module
 */

/**
 * Writes something to standard error, if that can be: it may be a terminal that was closed, or a file on a
 * full disk. Nothing that is done ends because nobody can be told of it.
 *
 * @param write Writes it, and does nothing else.
 */
export function toStandardError(write: () => void): void {
  try {
    write();
  } catch {
    // Where this could be said is what cannot be written.
  }
}
