import { travels } from "../case.ts";

const all = {
  date: new Date(1e12),
  invalid: new Date(NaN),
  regexp: /a(?<b>c)/giu,
  url: new URL("https://a.test/b?c#d"),
  map: new Map<unknown, unknown>([[{ k: 1 }, new Set([1, [2]])], ["s", 5n]]),
  buffer: new Uint8Array([1, 2, 3]).buffer,
  floats: new Float64Array([1.5, NaN, -0]),
  bigs: new BigInt64Array([-1n]),
  error: new RangeError("out", { cause: "why" }),
  holes: [1, , 3],
  boxed: Object("boxed"),
  symbol: Symbol.for("registered"),
  encoder: new TextEncoder(),
};
export default travels("constants of every kind the codec knows", () => all, { gives: all });
