import { travels } from "../case.ts";
import { Badge } from "../modules/secrets.ts";

const badge = new Badge(" Eve ");
export default travels("an instance of an imported class that extends another", () => [
  badge.holder,
  badge.label,
  badge instanceof Badge,
], { gives: ["Eve", "badge", true] });
