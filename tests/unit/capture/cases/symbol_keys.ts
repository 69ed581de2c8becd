import { travels } from "../case.ts";

const own = Symbol("own");
const thing = { [own]: 1, [Symbol.for("shared")]: 2, [Symbol.toStringTag]: "Thing" };
export default travels("symbol keys", () => [
  thing[own],
  thing[Symbol.for("shared")],
  String(thing),
  own.description,
], { gives: [1, 2, "[object Thing]", "own"] });
