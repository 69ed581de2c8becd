import { travels } from "../case.ts";

const large = new Float64Array(200_000).map((_, i) => i / 2);
export default travels("a large typed array", () => [large.length, large[199_999], large[3]], {
  gives: [200_000, 99_999.5, 1.5],
});
