import { travels } from "../case.ts";

function counter(): number {
  return ++counter.calls;
}
counter.calls = 3;
counter.label = { text: "c" };
export default travels("a function with properties", () => [counter(), counter.label.text], {
  gives: [4, "c"],
});
