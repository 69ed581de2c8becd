import { travels } from "../case.ts";

const account = {
  balance: 10,
  deposit(x: number): number {
    return this.balance += x;
  },
  get double(): number {
    return this.balance * 2;
  },
  set double(x: number) {
    this.balance = x / 2;
  },
};
export default travels("an object with methods, getters and setters", () => {
  account.deposit(5);
  const before = account.double;
  account.double = 8;
  return [before, account.balance, Object.keys(account)];
}, { gives: [30, 4, ["balance", "deposit", "double"]] });
