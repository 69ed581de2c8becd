import { pong } from "./pong.ts";
export function ping(n: number): string {
  return n === 0 ? "ping" : `ping ${pong(n - 1)}`;
}
