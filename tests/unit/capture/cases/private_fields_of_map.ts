import { travels } from "../case.ts";

class Cache extends Map<string, number> {
  #hits = 0;
  override get(key: string): number | undefined {
    this.#hits++;
    return super.get(key);
  }
  get hits(): number {
    return this.#hits;
  }
}
const cache = new Cache([["a", 1]]);
cache.get("a");
export default travels("private fields of a class that extends a built-in one", () => [
  cache.get("a"),
  cache.hits,
  cache.size,
], { gives: [1, 2, 1] });
