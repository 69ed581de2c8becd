import { travels } from "../case.ts";

let count = 1;
let pair = [0, 0];
export default travels("assignments to captured variables", () => {
  count++;
  count += 2;
  [count, pair[0]] = [count * 2, 9];
  ({ count } = { count: count + 1 });
  for (count of [count, count + 1]);
  return [count, pair];
}, { gives: [10, [9, 0]] });
