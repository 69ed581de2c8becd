import { travels } from "../case.ts";

const object = { "a b": 1, "__proto__x": 2, 1.5: 3 };
const ünï = "ü";
const functions = { "odd name": (): string => functions["odd name"].name };
export default travels("unusual names", () => [object["a b"], ünï, functions["odd name"]()], {
  gives: [1, "ü", "odd name"],
});
