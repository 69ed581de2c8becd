import { travels } from "../case.ts";

class Wallet {
  #coins: number[];
  owner = "me";
  constructor(...coins: number[]) {
    this.#coins = coins;
  }
  get sum(): number {
    return this.#coins.reduce((a, b) => a + b, 0);
  }
}
export default travels("an instance with private fields as the result", () => {
  const wallet = new Wallet(1, 2);
  return { wallet, same: wallet };
}, {
  gives: (value: { wallet: Wallet; same: Wallet }): boolean =>
    value.wallet.sum === 3 && value.wallet === value.same && value.wallet.owner === "me",
});
