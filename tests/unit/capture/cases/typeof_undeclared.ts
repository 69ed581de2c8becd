import { travels } from "../case.ts";

declare const undeclared: unknown;
export default travels("typeof of a name that is declared nowhere", () => typeof undeclared, {
  gives: "undefined",
});
