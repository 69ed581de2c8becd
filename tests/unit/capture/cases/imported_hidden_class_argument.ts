import { travels } from "../case.ts";
import { make, read } from "../modules/hidden.ts";

export default travels(
  "an instance of a class that its module does not export as an argument",
  (one: ReturnType<typeof make>) => read(one),
  { args: [make(5)], gives: 5 },
);
