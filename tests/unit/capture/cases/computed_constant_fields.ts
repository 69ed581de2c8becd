// @ts-nocheck TypeScript takes fewer names than JavaScript does.
import { travels } from "../case.ts";

enum Key {
  Name = "name",
  Two = 2,
}
const keys = { deep: { size: "size" } };
// No function uses these, so the engine does not keep them.
const prefix = "with";
const joined = `${prefix}_` + 4;
class Item {
  [Key.Name] = 1;
  [Key.Two] = 2;
  [`plain`] = 3;
  [joined] = 4;
  ["a" + 1] = 5;
  [keys.deep.size] = 6;
}
export default travels("fields with names computed from constants", () => [
  { ...new Item() },
  Key.Two,
  keys.deep.size,
], { gives: [{ name: 1, 2: 2, plain: 3, with_4: 4, a1: 5, size: 6 }, 2, "size"] });
