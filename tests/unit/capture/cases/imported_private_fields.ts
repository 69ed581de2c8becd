import { travels } from "../case.ts";
import { Secret } from "../modules/secrets.ts";

const mine = new Secret("abc");
export default travels("instances of imported classes with private fields", (s: Secret) => [
  mine.length,
  s.length,
  mine instanceof Secret,
  s.label,
  new Secret("x").length,
], { args: [new Secret("four")], gives: [3, 4, true, "secret", 1] });
