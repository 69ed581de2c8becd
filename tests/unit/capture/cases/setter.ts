import { travels } from "../case.ts";

let seen = 0;
const target = {
  set value(x: number) {
    seen = x * 2;
  },
};
export default travels("a setter that changes a captured variable", (x: number) => {
  target.value = x;
  return seen;
}, { args: [4], gives: 8 });
