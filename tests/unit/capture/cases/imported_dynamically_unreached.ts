import { travels } from "../case.ts";

export default travels("a dynamic import that is not reached, and so not evaluated", async (x) => {
  if (x > 5) await import("../modules/throws.ts");
  return x;
}, { args: [1], gives: 1 });
