/**
 * Text that a terminal only shows.
 *
 * What comes back from an execute node can hold anything, and to a terminal some characters are
 * commands: to write over what is there, to set its title, to type for its user.
 *
 * @module
 */

// deno-lint-ignore no-control-regex -- control characters are what is looked for
const COMMANDS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/**
 * Writes the control characters of text out, so that a terminal shows them: as `^[`, or as `\x9b`. Line
 * breaks and tabs stay, and so does all else.
 *
 * @param text The text.
 * @returns The text without any other control character.
 */
export function printable(text: string): string {
  return text.replace(COMMANDS, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
    return code === 0x7f ? "^?" : `\\x${code.toString(16)}`;
  });
}
