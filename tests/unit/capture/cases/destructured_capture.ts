import { travels } from "../case.ts";

const { a, b: [first], ...others } = { a: 1, b: [2], c: 3, d: 4 };
export default travels("variables declared by destructuring", () => ({ a, first, others }), {
  gives: { a: 1, first: 2, others: { c: 3, d: 4 } },
});
