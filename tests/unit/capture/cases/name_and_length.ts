import { travels } from "../case.ts";

class Table {
  static name = "tables";
  static length = 17;
  row(): void {}
}
const sum = function total(...numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
};
Object.defineProperty(sum, "name", { value: "sum" });
Object.defineProperty(sum, "length", { value: 9 });
const nameless = function gone(): void {};
Reflect.deleteProperty(nameless, "name");
Object.defineProperty(Table.prototype.row, "name", { value: "line" });
Object.assign(Table.prototype.row, { unit: "m" });
const bound = Object.assign(sum.bind(null, 1), { note: "one more" });
const plain = (_a: number, _b = 1): void => {};
export default travels("names and lengths that were changed", () => [
  [Table.name, Table.length, Object.keys(Table)],
  [sum.name, sum.length, sum(1, 2)],
  [Object.hasOwn(nameless, "name"), plain.name, plain.length],
  Object.entries(Object.getOwnPropertyDescriptors(Table.prototype.row))
    .map(([key, { value }]) => [key, value]),
  [bound(1), bound.note, bound.name, bound.length],
], {
  gives: [
    ["tables", 17, ["length", "name"]],
    ["sum", 9, 3],
    [false, "plain", 1],
    [["length", 0], ["name", "line"], ["unit", "m"]],
    [2, "one more", "bound sum", 8],
  ],
});
