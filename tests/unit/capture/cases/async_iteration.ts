import { travels } from "../case.ts";

const source = {
  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    yield 1;
    yield 2;
  },
};
export default travels("an object that is iterated asynchronously", async () => {
  const seen: number[] = [];
  for await (const x of source) seen.push(x);
  return seen;
}, { gives: [1, 2] });
