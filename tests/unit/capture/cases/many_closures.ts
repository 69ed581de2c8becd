import { travels } from "../case.ts";

// Every one of them looks the same, and has a variable of its own.
const counters = Array.from({ length: 1000 }, () => {
  let count = 0;
  return { add: (): number => ++count, count: (): number => count };
});
export default travels("many closures whose variables are equal", () => {
  counters[0]!.add();
  counters[999]!.add();
  counters[999]!.add();
  return [0, 1, 999].map((index) => counters[index]!.count());
}, { gives: [1, 0, 2] });
