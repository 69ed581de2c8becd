import { travels } from "../case.ts";

class Model {
  #slope: number;
  constructor(slope: number) {
    this.#slope = slope;
  }
  predict(x: number): number {
    return this.#slope * x;
  }
}
const model = new Model(3);
export default travels("a method with private fields, bound", model.predict.bind(model), {
  args: [2],
  gives: 6,
});
