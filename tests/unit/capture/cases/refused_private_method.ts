import { refused } from "../case.ts";

class Vault {
  #code = 1;
  open(): number {
    return this.#code;
  }
}
export default refused("a private member outside its class", new Vault().open, {
  path: ["open"],
  saying: /uses the private member #code outside its class/,
});
