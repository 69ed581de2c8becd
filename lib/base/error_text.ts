/**
 * Words for what was thrown, of whatever kind it is.
 *
 * @module
 */

/** How many characters of a message are told: enough for any that is meant to be read. */
const LONGEST_MESSAGE = 1 << 20;

/**
 * Puts a thrown value into words. It never throws itself, whatever the value does.
 *
 * @param thrown What was thrown.
 * @returns The name of its class and its message, of which only the beginning if it is without measure.
 */
export function errorText(thrown: unknown): { name: string; message: string } {
  try {
    if (thrown instanceof Error) {
      return { name: nameOf(thrown), message: measured(String(thrown.message)) };
    }
    const kind = thrown === null ? "null" : typeof thrown;
    return {
      name: `a thrown ${kind === "null" ? "value" : kind}`,
      message: measured(Deno.inspect(thrown, { depth: 4 })),
    };
  } catch {
    return { name: "a thrown value", message: "it could not be put into words" };
  }
}

/** A class that says no name of its own has that of what it extends, which is not what one looks for. */
function nameOf(error: Error): string {
  const own: object = Object.getPrototypeOf(error);
  if (Object.hasOwn(error, "name") || Object.hasOwn(own, "name")) return String(error.name);
  return String(error.constructor.name || error.name);
}

function measured(message: string): string {
  const more = message.length - LONGEST_MESSAGE;
  return more <= 0
    ? message
    : `${message.slice(0, LONGEST_MESSAGE)}… (and ${more} characters more)`;
}
