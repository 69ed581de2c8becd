import { travels } from "../case.ts";

const object = {
  "get y"(): string {
    return "y";
  },
  get z(): number {
    return 1;
  },
};
export default travels("a method whose name looks like a getter's", () => [
  object["get y"].name,
  object["get y"](),
  Object.getOwnPropertyDescriptor(object, "z")!.get!.name,
], { gives: ["get y", "y", "get z"] });
