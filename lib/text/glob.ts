/**
 * Glob patterns for tags: `*` is any text, `?` any character, `[…]` one of some.
 *
 * @module
 */

/**
 * Compiles a glob pattern.
 *
 * @param pattern The pattern, as for the shell's file names.
 * @returns A regular expression that matches what the pattern matches, whole.
 */
export function globPattern(pattern: string): RegExp {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? "";
    const close = character === "[" ? pattern.indexOf("]", i + 2) : -1;
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (close > 0) {
      const set = pattern.slice(i + 1, close).replace(/[\\\]\[&]|--|~~/g, "\\$&").replace(
        /^[!^]/,
        "^",
      );
      source += `[${set}]`;
      i = close;
    } else source += character.replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
  }
  return new RegExp(`^${source}$`, "su");
}
