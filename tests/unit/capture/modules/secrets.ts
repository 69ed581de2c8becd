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

/** A class that extends another, with public fields and a private member. */
export class Badge extends Secret {
  holder = "nobody";
  constructor(secret: string, holder: string) {
    super(secret);
    this.holder = this.#trimmed(holder);
  }
  #trimmed(text: string): string {
    return text.trim();
  }
  static #text(badge: Badge): string {
    return badge.#trimmed(badge.holder);
  }
  static holderOf(badge: Badge): string {
    return Badge.#text(badge);
  }
}
