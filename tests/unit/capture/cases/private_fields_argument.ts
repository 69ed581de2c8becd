import { travels } from "../case.ts";

class Wallet {
  #coins: number[] = [];
  static of(...coins: number[]): Wallet {
    const wallet = new Wallet();
    wallet.#coins = coins;
    return wallet;
  }
  get sum(): number {
    return this.#coins.reduce((a, b) => a + b, 0);
  }
}
export default travels("an instance with private fields as an argument", (
  wallets: Wallet[],
) => wallets.map((wallet) => wallet.sum), {
  args: [[Wallet.of(1, 2), Wallet.of(5)]],
  gives: [3, 5],
});
