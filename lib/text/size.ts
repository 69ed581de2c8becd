/**
 * Sizes in words.
 *
 * @module
 */

/**
 * Writes a size for people.
 *
 * @param bytes The size, in bytes.
 * @returns Such as `"63.9 KB"`.
 */
export function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let unit = 0;
  let value = bytes;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${units[unit]}`;
}
