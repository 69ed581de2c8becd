import { travels } from "../case.ts";
import { Badge } from "../modules/secrets.ts";

const badge = new Badge("abc", " Eve ");
export default travels("an instance of an imported class that extends another", () => [
  badge.holder,
  badge.length,
  badge.label,
  badge instanceof Badge,
], { gives: ["Eve", 3, "secret", true] });
