/**
 * Numbering objects in the order they are met.
 *
 * @module
 */

/** Gives objects numbers, and recognises those it gave one. */
export class Numbering {
  /** The objects met so far; once one is met again, `#numbers` has them. */
  readonly #met = new Set<object>();
  #numbers: Map<object, number> | undefined;

  /**
   * Gives an object the next number, if it has none.
   *
   * @param value The object.
   * @returns The number it had already.
   */
  numberOrNext(value: object): number | undefined {
    const numbers = this.#numbers;
    if (numbers) {
      const number = numbers.get(value);
      if (number === undefined) numbers.set(value, numbers.size);
      return number;
    }
    const before = this.#met.size;
    if (this.#met.add(value).size > before) return undefined;
    // The first one that is met again: from now on it matters which is the how many-th.
    this.#numbers = new Map(Array.from(this.#met, (one, number) => [one, number]));
    this.#met.clear();
    return this.#numbers.get(value);
  }
}
