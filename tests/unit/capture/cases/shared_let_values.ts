import { travels } from "../case.ts";

function counter(n: number): { up: () => number; get: () => number } {
  return { up: () => ++n, get: () => n };
}
const one = counter(10);
const two = counter(20);
const ups = [one.up, two.up];
const gets = [two.get, one.get];
export default travels("closures paired by the variable they share", () => {
  for (const up of ups) up();
  return gets.map((get) => get());
}, { gives: [21, 11] });
