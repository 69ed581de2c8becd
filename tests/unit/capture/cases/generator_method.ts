import { travels } from "../case.ts";

const table = {
  *count(n: number): Generator<number> {
    yield n;
    yield* this.rest;
  },
  rest: [7, 8],
};
export default travels("a generator method of an object", (n: number) => [...table.count(n)], {
  args: [6],
  gives: [6, 7, 8],
});
