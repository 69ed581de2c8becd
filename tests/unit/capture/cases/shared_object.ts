import { travels } from "../case.ts";

const shared = { n: 0 };
const write = (x: number): void => {
  shared.n = x;
};
const read = (): number => shared.n;
const holder = { shared };
export default travels("one object shared by two captured functions is still one", () => {
  write(5);
  return [read(), holder.shared === shared];
}, { gives: [5, true] });
