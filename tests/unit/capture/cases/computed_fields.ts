import { travels } from "../case.ts";

const field = "dynamic";
const symbol = Symbol("s");
class Item {
  [field] = 1;
  [symbol] = 2;
}
const item = new Item();
export default travels("fields with computed names", () => {
  const made = new Item();
  const read = (from: object): unknown[] => [field, symbol].map((key) => Reflect.get(from, key));
  return [read(item), read(made)];
}, { gives: [[1, 2], [1, 2]] });
