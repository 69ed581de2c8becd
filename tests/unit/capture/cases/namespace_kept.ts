import { travels } from "../case.ts";
import * as registry from "../modules/state.ts";
import * as shapes from "../modules/shapes.ts";
import { bump } from "../modules/state.ts";

const same = registry;
const box = { registry, again: registry, shapes };
class Holder {
  static registry = registry;
  registry = registry;
}
const late = await import("../modules/maths.ts");
const only = await import("../modules/only_dynamic.ts");
const list = [late, late, only];

export default travels(
  "the namespace object of a module, kept under another name",
  async () => {
    const before = same.count;
    bump();
    return [
      [same.count - before, box.registry.count - before],
      [same === registry, box.registry === box.again, box.shapes === shapes],
      [same.bump === bump, Holder.registry === same, new Holder().registry === same],
      [list[0] === list[1], late === list[0], typeof late, Object.keys(only).sort()],
      [only === await import("../modules/only_dynamic.ts"), only.twice(3), only.total()],
    ];
  },
  {
    gives: [
      [1, 1],
      [true, true, true],
      [true, true, true],
      [true, true, "object", ["total", "twice"]],
      [true, 6, 3],
    ],
  },
);
