import { ping } from "./ping.ts";
export function pong(n: number): string {
  return n === 0 ? "pong" : `pong ${ping(n - 1)}`;
}
