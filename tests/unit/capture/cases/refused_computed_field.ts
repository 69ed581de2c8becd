import { refused } from "../case.ts";

let name = "first";
class Item {
  [name] = 1;
}
name = "second";
export default refused("a field whose name has changed since", () => [name, new Item()], {
  path: ["(anonymous)", "Item"],
  saying: /has a field whose name is computed, and not from constants only/,
});
