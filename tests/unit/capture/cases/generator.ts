import { travels } from "../case.ts";

export default travels("a generator function: its output is what it yields", function* (n: number) {
  for (let i = 0; i < n; i++) yield i * i;
}, { args: [4], gives: [0, 1, 4, 9] });
