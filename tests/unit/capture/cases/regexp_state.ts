import { travels } from "../case.ts";

const sticky = /\d/g;
sticky.test("a1b2");
export default travels("a regular expression with state", () => sticky.exec("a1b2")?.[0], {
  gives: "2",
});
