import { travels } from "../case.ts";

const Named = class Inner {
  self(): string {
    return Inner.name;
  }
};
const Anonymous = class {
  x = 1;
};
export default travels("class expressions", () => [
  new Named().self(),
  Named.name,
  Anonymous.name,
  new Anonymous().x,
], { gives: ["Inner", "Inner", "Anonymous", 1] });
