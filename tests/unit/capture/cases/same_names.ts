import { travels } from "../case.ts";

const value = "module";
function one(): () => string {
  const value = "one";
  return () => value;
}
function two(): () => string {
  const value = "two";
  return () => value;
}
const fromOne = one();
const fromTwo = two();
export default travels(
  "variables of the same name in different scopes",
  () => [value, fromOne(), fromTwo(), { value }],
  { gives: ["module", "one", "two", { value: "module" }] },
);
