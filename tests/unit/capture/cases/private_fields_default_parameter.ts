import { travels } from "../case.ts";

let asked = 0;
const missing = (what: string): never => {
  asked++;
  throw new TypeError(`${what} is missing`);
};
class Account {
  #owner: string;
  constructor(owner: string = missing("owner"), { tags = [] }: { tags?: string[] } = {}) {
    this.#owner = owner + tags.join("");
  }
  get owner(): string {
    return this.#owner;
  }
}
const account = new Account("Eve");
export default travels("private fields of a class whose constructor has defaults", () => [
  account.owner,
  asked,
], { gives: ["Eve", 0] });
