class Hidden {
  #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  static read(one: Hidden): number {
    return one.#value;
  }
  twice(): number {
    return 2 * this.#value;
  }
}

class Plain {
  constructor(readonly value: number) {}
  twice(): number {
    return 2 * this.value;
  }
}

export const make = (value: number): Hidden => new Hidden(value);
export const read = (one: Hidden): number => Hidden.read(one);
export const isHidden = (one: unknown): boolean => one instanceof Hidden;
export const makePlain = (value: number): Plain => new Plain(value);

const MARK = Symbol("mark");
export const mark = (one: object): object => ({ ...one, [MARK]: true });
export const isMarked = (one: object): boolean => MARK in one;
