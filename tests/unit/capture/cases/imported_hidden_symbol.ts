import { travels } from "../case.ts";
import { isMarked, mark } from "../modules/hidden.ts";

const one = mark({});
export default travels("a symbol that its module does not export", () => [
  isMarked(one),
  isMarked({}),
], { gives: [true, false] });
