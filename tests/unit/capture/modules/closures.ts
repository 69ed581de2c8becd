const base = 100;
const helper = (x: number): number => x + base;
export function makeAdder(by: number): (x: number) => number {
  return (x) => helper(x + by);
}
