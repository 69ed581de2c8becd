import { travels } from "../case.ts";
import { isHidden, make, read } from "../modules/hidden.ts";

const one = make(3);
export default travels("an instance of a class that its module does not export", () => [
  read(one),
  read(make(4)),
  isHidden(one),
  one.twice(),
], { gives: [3, 4, true, 6] });
