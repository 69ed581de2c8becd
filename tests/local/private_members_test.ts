import { map } from "../../lib/api/mapping.ts";
import { assertEquals } from "../deps.ts";
import { sandbox } from "../helpers/sandbox.ts";

class Wallet {
  #coins: number[];
  constructor(...coins: number[]) {
    this.#coins = coins;
  }
  get sum(): number {
    return this.#coins.reduce((a, b) => a + b, 0);
  }
}

Deno.test("map() takes inputs and gives outputs with private members", async () => {
  await using place = await sandbox();
  await place.within(async () => {
    const double = (wallet: Wallet): Wallet => new Wallet(wallet.sum, wallet.sum);
    const made = await map(double, [new Wallet(1, 2), new Wallet(5)], {
      quiet: true,
      backend: "local",
    });
    const sums = (await made.toArray()).map((wallet) => wallet.sum);
    await made.remove();
    assertEquals(sums, [6, 10]);
  });
});
