import { travels } from "../case.ts";

export default travels("a dynamic import that fails, each time with the same", async () => {
  const caught: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    try {
      await import("../modules/throws.ts");
    } catch (error) {
      caught.push(error);
    }
  }
  return [String(caught[0]), caught[0] === caught[1]];
}, { gives: ["RangeError: evaluated", true] });
