import { travels } from "../case.ts";

const tools = {
  factor: 5,
  scale(x: number): number {
    return x * 2;
  },
};
export default travels("a method taken off an object that needs no `this`", tools.scale, {
  args: [4],
  gives: 8,
});
