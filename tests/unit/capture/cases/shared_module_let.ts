import { travels } from "../case.ts";

let total = 0;
const add = (x: number): void => {
  total += x;
};
const read = (): number => total;
export default travels("functions that share a variable of the script", (x: number) => {
  add(x);
  add(x);
  return read();
}, { args: [3], gives: 6 });
