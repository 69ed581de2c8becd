import { refused } from "../case.ts";

class Model {
  rate = 2;
  apply = (x: number): number => x * this.rate;
}
const model = new Model();
export default refused("an arrow that captured a lost `this`", model.apply, {
  path: ["apply"],
  saying: /apply is an arrow function that uses the `this`/,
});
