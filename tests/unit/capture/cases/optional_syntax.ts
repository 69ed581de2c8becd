import { travels } from "../case.ts";

const config: { a?: { b?: () => number } } = { a: { b: () => 3 } };
export default travels("newer syntax", (x?: number) => {
  let y = x ?? 1;
  y ||= 2;
  y **= 2;
  return [config.a?.b?.(), config?.a?.["b"]?.(), y, 1_000, `${y}`, [..."ab"]];
}, { gives: [3, 3, 1, 1000, "1", ["a", "b"]] });
