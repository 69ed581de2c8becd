import { travels } from "../case.ts";

class Card {
  #rank: number;
  constructor(rank: number) {
    this.#rank = rank;
  }
  compare = (a: Card, b: Card): number => a.#rank - b.#rank;
  static ranks(): (cards: Card[]) => number[] {
    return (cards) => cards.map((card) => card.#rank);
  }
}
const ranks = Card.ranks();
const cards = [new Card(3), new Card(1)];
export default travels("arrow functions of instances with private members", () => [
  ranks(cards.sort(cards[0]!.compare)),
], { gives: [[1, 3]] });
