import { travels } from "../case.ts";

class Point {
  readonly x: number = 0;
}
class Labelled extends Point {
  readonly label: string = "none";
  #secret: number;
  constructor(label: string, secret: number) {
    super();
    this.label = label;
    this.#secret = secret;
    Object.freeze(this);
  }
  get secret(): number {
    return this.#secret;
  }
}
class Refusal extends Error {
  readonly code: number = 0;
  #detail: string;
  constructor(message: string, detail: string) {
    super(message);
    this.code = 7;
    this.#detail = detail;
    Object.freeze(this);
  }
  get detail(): string {
    return this.#detail;
  }
}
const point = new Labelled("p", 5);
const refusal = new Refusal("no", "because");
export default travels("instances with private fields that froze themselves", () => [
  [point.x, point.label, point.secret, Object.isFrozen(point)],
  [refusal.message, refusal.code, refusal.detail, Object.isFrozen(refusal)],
], { gives: [[0, "p", 5, true], ["no", 7, "because", true]] });
