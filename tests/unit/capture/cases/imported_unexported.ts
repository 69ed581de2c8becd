import { travels } from "../case.ts";
import { makeAdder } from "../modules/closures.ts";

const add = makeAdder(3);
export default travels("a closure made in another module", (x: number) => add(x), {
  args: [4],
  gives: 107,
});
