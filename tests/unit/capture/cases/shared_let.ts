import { travels } from "../case.ts";

function counter(): { up: () => number; get: () => number } {
  let n = 0;
  return { up: () => ++n, get: () => n };
}
const one = counter();
const two = counter();
export default travels("closures that share a variable still do, and others do not", () => {
  one.up();
  one.up();
  two.up();
  return [one.get(), two.get()];
}, { gives: [2, 1] });
