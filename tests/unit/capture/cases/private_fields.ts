import { travels } from "../case.ts";

class Safe {
  #content: unknown[] = [];
  #limit;
  static #made = 0;
  constructor(limit: number) {
    this.#limit = limit;
    Safe.#made++;
  }
  put(x: unknown): boolean {
    if (this.#isFull) return false;
    this.#content.push(x);
    return true;
  }
  get #isFull(): boolean {
    return this.#content.length >= this.#limit;
  }
  #reveal(): unknown[] {
    return this.#content;
  }
  open(): unknown[] {
    return this.#reveal();
  }
  static made(): number {
    return Safe.#made;
  }
  static is(x: object): boolean {
    return #content in x;
  }
}
const safe = new Safe(2);
safe.put({ gold: 1 });
export default travels("an instance with private fields", () => [
  safe.put("more"),
  safe.put("too much"),
  safe.open(),
  Safe.made(),
  Safe.is(safe),
  Safe.is({}),
  new Safe(1).open(),
], { gives: [true, false, [{ gold: 1 }, "more"], 1, true, false, []] });
