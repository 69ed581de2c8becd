import { travels } from "../case.ts";

export default travels("an async function", async (x: number) => {
  await Promise.resolve();
  return x - 1;
}, { args: [3], gives: 2 });
