import { travels } from "../case.ts";

let next = 0;
class Item {
  id = ++next;
  tags = [next];
  describe = (): string => `item ${this.id}`;
  declared?: string;
}
export default travels("fields are initialised for new instances", () => {
  const item = new Item();
  return [item.id, item.tags, item.describe(), "declared" in item];
}, { gives: [1, [1], "item 1", true] });
