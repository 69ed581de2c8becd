import { travels } from "../case.ts";

const socket = Promise.resolve("cannot travel");
export default travels("a name that is only shadowed is not captured", (socket: number) => {
  const inner = ({ socket: s }: { socket: number }): number => s;
  return inner({ socket }) + { socket: 1 }.socket;
}, { args: [2], gives: 3 });
void socket;
