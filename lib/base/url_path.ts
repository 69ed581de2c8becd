/**
 * The paths of URLs as people read them, and as URLs have them.
 *
 * @module
 */

/** What stands for a byte of a character. */
const ESCAPE = /%[0-9a-f]{2}/i;

/**
 * Reads the path of a URL.
 *
 * @param path The path, as the URL has it.
 * @returns The path with the characters themselves; a name that would not be the same again stays as it is.
 */
export function decodeUrlPath(path: string): string {
  return path.split("/").map((name) => {
    try {
      const plain = decodeURIComponent(name);
      return /[/\0]/.test(plain) || ESCAPE.test(plain) ? name : plain;
    } catch {
      return name; // it is in no encoding that could be known
    }
  }).join("/");
}

/**
 * Writes a path so that a URL can have it.
 *
 * @param path The path; what is written in it as in a URL stays so.
 * @returns The path, without blanks, commas and the like.
 */
export function encodeUrlPath(path: string): string {
  return path.split(/(%[0-9a-f]{2})/i).map((piece, index) =>
    index % 2 === 1 ? piece : encode(piece)
  )
    .join("");
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%(?:2F|40|3A|24|26|2B|3B|3D)/g, (escape) => decodeURIComponent(escape));
}
