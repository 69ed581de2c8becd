import { travels } from "../case.ts";

class Tensor extends Float32Array {
  shape = [1];
  static make(n: number): Tensor {
    const tensor = new Tensor(n);
    tensor.shape = [n];
    return tensor;
  }
}
const captured = Tensor.make(1000);
export default travels(
  "large typed arrays with properties of their own",
  (given: Tensor) => [captured.shape, given.shape, given.length, Tensor.make(2000)],
  {
    args: [Tensor.make(600)],
    gives: ([captured, given, length, made]: [number[], number[], number, Tensor]): boolean =>
      captured[0] === 1000 && given[0] === 600 && length === 600 &&
      made instanceof Tensor && made.shape[0] === 2000,
  },
);
