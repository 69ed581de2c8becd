import { travels } from "../case.ts";

function list(this: { name: string }, ...rest: unknown[]): unknown[] {
  return [this.name, ...rest];
}
const once = list.bind({ name: "one" }, 1);
export default travels("a function bound twice", once.bind({ name: "two" }, 2), {
  args: [3],
  gives: ["one", 1, 2, 3],
});
