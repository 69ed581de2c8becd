import { travels } from "../case.ts";

class Cache extends Map<string, number> {
  name = "none";
  #hits = 0;
  override get(key: string): number | undefined {
    this.#hits++;
    return super.get(key);
  }
  get hits(): number {
    return this.#hits;
  }
}
export default travels("a Map with private fields as an argument and as the result", (
  cache: Cache,
) => {
  cache.get("a");
  cache.set("c", 3);
  return [cache, cache];
}, {
  args: [Object.assign(new Cache([["a", 1]]), { name: "mine" })],
  gives: ([cache, again]: Cache[]): boolean =>
    cache instanceof Map && cache === again && cache.size === 2 && cache.name === "mine" &&
    cache.hits === 1 && cache.get("c") === 3,
});
