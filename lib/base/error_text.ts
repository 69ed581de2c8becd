/**
 * Words for what was thrown, of whatever kind it is.
 *
 * @module
 */

/**
 * Puts a thrown value into words. It never throws itself, whatever the value does.
 *
 * @param thrown What was thrown.
 * @returns The name of its class and its message.
 */
export function errorText(thrown: unknown): { name: string; message: string } {
  try {
    if (thrown instanceof Error) {
      return { name: String(thrown.name), message: String(thrown.message) };
    }
    const kind = thrown === null ? "null" : typeof thrown;
    return {
      name: `a thrown ${kind === "null" ? "value" : kind}`,
      message: Deno.inspect(thrown, { depth: 4 }),
    };
  } catch {
    return { name: "a thrown value", message: "it could not be put into words" };
  }
}
