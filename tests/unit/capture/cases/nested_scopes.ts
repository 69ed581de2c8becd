import { travels } from "../case.ts";

function outer(a: number): () => number[] {
  const b = a + 1;
  {
    const c = b + 1;
    for (const d of [c + 1]) {
      try {
        throw d + 1;
      } catch (e) {
        return () => [a, b, c, d, Number(e)];
      }
    }
  }
  return () => [];
}
export default travels("variables of blocks, loops and catch clauses", outer(1), {
  gives: [1, 2, 3, 4, 5],
});
