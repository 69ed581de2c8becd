export class Secret {
  #text: string;
  readonly label = "secret";
  constructor(text: string) {
    this.#text = text;
  }
  get length(): number {
    return this.#text.length;
  }
}

class Labelled {
  readonly label: string = "badge";
}

/** A class that extends another, with public fields and private members. */
export class Badge extends Labelled {
  holder = "nobody";
  constructor(holder: string) {
    super();
    this.holder = this.#trimmed(holder);
  }
  #trimmed(text: string): string {
    return text.trim();
  }
  static #of(badge: Badge): string {
    return badge.#trimmed(badge.holder);
  }
  static holderOf(badge: Badge): string {
    return Badge.#of(badge);
  }
}
