import { travels } from "../case.ts";
import { biggest, Square } from "../modules/shapes.ts";

const mine = new Square(5);
export default travels("a class imported by both the script and a module stays one class", (
  s: Square,
) => [
  biggest([mine, s]).area(),
  mine instanceof Square,
  biggest([]) instanceof Square,
  s instanceof Square,
], { args: [new Square(3)], gives: [25, true, true, true] });
