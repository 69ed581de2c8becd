import { travels } from "../case.ts";

const log: string[] = [];
class Configured {
  static level: number;
  static #secret = "s";
  static {
    this.level = 3;
    log.push("ran");
  }
  static secret(): string {
    return this.#secret + log.length;
  }
}
export default travels("a static block is not run again", () => [
  Configured.level,
  Configured.secret(),
  log,
], { gives: [3, "s1", ["ran"]] });
