import { travels } from "../case.ts";
import { Secret } from "../modules/secrets.ts";

export default travels("an instance of an imported class with private fields as the result", () => {
  return new Secret("abc");
}, { gives: (value: Secret): boolean => value.length === 3 && value.label === "secret" });
