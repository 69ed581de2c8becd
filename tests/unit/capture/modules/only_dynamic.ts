let sum = 0;
/** Nothing imports this at the top. */
export function twice(n: number): number {
  sum += n;
  return 2 * n;
}
export const total = (): number => sum;
