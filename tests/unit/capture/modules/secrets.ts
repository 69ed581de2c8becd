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
