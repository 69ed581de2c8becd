import { refused } from "../case.ts";

function Outer(): () => unknown {
  return () => new.target;
}
export default refused("an arrow that uses the new.target of another function", Outer(), {
  path: ["(anonymous)"],
  saying: /new\.target/,
});
