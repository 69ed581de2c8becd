import { travels } from "../case.ts";
import { bump, count } from "../modules/state.ts";

export default travels("a variable that a module exports is live", () => {
  const before = count;
  bump();
  return [before, count];
}, { gives: [0, 1] });
