import { travels } from "../case.ts";

const functions: (() => number)[] = [];
for (let i = 0; i < 3; i++) functions.push(() => i * 10);
export default travels("closures made in a loop", () => functions.map((f) => f()), {
  gives: [0, 10, 20],
});
