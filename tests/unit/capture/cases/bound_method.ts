import { travels } from "../case.ts";

class Counter {
  constructor(private start: number) {}
  from(x: number): number {
    return this.start + x;
  }
}
const counter = new Counter(10);
export default travels("a method taken off an object, bound to it", counter.from.bind(counter), {
  args: [5],
  gives: 15,
});
