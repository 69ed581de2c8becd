import { travels } from "../case.ts";

let value = 1;
value = 2;
export default travels("a variable has the value it had when the map was made", () => value, {
  gives: 3,
});
value = 3;
