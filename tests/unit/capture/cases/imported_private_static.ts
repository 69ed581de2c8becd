import { travels } from "../case.ts";
import { Badge } from "../modules/secrets.ts";

const { holderOf } = Badge;
export default travels("a static method with private members of an imported class", holderOf, {
  args: [new Badge("Eve ")],
  gives: "Eve",
});
