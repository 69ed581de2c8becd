import { travels } from "../case.ts";

export default travels("an async generator function", async function* (n: number) {
  for (let i = 0; i < n; i++) {
    await Promise.resolve();
    yield { i };
  }
}, { args: [2], gives: [{ i: 0 }, { i: 1 }] });
