import { travels } from "../case.ts";

const argumentsOf: (...args: unknown[]) => IArguments = function () {
  return arguments;
};
const captured = argumentsOf(1, 2);
export default travels(
  "the arguments of a call, which arrive as an array",
  (given: unknown) => [captured, given, argumentsOf(5)],
  { args: [argumentsOf(3, 4)], gives: [[1, 2], [3, 4], [5]] },
);
