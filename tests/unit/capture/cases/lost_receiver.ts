import { travels } from "../case.ts";

const tools = {
  who(this: unknown): string {
    return typeof this;
  },
};
export default travels("a method taken off an object has no `this`", tools.who, {
  gives: "undefined",
});
