import { travels } from "../case.ts";

class Animal {
  legs = 4;
}
class Dog extends Animal {
  name = "?";
  declare colour?: string;
  constructor(name: string) {
    super();
    this.name = this.#shout(name);
  }
  #shout(text: string): string {
    return text.toUpperCase();
  }
  call(): string {
    return this.#shout(this.name + "!");
  }
}
const rex = new Dog("Rex");
rex.legs = 3;
rex.colour = "brown";
const bare = new Dog("Bare");
Reflect.deleteProperty(bare, "name");
export default travels("the public fields of a derived class with private members", () => [
  rex.name,
  rex.legs,
  rex.call(),
  Object.keys(rex),
  Object.keys(bare),
], { gives: ["REX", 3, "REX!", ["legs", "name", "colour"], ["legs"]] });
