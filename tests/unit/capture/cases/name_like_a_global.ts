import { travels } from "../case.ts";

function make(): () => string {
  const process = "mine";
  return () => process;
}
const mine = make();
export default travels(
  "a variable named like a global that another function uses",
  () => [mine(), typeof process.pid],
  { gives: ["mine", "number"] },
);
