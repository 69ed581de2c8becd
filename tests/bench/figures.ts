/**
 * How the benches print what they measured.
 *
 * @module
 */

/**
 * Prints a figure beside what it should be.
 *
 * @param what What was measured.
 * @param figure The figure, with its unit.
 * @param goal What it should be, with its unit.
 * @param reached Whether it is.
 */
export function printFigure(what: string, figure: string, goal: string, reached: boolean): void {
  console.log(
    `${reached ? "  ok " : "OVER "} ${what.padEnd(64)} ${figure.padStart(12)}   goal: ${goal}`,
  );
}

/** Prints something that figures are compared with. */
export function printReference(what: string, figure: string): void {
  console.log(`     ${what.padEnd(64)} ${figure.padStart(12)}`);
}

/** @returns The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** @returns How long something took, in milliseconds. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Runs a program and returns what it printed; throws if it fails. */
export async function output(
  program: string,
  args: string[],
  options: Deno.CommandOptions = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { ...options, args })
    .output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** @returns Seconds, for people. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
