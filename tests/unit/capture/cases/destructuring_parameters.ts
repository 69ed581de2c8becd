import { travels } from "../case.ts";

const fallback = "none";
export default travels(
  "destructuring parameters",
  ({ a, b: [first, ...others], c: { d = fallback } }: {
    a: number;
    b: number[];
    c: { d?: string };
  }) => ({ a, first, others, d }),
  { args: [{ a: 1, b: [2, 3, 4], c: {} }], gives: { a: 1, first: 2, others: [3, 4], d: "none" } },
);
