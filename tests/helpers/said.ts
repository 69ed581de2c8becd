/**
 * Gives what is said on standard error meanwhile, line by line.
 *
 * @param act What is done.
 */
export async function saidBy(act: () => Promise<unknown>): Promise<string[]> {
  const [lines, { error }] = [[] as string[], console];
  console.error = (...args: unknown[]): void => void lines.push(args.join(" "));
  try {
    await act();
  } finally {
    console.error = error;
  }
  return lines;
}
